"""What needs staff today: which things, in which order, from which instant on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.calls.rules import Phase
from consult.campaign.attention import CLOSING, ENDING, FORGOTTEN, SILENCE, Followed, Matter, todos
from consult.campaign.monitoring import Tally
from tests.office import AT

INSTANT = timedelta(microseconds=1)


def call(slug="eau", *, phase=Phase.OPEN, left=timedelta(days=20), tally=None, **more):
    given = tally if tally is not None else {"agencies": 3, "sent": 3}
    return Followed(
        slug=slug,
        title=slug,
        timezone="Europe/Paris",
        phase=phase,
        closes_at=AT + left,
        tally=Tally(**given),
        **more,
    )


def matters(*calls, jobs_failed=0):
    return [(one.matter.value, one.count) for one in todos(calls, jobs_failed=jobs_failed, at=AT)]


def test_a_call_that_goes_well_asks_for_nothing():
    assert matters(call()) == []


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (CLOSING, [("closing_soon", 2)]),
        (CLOSING + INSTANT, [("silent", 2)]),
        (SILENCE, [("silent", 2)]),
        (SILENCE + INSTANT, []),
    ],
)
def test_silence_is_told_a_week_before_and_the_closing_two_days_before(left, found):
    assert matters(call(left=left, tally={"agencies": 3, "sent": 1})) == found


def test_a_call_that_closes_soon_is_told_even_when_everybody_has_spoken():
    assert matters(call(left=CLOSING)) == [("closing_soon", 0)]


def test_agencies_never_written_to_have_sent_nothing_either_when_the_call_closes():
    tally = {"agencies": 5, "sent": 5 - 3, "uninvited": 3}

    assert matters(call(left=CLOSING, tally=tally)) == [("closing_soon", 3), ("uninvited", 3)]


def test_agencies_never_written_to_are_not_called_silent():
    tally = {"agencies": 5, "sent": 1, "uninvited": 3}

    assert matters(call(left=SILENCE, tally=tally)) == [("uninvited", 3), ("silent", 1)]


def test_a_draft_is_ready_once_it_has_agencies_and_a_deadline_to_come():
    draft = {"phase": Phase.DRAFT}

    assert matters(call(**draft, tally={"agencies": 2})) == [("ready_to_open", 2)]
    assert matters(call(**draft, tally={})) == []
    assert matters(call(**draft, tally={"agencies": 2}, left=timedelta(0))) == []


def test_what_presses_most_comes_first_and_then_the_nearest_deadline():
    far = call("loin", left=timedelta(days=6), tally={"agencies": 2}, arrived=1)
    near = call("proche", left=timedelta(days=5), tally={"agencies": 2}, letters_failed=4)
    draft = call("brouillon", phase=Phase.DRAFT, tally={"agencies": 1})

    found = todos([far, draft, near], jobs_failed=2, at=AT)
    assert [(one.matter, one.call and one.call.slug) for one in found] == [
        (Matter.LETTERS_FAILED, "proche"),
        (Matter.JOBS_FAILED, None),
        (Matter.SILENT, "proche"),
        (Matter.SILENT, "loin"),
        (Matter.ARRIVED, "loin"),
        (Matter.READY_TO_OPEN, "brouillon"),
    ]


def test_a_closed_call_waits_for_its_note_then_for_its_approval_then_for_nothing():
    closed = {"phase": Phase.CLOSED, "left": -timedelta(days=1)}

    assert matters(call(**closed)) == [("note_to_compose", 3)]
    assert matters(call(**closed, notes=1)) == []
    assert matters(call(**closed, notes=2, notes_in_review=1)) == [("note_to_validate", 1)]
    assert matters(call(**closed, tally={"agencies": 3})) == []


def test_a_call_closed_a_month_ago_asks_for_nothing_any_more():
    old = {"phase": Phase.CLOSED, "letters_failed": 1}

    assert matters(call(**old, left=-FORGOTTEN)) == []
    assert matters(call(**old, left=INSTANT - FORGOTTEN))[0] == ("letters_failed", 1)


def test_words_that_agencies_object_to_are_told_however_long_ago_the_call_closed():
    old = {"phase": Phase.CLOSED, "left": -2 * FORGOTTEN}

    assert matters(call(**old, objected=2)) == [("read_back_objected", 2)]


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (ENDING + INSTANT, []),
        (ENDING, [("read_back_ending", 1)]),
        (INSTANT, [("read_back_ending", 1)]),
        (timedelta(), []),
    ],
)
def test_who_has_not_read_again_is_told_a_day_before_the_end(left, found):
    assert matters(call(reading_until=(AT + left,))) == found
