import pytest

from consult.contributions.progress import Progress, SectionState, overall, progress_of
from tests.contributions.world import EVERYTHING


def test_only_questions_that_are_put_are_counted():
    answers = {"team": "A", "scale": "town", "share": 12, "text": "RAS"}
    assert overall(EVERYTHING, answers) == Progress(answered=2, shown=9, lacking=1)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, SectionState.EMPTY),
        ({"scale": "town"}, SectionState.STARTED),
        ({"team": "A"}, SectionState.DONE),
        ({"team": "far too long for twenty signs"}, SectionState.STARTED),
    ],
)
def test_a_section_is_done_once_nothing_required_is_lacking(answers, state):
    section = EVERYTHING.sections[0]
    assert progress_of(section, answers, EVERYTHING.shown(answers)).state is state
