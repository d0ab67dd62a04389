from config import ROOT
from consult.bundles.checking import read_bundle
from consult.calls.duration import minutes, seconds_for
from consult.calls.library import questionnaire_from
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section, ShowIf
from tests.contributions.world import EVERYTHING

K = QuestionKind


def asked(*questions):
    return Questionnaire((Section("s", "S", "", questions),))


def test_every_kind_of_question_takes_some_time():
    kinds = {question.kind for question in EVERYTHING}
    assert (kinds, min(map(seconds_for, EVERYTHING)) > 0) == (set(QuestionKind), True)


def test_minutes_are_said_by_fives_and_at_least_five():
    short = Question("a", K.SHORT_TEXT, "A")
    long = Question("b", K.LONG_TEXT, "B", max_words=300)
    assert [minutes(asked(short)), minutes(asked(long)), minutes(asked(*[long] * 4))] == [5, 5, 10]


def test_a_question_that_is_not_always_put_counts_for_half():
    always = Question("a", K.LONG_TEXT, "A", max_words=1475)
    sometimes = Question("a", K.LONG_TEXT, "A", max_words=1475, show_if=ShowIf("x", ("y",)))
    assert [minutes(asked(*[one] * 2)) for one in (always, sometimes)] == [20, 10]


def test_the_demonstration_takes_the_half_hour_that_its_call_says():
    """« Comptez une demi-heure »: 24 questions, seven of them to be written."""
    call = read_bundle(ROOT / "consult" / "demo" / "territoires-industrie-2018").bundle.call
    assert ("une demi-heure" in call.context, minutes(call.questionnaire)) == (True, 30)


def test_an_audition_from_the_template_is_said_to_take_as_long_in_both_languages():
    assert [minutes(questionnaire_from("audition", one)) for one in ("fr", "en")] == [25, 25]
