from datetime import UTC, datetime, timedelta

import pytest

from consult.calls.rules import Phase, Window
from consult.errors import CallNotOpen

OPENS = datetime(2018, 10, 8, 7, tzinfo=UTC)
CLOSES = datetime(2018, 10, 26, 16, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
GRACE = timedelta(seconds=120)
window = Window(OPENS, CLOSES, GRACE)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (OPENS - MOMENT, Phase.UPCOMING),
        (OPENS, Phase.OPEN),
        (CLOSES - MOMENT, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
    ],
)
def test_people_are_told_the_deadline_and_nothing_of_the_grace(at, phase):
    assert window.phase(at) is phase


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        (OPENS - MOMENT, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + GRACE - MOMENT, True),
        (CLOSES + GRACE, False),
    ],
)
def test_a_request_is_taken_until_the_moment_before_the_grace_ends(at, accepted):
    assert window.accepts(at) is accepted


def test_refusing_says_so_with_the_kind_that_makes_the_page():
    with pytest.raises(CallNotOpen):
        window.ensure_accepts(CLOSES + GRACE)


def test_a_call_that_was_not_launched_takes_nothing_whatever_its_dates():
    draft = Window(OPENS, CLOSES, GRACE, launched=False)

    assert draft.phase(OPENS) is Phase.DRAFT
    assert not draft.accepts(OPENS)


def test_an_extension_moves_the_deadline_of_one_agency_and_never_brings_it_forward():
    later = CLOSES + timedelta(days=2)

    assert window.extended(later).closes_at == later
    assert window.extended(CLOSES - MOMENT) == window
    assert window.extended(None) == window
