import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.questionnaire import Field, Option, Question, QuestionKind
from consult.contributions.answering.typed import READERS, day, is_ambiguous, name_of, number, read
from consult.contributions.values import check

K = QuestionKind


def options(*keys):
    return tuple(Option(key, key) for key in keys)


def test_every_kind_of_question_can_be_read():
    assert set(READERS) == set(QuestionKind)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1200", 1200),
        ("1 200,5", 1200.5),
        ("1\u202f200,5", 1200.5),
        ("1\u00a0200", 1200),
        ("1.200,5", 1200.5),
        ("1,200.5", 1200.5),
        ("1’200", 1200),
        ("12 500 000", 12500000),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("12,50", 12.5),
        ("0,125", 0.125),
        ("−3", -3),
        (" 20 % ", 20),
        ("20%", 20),
        ("2,0", 2),
        (",5", 0.5),
    ],
)
def test_numbers_are_read_in_french_and_in_english(written, means):
    assert number(written, unit="%") == means


@pytest.mark.parametrize("written", ["1,200", "1.200", "999,999"])
def test_a_number_that_differs_between_the_two_is_not_guessed(written):
    assert (number(written), is_ambiguous(written)) == (None, True)


@pytest.mark.parametrize(
    "written", ["", "environ 20", "1e5", "1,2,3", "12.34.56", "--1", "NaN", "9" * 40]
)
def test_what_is_no_number_is_none(written):
    assert (number(written), is_ambiguous(written)) == (None, False)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_written_with_spaces_comes_back(value):
    assert number(f"{value:,}".replace(",", "\u202f")) == value


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2018-10-26", "2018-10-26"),
        ("26/10/2018", "2018-10-26"),
        ("26.10.2018", "2018-10-26"),
        ("1er octobre 2018", "2018-10-01"),
        ("26 octobre 2018", "2018-10-26"),
        ("26 Oct. 2018", "2018-10-26"),
        ("5 août 2018", "2018-08-05"),
        ("31/02/2018", None),
        ("2018-13-01", None),
        ("hier", None),
        ("26 brumaire 2018", None),
    ],
)
def test_days_are_read_as_people_write_them(written, means):
    assert day(written) == means


CASES = [
    (Question("k", K.SHORT_TEXT, "K"), {"q.k": ["a\r\nb"]}, "a\nb"),
    (Question("k", K.LONG_TEXT, "K"), {"q.k": ["  "]}, None),
    (Question("k", K.SINGLE_CHOICE, "K", options=options("a", "b")), {"q.k": ["b"]}, "b"),
    (Question("k", K.SINGLE_CHOICE, "K", options=options("a")), {"q.k": ["forged"]}, None),
    (
        Question("k", K.SINGLE_CHOICE, "K", options=options("a"), other=True),
        {"q.k": ["other"], "q.k.other": [" mine "]},
        {"other": "mine"},
    ),
    (
        Question("k", K.SINGLE_CHOICE, "K", options=options("a"), other=True),
        {"q.k.other": ["mine"]},
        {"other": "mine"},
    ),
    (
        Question("k", K.SINGLE_CHOICE, "K", options=options("a"), other=True),
        {"q.k": ["other"], "q.k.other": [""]},
        {"other": ""},
    ),
    (
        Question("k", K.MULTIPLE_CHOICE, "K", options=options("a", "b", "c"), other=True),
        {"q.k": ["c", "a", "forged"], "q.k.other": ["mine"]},
        ["a", "c", {"other": "mine"}],
    ),
    (Question("k", K.MULTIPLE_CHOICE, "K", options=options("a")), {}, None),
    (
        Question("k", K.LIKERT, "K", rows=options("r", "s"), scale=options("1", "2")),
        {"q.k.r": ["2"], "q.k.s": ["9"]},
        {"r": "2"},
    ),
    (
        Question("k", K.RANKING, "K", options=options("a", "b", "c")),
        {"q.k.a": ["3"], "q.k.b": ["1"], "q.k.c": [""]},
        ["b", "a"],
    ),
    (
        Question("k", K.RANKING, "K", options=options("a", "b")),
        {"q.k.a": ["1"], "q.k.b": ["1"]},
        {"a": 1, "b": 1},
    ),
    (Question("k", K.NUMBER, "K"), {"q.k": ["1 200,5"]}, 1200.5),
    (Question("k", K.NUMBER, "K"), {"q.k": ["environ 20"]}, "environ 20"),
    (Question("k", K.DATE, "K"), {"q.k": ["26/10/2018"]}, "2018-10-26"),
    (Question("k", K.DATE, "K"), {"q.k": ["hier"]}, "hier"),
    (Question("k", K.FILE, "K"), {"q.k": ["x"]}, None),
    (
        Question(
            "k", K.REPEAT, "K", fields=(Field("t", K.SHORT_TEXT, "T"), Field("n", K.NUMBER, "N"))
        ),
        {
            "q.k.0.t": ["first"],
            "q.k.0.n": ["2"],
            "q.k.1.t": [" "],
            "q.k.2.t": ["gone"],
            "q.k.2..remove": ["1"],
            "q.k.3.t": ["last"],
            "q.k.__rank__.t": ["template"],
        },
        [{"t": "first", "n": 2}, {"t": "last"}],
    ),
]


@pytest.mark.parametrize(("question", "sent", "means"), CASES)
def test_what_the_browser_sends_becomes_a_value(question, sent, means):
    assert read(question, name_of(question), sent) == means


def test_what_cannot_be_read_is_kept_and_refused_at_sending():
    ranking = Question("k", K.RANKING, "K", options=options("a", "b"))
    kept = [
        check(Question("k", K.NUMBER, "K"), "environ 20"),
        check(Question("k", K.DATE, "K"), "hier"),
        check(ranking, {"a": 1, "b": 1}),
    ]
    assert [len(problems) for problems in kept] == [1, 1, 1]
