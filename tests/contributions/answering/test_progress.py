import pytest

from consult.contributions.answering.progress import Progress, SectionState, judged, progress_of
from consult.contributions.answering.steps import steps_of, whole
from tests.contributions.world import EVERYTHING, Asked, AskedSection, K


def test_only_questions_that_are_put_are_counted():
    answers = {"team": "A", "scale": "town", "share": 12, "text": "RAS"}
    assert whole(steps_of(EVERYTHING, answers)) == Progress(
        answered=2, shown=9, lacking=1, wrong=0, required=2
    )


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, SectionState.EMPTY),
        ({"scale": "town"}, SectionState.STARTED),
        ({"team": "A"}, SectionState.DONE),
        ({"team": "far too long for twenty signs"}, SectionState.WRONG),
    ],
)
def test_a_section_is_done_once_nothing_required_is_lacking(answers, state):
    section = EVERYTHING.sections[0]
    assert progress_of(section, answers, EVERYTHING.shown(answers), {}).state is state


def test_where_nothing_is_required_a_section_is_done_once_everything_is_said():
    section = AskedSection("s", "S", "", (Asked("a", K.SHORT_TEXT, "A"), Asked("b", K.DATE, "B")))
    shown = frozenset({"a", "b"})
    assert progress_of(section, {"a": "x"}, shown, {}).state is SectionState.STARTED
    assert progress_of(section, {"a": "x", "b": "2026-01-31"}, shown, {}).state is SectionState.DONE


def test_what_was_judged_before_is_judged_alike():
    """Twice with the same memory: whatever is alike but for its kind, or only begins alike."""
    question = Asked("a", K.SHORT_TEXT, "A", max_chars=80)
    known = {}
    values = ["RAS", None, "None", 1, "1", "x" * 80, "x" * 81, "x" * 79 + "y", ["x"], "['x']"]
    found = [[judged(question, value, known) for value in values] for _ in range(2)]
    assert found[0] == found[1] == [judged(question, value, {}) for value in values]
    assert [one.is_wrong for one in found[0]] == [
        False, False, False, True, False, False, True, False, True, False
    ]  # fmt: skip


def test_a_long_text_is_not_kept_in_memory():
    known = {}
    judged(Asked("a", K.LONG_TEXT, "A"), "Un secret bien gardé. " * 10, known)
    assert "secret" not in repr(known)
