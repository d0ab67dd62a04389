"""A version goes from hand to hand: its line, what may follow, what its pages bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from consult.synthesis.snapshot import State, fingerprint
from consult.synthesis.versions.states import BEFORE, MOVES, can_move, printed, steps
from tests.synthesis import samples

BUILT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Event:
    state: State
    at: datetime
    by: str = "claire"
    words: str = ""


def line(now, *events):
    return [
        (one.state.value, one.current, one.at, one.by)
        for one in steps(now, built_at=BUILT, built_by="paul", events=events)
    ]


def test_every_state_has_its_moves():
    assert set(MOVES) == set(State)


@pytest.mark.parametrize(
    ("now", "into"),
    [
        (State.DRAFT, State.REVIEW),
        (State.REVIEW, State.DRAFT),
        (State.REVIEW, State.APPROVED),
        (State.APPROVED, State.HANDED_OVER),
    ],
)
def test_a_version_goes_on_step_by_step(now, into):
    assert can_move(now, into)
    assert BEFORE[into] is now


def test_nothing_else_is_allowed():
    allowed = {(now, into) for now in State for into in State if can_move(now, into)}

    assert len(allowed) == 4


def test_a_new_version_stands_at_its_first_step():
    assert line(State.DRAFT) == [
        ("draft", True, BUILT, "paul"),
        ("review", False, None, ""),
        ("approved", False, None, ""),
        ("handed_over", False, None, ""),
    ]


def test_a_version_sent_back_says_why_and_stands_at_its_first_step():
    review = Event(State.REVIEW, BUILT + timedelta(hours=1))
    back = Event(State.DRAFT, BUILT + timedelta(hours=2), words="Un chiffre.")

    first, second, *_ = steps(State.DRAFT, built_at=BUILT, built_by="paul", events=[review, back])

    assert (first.current, first.returned) == (True, back)
    assert (second.current, second.at) == (False, None)


def test_put_under_review_again_only_the_last_time_counts():
    events = [
        Event(State.REVIEW, BUILT + timedelta(hours=1)),
        Event(State.DRAFT, BUILT + timedelta(hours=2), words="Un chiffre."),
        Event(State.REVIEW, BUILT + timedelta(hours=3), "lea"),
    ]

    first, second, *_ = steps(State.REVIEW, built_at=BUILT, built_by="paul", events=events)

    assert (first.returned, second.at, second.by) == (None, BUILT + timedelta(hours=3), "lea")


def test_a_version_composed_as_approved_says_so_there():
    assert line(State.APPROVED)[2] == ("approved", True, BUILT, "paul")


def test_handing_over_changes_no_byte_of_what_was_approved():
    approved = printed(samples.rich(state=State.DRAFT), State.APPROVED)

    assert approved.state is State.APPROVED
    assert fingerprint(printed(approved, State.HANDED_OVER)) == fingerprint(approved)
