"""The canonical value of each kind: what is refused, what counts as an answer, what is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.contributions import values
from consult.contributions.answering.checking import CHECKS
from consult.contributions.reading import ANSWERS
from consult.contributions.texts.words import NOTHING_TO_SAY, SPACE
from consult.contributions.values import (
    KINDS,
    MEGABYTE,
    SENTENCES,
    Code,
    Problem,
    canonical,
    check,
    gaps,
    is_answer,
    is_blank,
    missing,
    plain_text,
    word_count,
    words_of,
)

NODE = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)

ABC = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
TITLE = Field("title", QuestionKind.SHORT_TEXT, "Title", required=True, max_chars=5)
STORY = Field("story", QuestionKind.LONG_TEXT, "Story", max_words=3)
YEAR = Field("year", QuestionKind.NUMBER, "Year", min=1990, max=2018)


def ask(kind: QuestionKind, **what) -> Question:
    return Question(key="q", kind=kind, label="Q", **what)


SHORT = ask(QuestionKind.SHORT_TEXT, max_chars=5)
LONG = ask(QuestionKind.LONG_TEXT, max_words=3)
SINGLE = ask(QuestionKind.SINGLE_CHOICE, options=ABC, other=True)
CLOSED = ask(QuestionKind.SINGLE_CHOICE, options=ABC)
MULTIPLE = ask(QuestionKind.MULTIPLE_CHOICE, options=ABC, other=True, max_choices=2)
LIKERT = ask(QuestionKind.LIKERT, rows=ABC, scale=(Option("1", "Low"), Option("2", "High")))
RANKING = ask(QuestionKind.RANKING, options=ABC)
NUMBER = ask(QuestionKind.NUMBER, min=0, max=100)
FREE = ask(QuestionKind.NUMBER)
DATE = ask(QuestionKind.DATE)
FILE = ask(QuestionKind.FILE, accept=("pdf", ".DOCX"), max_mb=1)
REPEAT = ask(QuestionKind.REPEAT, fields=(TITLE, STORY, YEAR), max_items=2)

EVERY_KIND = (SHORT, LONG, SINGLE, MULTIPLE, LIKERT, RANKING, NUMBER, DATE, FILE, REPEAT)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["a", "b", "1", "other", "2018-10-08"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["a", "1", "other", "title", "story", "filename", "size_bytes", "z"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_every_kind_of_question_has_values():
    assert set(KINDS) == set(CHECKS) == set(ANSWERS) == set(QuestionKind)
    assert {question.kind for question in EVERY_KIND} == set(QuestionKind)


def test_every_problem_has_its_sentence():
    assert set(SENTENCES) == set(Code)


def test_a_problem_says_what_is_wrong():
    assert [one.sentence for one in check(SHORT, "abcdef")] == [
        "The text has 6 characters; the limit is 5."
    ]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (SHORT, "12345"),
        (LONG, "one two : three –"),
        (SINGLE, "a"),
        (SINGLE, {"other": "something else"}),
        (MULTIPLE, []),
        (MULTIPLE, ["c", {"other": "something else"}]),
        (LIKERT, {}),
        (LIKERT, {"a": "2", "c": "1"}),
        (RANKING, ["c", "a"]),
        (RANKING, ["c", "a", "b"]),
        (NUMBER, 0),
        (NUMBER, 100),
        (NUMBER, 99.9),
        (FREE, -(10**15)),
        (DATE, "2020-02-29"),
        (FILE, [{"filename": "Note.PDF", "size_bytes": MEGABYTE}, {"filename": "b.docx"}]),
        (REPEAT, [{"title": "One", "year": 1990}, {"story": "two"}]),
    ],
)
def test_a_sound_value_has_no_problem(question, value):
    assert check(question, value) == []


@pytest.mark.parametrize(
    ("question", "value", "problems"),
    [
        (SHORT, 3, [Problem(Code.WRONG_SHAPE)]),
        (SHORT, "123456", [Problem(Code.TOO_MANY_CHARS, {"count": 6, "limit": 5})]),
        (LONG, "a b c d", [Problem(Code.TOO_MANY_WORDS, {"count": 4, "limit": 3})]),
        (SHORT, "a\x00b", [Problem(Code.UNREADABLE)]),
        (SHORT, "a\ud800b", [Problem(Code.UNREADABLE)]),
        (SINGLE, "z", [Problem(Code.UNKNOWN_OPTION, {"option": "z"})]),
        (SINGLE, ["a"], [Problem(Code.WRONG_SHAPE)]),
        (SINGLE, {"other": "x", "more": "y"}, [Problem(Code.WRONG_SHAPE)]),
        (SINGLE, {"other": " "}, [Problem(Code.OTHER_UNSAID)]),
        (CLOSED, {"other": "x"}, [Problem(Code.UNKNOWN_OPTION, {"option": "other"})]),
        (CLOSED, "other", [Problem(Code.UNKNOWN_OPTION, {"option": "other"})]),
        (MULTIPLE, ["a", "a"], [Problem(Code.REPEATED_OPTION, {"option": "a"})]),
        (
            MULTIPLE,
            [{"other": "x"}, {"other": "y"}],
            [Problem(Code.REPEATED_OPTION, {"option": "other"})],
        ),
        (
            MULTIPLE,
            ["a", "b", {"other": "x"}],
            [Problem(Code.TOO_MANY_CHOICES, {"count": 3, "limit": 2})],
        ),
        (LIKERT, {"z": "1"}, [Problem(Code.UNKNOWN_ROW, {"row": "z"}, row="z")]),
        (LIKERT, {"a": "3"}, [Problem(Code.UNKNOWN_OPTION, {"option": "3"}, row="a")]),
        (LIKERT, {"a": 1}, [Problem(Code.WRONG_SHAPE, row="a")]),
        (RANKING, ["a", "a"], [Problem(Code.REPEATED_OPTION, {"option": "a"})]),
        (RANKING, [1], [Problem(Code.WRONG_SHAPE)]),
        (NUMBER, -0.1, [Problem(Code.TOO_SMALL, {"limit": 0})]),
        (NUMBER, 100.1, [Problem(Code.TOO_LARGE, {"limit": 100})]),
        (NUMBER, True, [Problem(Code.NOT_A_NUMBER)]),
        (NUMBER, float("nan"), [Problem(Code.NOT_A_NUMBER)]),
        (NUMBER, float("inf"), [Problem(Code.NOT_A_NUMBER)]),
        (FREE, 10**15 + 1, [Problem(Code.NOT_A_NUMBER)]),
        (NUMBER, 10**400, [Problem(Code.NOT_A_NUMBER)]),
        (NUMBER, "3", [Problem(Code.NOT_A_NUMBER)]),
        (DATE, "2019-02-29", [Problem(Code.NOT_A_DATE)]),
        (DATE, "20190228", [Problem(Code.NOT_A_DATE)]),
        (DATE, "2019-W01-1", [Problem(Code.NOT_A_DATE)]),
        (DATE, "٢٠١٩-٠٢-٢٨", [Problem(Code.NOT_A_DATE)]),
        (FILE, ["a.pdf"], [Problem(Code.WRONG_SHAPE, item=1)]),
        (FILE, [{"filename": " "}], [Problem(Code.NO_FILENAME, item=1)]),
        (
            FILE,
            [{"filename": "a.pdf"}, {"filename": "b.exe"}],
            [Problem(Code.REFUSED_TYPE, {"filename": "b.exe", "accepted": "pdf, docx"}, item=2)],
        ),
        (
            FILE,
            [{"filename": "a.pdf", "size_bytes": MEGABYTE + 1}],
            [Problem(Code.FILE_TOO_LARGE, {"filename": "a.pdf", "limit": 1}, item=1)],
        ),
        (
            REPEAT,
            [{"title": "One"}, {"title": "Twelve", "z": 1}],
            [
                Problem(Code.TOO_MANY_CHARS, {"count": 6, "limit": 5}, item=2, field="title"),
                Problem(Code.UNKNOWN_FIELD, {"field": "z"}, item=2, field="z"),
            ],
        ),
        (REPEAT, [{}, {}, {}], [Problem(Code.TOO_MANY_ITEMS, {"count": 3, "limit": 2})]),
        (REPEAT, ["x"], [Problem(Code.WRONG_SHAPE, item=1)]),
    ],
)
def test_a_broken_rule_is_named_with_its_place(question, value, problems):
    assert check(question, value) == problems


@given(JSON)
def test_whatever_arrives_is_judged_without_failing(value):
    for question in EVERY_KIND:
        spelled = canonical(question, value)
        assert repr(canonical(question, spelled)) == repr(spelled)
        for problem in check(question, spelled):
            assert problem.sentence
        assert is_answer(question, spelled) in (True, False)
        assert is_blank(spelled) in (True, False)
        assert is_answer(question, spelled) <= (not is_blank(spelled))
        assert isinstance(gaps(question, spelled), list)
        assert words_of(question, spelled) >= 0
        assert isinstance(plain_text(question, spelled, 1, "title"), str)
        values.items(question, spelled)


@pytest.mark.parametrize(
    ("question", "written", "spelled"),
    [
        (LONG, "a\r\nb\rc\nd", "a\nb\nc\nd"),
        (LONG, "e\u0301 « x\u202f;\u00a0» ", "e\u0301 « x\u202f;\u00a0» "),
        (SINGLE, {"other": "a\r\nb"}, {"other": "a\nb"}),
        (LIKERT, {"a": 2}, {"a": "2"}),
        (NUMBER, 20.0, 20),
        (NUMBER, 20.5, 20.5),
        (DATE, date(2018, 10, 8), "2018-10-08"),
        (FILE, ["files/x/n.pdf"], [{"filename": "n.pdf", "path": "files/x/n.pdf"}]),
        (REPEAT, [{"story": "a\r\nb", "year": 2013.0}], [{"story": "a\nb", "year": 2013}]),
    ],
)
def test_one_value_has_one_spelling(question, written, spelled):
    assert repr(canonical(question, written)) == repr(spelled)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "\u00a0\u202f\u200b\ufeff\u2060",
        "-",
        "—",
        "…",
        "RAS",
        "ras.",
        "R.A.S.",
        "R. A. S. !",
        "néant",
        "NE\u0301ANT",
        "« Néant »",
        "Sans objet",
        "S.O.",
        "sans\u00a0objet",
        "Rien à signaler",
        "RIEN A SIGNALER.",
        "n/a",
        "N.A.",
    ],
)
def test_nothing_to_say_is_no_answer(text):
    item = [{"title": text}]

    assert [is_answer(one, text) for one in (SHORT, LONG)] == [False, False]
    assert not is_answer(SINGLE, {"other": text})
    assert not is_answer(MULTIPLE, [{"other": text}])
    assert not is_answer(REPEAT, item)


@pytest.mark.parametrize("text", ["0", "Non", "Aucun", "Rien", "RAS sauf le foncier", "Nao", "ß"])
def test_a_short_opinion_is_an_answer(text):
    assert is_answer(SHORT, text)


@given(st.sampled_from(sorted(NOTHING_TO_SAY)), st.text(" \n\u00a0.-_/!…«»\u200b", max_size=80))
def test_nothing_to_say_stays_so_however_it_is_dressed(words, dress):
    assert not is_answer(LONG, dress + dress.join(words.upper()) + dress)


@pytest.mark.parametrize(
    ("question", "value", "answers"),
    [
        (NUMBER, 0, True),
        (NUMBER, None, False),
        (NUMBER, False, False),
        (SINGLE, "z", False),
        (SINGLE, {"other": "x"}, True),
        (CLOSED, {"other": "x"}, False),
        (MULTIPLE, [], False),
        (MULTIPLE, ["z"], False),
        (MULTIPLE, ["z", "a"], True),
        (MULTIPLE, "a", False),
        (LIKERT, {}, False),
        (LIKERT, {"a": "9"}, False),
        (LIKERT, {"a": "1"}, True),
        (RANKING, [], False),
        (RANKING, ["b"], True),
        (DATE, "2018-13-01", False),
        (FILE, [], False),
        (FILE, [{"filename": "a.pdf"}], True),
        (REPEAT, [{}], False),
        (REPEAT, [{"title": "-", "year": 0}], True),
    ],
)
def test_what_is_an_answer_depends_on_the_kind(question, value, answers):
    assert is_answer(question, value) is answers


def test_ras_is_not_blank_but_white_space_is():
    assert [is_blank(one) for one in ("RAS", " ", None, [], {}, [{"t": ""}], 0, False)] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def required(question: Question) -> Question:
    return Question(
        **{
            name: getattr(question, name)
            for name in Question.__slots__
            if name not in ("required", "key")
        },
        key=question.kind.value,
        required=True,
    )


def test_a_required_likert_needs_every_row():
    assert gaps(required(LIKERT), {"a": "1", "b": "9"}) == [
        Problem(Code.REQUIRED, row="b"),
        Problem(Code.REQUIRED, row="c"),
    ]
    assert gaps(LIKERT, {"a": "1"}) == []


def test_an_item_begun_needs_its_required_fields_and_an_empty_one_does_not():
    assert gaps(REPEAT, [{}, {"story": "Once"}]) == [Problem(Code.REQUIRED, item=2, field="title")]
    assert gaps(REPEAT, [{}]) == []


def test_what_is_missing_is_required_put_and_without_real_answer():
    questions = (
        required(CLOSED),
        required(SHORT),
        Question(
            "why",
            QuestionKind.LONG_TEXT,
            "Why",
            required=True,
            show_if=ShowIf("single_choice", ("a",)),
        ),
        required(NUMBER),
        LONG,
    )
    questionnaire = Questionnaire((Section("s", "S", questions=questions),))

    assert missing(questionnaire, {}) == ("single_choice", "short_text", "number")
    assert missing(questionnaire, {"single_choice": "a", "short_text": "RAS", "number": 0}) == (
        "short_text",
        "why",
    )
    assert missing(questionnaire, {"single_choice": "b", "short_text": "x", "number": 0}) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("aujourd’hui", 1),
        ("l’action peut-être", 2),
        ("Trois demandes\u00a0: « sites », locaux\u202f; – énergie…", 5),
        ("20\u00a0% de 1,5 million", 4),
        ("https://www.adn-fc.example/x?ref=cner&v=2", 1),
        ("un\u200bdeux\ntrois\u2028quatre", 4),
        ("_ * ---", 0),
        ("(a) «b» _c", 3),
    ],
)
def test_words_are_runs_without_space_that_hold_a_letter_or_a_digit(text, words):
    assert word_count(text) == words


def test_a_long_line_of_dashes_is_counted_at_once():
    assert word_count("-" * 1_000_000) == 0


@pytest.mark.skipif(NODE is None, reason="The rule in JavaScript needs Node.")
def test_the_browser_counts_the_same_words():
    texts = [
        "Trois demandes\u00a0: « sites », l’action\u202f; – énergie… ½ x² Ⅷ ٣",
        "a\u0085b\x1fc\u180ed\ufeffe\u2060f\u200bg _ * 日本 語 e\u0301t\u0301",
    ]
    script = (
        "const [space, texts] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "const cut = new RegExp(`[${space}]+`, 'u');"
        "console.log(JSON.stringify(texts.map(text =>"
        " text.split(cut).filter(run => /[\\p{L}\\p{N}]/u.test(run)).length)))"
    )
    asked = subprocess.run(
        [NODE, "-e", script],
        input=json.dumps([SPACE, texts]),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(asked.stdout) == [word_count(text) for text in texts]


def test_an_excerpt_is_counted_in_the_text_of_its_answer_item_and_field():
    items = [{"title": "One"}, {"title": "Two", "story": "Long ago\nin Ain"}]

    assert plain_text(LONG, "Long ago") == "Long ago"
    assert plain_text(REPEAT, items, 2, "story") == "Long ago\nin Ain"
    assert plain_text(REPEAT, items, 3, "story") == ""
    assert plain_text(REPEAT, items, 0, "title") == ""
    assert plain_text(SINGLE, {"other": "Both"}) == "Both"
    assert plain_text(MULTIPLE, ["a", {"other": "Both"}]) == "Both"
    assert plain_text(SINGLE, "a") == ""


def test_words_of_a_repeated_group_are_those_of_all_its_texts():
    assert words_of(REPEAT, [{"title": "One", "year": 2013}, {"title": "a b", "story": "c"}]) == 4
    assert words_of(LONG, "un deux") == 2
    assert words_of(SINGLE, {"other": "un deux"}) == 0
