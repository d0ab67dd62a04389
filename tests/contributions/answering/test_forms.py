import pytest

from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
)
from consult.contributions.answering.fields import BUILDERS
from consult.contributions.answering.forms import with_consent
from consult.contributions.answering.problems import Code
from consult.contributions.answering.wording import (
    SENTENCES,
    attribution_words,
    condition_words,
    faults,
    quote_words,
)
from consult.contributions.consent import Attribution, QuotePermission
from tests.contributions.world import EVERYTHING

K = QuestionKind


@pytest.fixture
def words(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def database_url():
    return "sqlite://"


def test_every_kind_of_question_can_be_asked():
    assert set(BUILDERS) == set(QuestionKind)


def test_every_rule_has_its_sentence():
    assert set(SENTENCES) == set(Code)


def test_every_consent_has_its_words(words):
    assert all(attribution_words(one) for one in Attribution)
    assert all(quote_words(one) for one in QuotePermission)


NUMBER = Question("n", K.NUMBER, "N", min=0, max=100)
LIKERT = Question(
    "l", K.LIKERT, "L", required=True, rows=(Option("r", "Land"),), scale=(Option("1", "Low"),)
)
REPEAT = Question(
    "a",
    K.REPEAT,
    "A",
    item_label="Action",
    fields=(
        Field("t", K.SHORT_TEXT, "Title", required=True),
        Field("y", K.NUMBER, "Year", min=1990, max=2018),
    ),
)


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        (NUMBER, 120, [("q.n", "Enter a number between 0 and 100 (you wrote 120).")]),
        (NUMBER, "about 20", [("q.n", "Enter a number between 0 and 100 (you wrote about 20).")]),
        (NUMBER, "1,200", [("q.n", "Write 1200 or 1.2: “1,200” can be read both ways.")]),
        (
            Question("t", K.LONG_TEXT, "T", max_words=2),
            "one two three",
            [("q.t", "Shorten this answer to 2 words (it has 3).")],
        ),
        (
            Question(
                "m",
                K.MULTIPLE_CHOICE,
                "M",
                options=(Option("a", "A"), Option("b", "B")),
                max_choices=1,
            ),
            ["a", "b"],
            [("q.m", "Keep one answer (you chose 2).")],
        ),
        (LIKERT, {}, [("q.l.r", "Choose an answer for “Land”.")]),
        (
            Question("r", K.RANKING, "R", options=(Option("a", "A"), Option("b", "B"))),
            {"a": 1, "b": 1},
            [("q.r", "Give each line a different rank: two of them have the same.")],
        ),
        (
            REPEAT,
            [{"t": "x"}, {"t": "z", "y": 1820}],
            [
                (
                    "q.a.1.y",
                    "Action 2, “Year”: Enter a number between 1990 and 2018 (you wrote 1820).",
                )
            ],
        ),
        (
            REPEAT,
            [{"y": 1820}],
            [
                (
                    "q.a.0.y",
                    "Action 1, “Year”: Enter a number between 1990 and 2018 (you wrote 1820).",
                ),
                ("q.a.0.t", "Action 1, “Title”: Answer this question."),
            ],
        ),
        (REPEAT, [{"y": 2000}], [("q.a.0.t", "Action 1, “Title”: Answer this question.")]),
        (
            Question("s", K.SINGLE_CHOICE, "S", options=(Option("a", "A"),), other=True),
            {"other": ""},
            [("q.s", "Say in a few words what the other answer is.")],
        ),
        (
            Question("d", K.DATE, "D"),
            "hier",
            [("q.d", "Enter a date as 26/10/2018 (you wrote hier).")],
        ),
    ],
)
def test_a_fault_says_what_to_do_and_where(words, question, value, said):
    found = faults(question, value, to_send=True)
    assert [(fault.anchor, fault.sentence) for fault in found] == said


def test_the_same_sentence_in_french(app):
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        found = faults(NUMBER, 120, to_send=True)
    assert found[0].sentence == "Indiquez un nombre entre 0 et 100 (vous avez écrit 120)."


def test_a_draft_is_not_asked_for_what_is_missing(words):
    assert faults(LIKERT, {}, to_send=False) == []


def test_a_condition_is_told_in_words_where_it_cannot_act(words):
    asked = EVERYTHING.by_key
    assert condition_words(asked["share"], asked) == (
        "To be filled in if you answered “Land” to “Scale”."
    )


def test_a_call_without_consent_asks_it_at_the_end(words):
    last = with_consent(EVERYTHING).sections[-1]
    assert [question.key for question in last.questions] == ["attribution", "quote_permission"]


def test_a_call_that_asks_consent_is_left_as_it_is(words):
    own = Questionnaire(
        (
            Section(
                "s",
                "S",
                "",
                tuple(
                    Question(key, K.SINGLE_CHOICE, key)
                    for key in ("attribution", "quote_permission")
                ),
            ),
        )
    )
    assert with_consent(own) is own
