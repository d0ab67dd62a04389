"""Who is silent, whom to write to, what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consult.calls.rules import Phase, Window
from consult.campaign.monitoring import (
    Rate,
    Standing,
    Status,
    Step,
    Tally,
    next_step,
    rates,
    tallied,
    to_invite,
    to_remind,
)

OPENS = datetime(2026, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 3, 11, 17, tzinfo=UTC)
TODAY = date(2026, 3, 5)
AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
SILENT = Standing(
    invitation_id=1,
    public_id="a",
    acronym="ADN",
    name="Agence du Nord",
    level="locale",
    region="Nord",
    department="",
    email="a@adn.example",
    window=Window(OPENS, CLOSES),
)
INVITED = replace(SILENT, invited_at=OPENS)
DRAFT = replace(INVITED, saved_at=AT, answered=7, asked=24)
SENT = replace(DRAFT, sent_at=AT, version=1, channel="web")


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (SILENT, Status.NOT_INVITED),
        (INVITED, Status.INVITED),
        (DRAFT, Status.DRAFT),
        (SENT, Status.SENT),
        (replace(SENT, late=True), Status.LATE),
        (replace(SILENT, saved_at=AT), Status.DRAFT),
        (replace(DRAFT, declared=Status.DECLINED), Status.DECLINED),
        (replace(INVITED, declared=Status.JOINING), Status.JOINING),
        (replace(SENT, withdrawn_at=AT), Status.WITHDRAWN),
        (replace(SENT, withdrawn_at=AT, declared=Status.DECLINED), Status.WITHDRAWN),
        (replace(SENT, declared=Status.JOINED), Status.SENT),
    ],
)
def test_an_agency_stands_at_the_furthest_step_it_made(standing, status):
    assert standing.status is status


def test_progress_is_a_share_of_the_questions_and_never_more_than_all():
    assert [one.progress for one in (SILENT, DRAFT, replace(DRAFT, answered=25))] == [0, 29, 100]


def test_an_invitation_goes_to_those_whom_nothing_reached():
    nobody = replace(SILENT, email="")

    assert to_invite([SILENT, INVITED, DRAFT, SENT, nobody]) == [SILENT]


def test_a_reminder_goes_to_exactly_those_who_sent_nothing():
    assert to_remind([SILENT, INVITED, DRAFT, SENT], at=AT, today=TODAY) == [
        SILENT,
        INVITED,
        DRAFT,
    ]


@pytest.mark.parametrize(
    "settled",
    [
        replace(INVITED, declared=Status.DECLINED),
        replace(DRAFT, declared=Status.JOINING),
        replace(INVITED, declared=Status.JOINED),
        replace(SENT, withdrawn_at=AT),
    ],
)
def test_who_said_to_send_nothing_is_reminded_of_nothing(settled):
    assert to_remind([settled], at=AT, today=TODAY) == []
    assert to_invite([replace(settled, invited_at=None)]) == []


def test_what_was_withdrawn_counts_no_more():
    assert rates([SENT, replace(SENT, withdrawn_at=AT)], "region") == [Rate("Nord", 2, 1)]


def test_who_said_to_send_nothing_is_counted_apart():
    declared = [replace(DRAFT, declared=one) for one in (Status.DECLINED, Status.JOINING)]
    joined = replace(INVITED, declared=Status.JOINED)

    assert tallied([SILENT, DRAFT, SENT, replace(SENT, withdrawn_at=AT), *declared, joined]) == (
        Tally(agencies=7, uninvited=1, drafts=1, sent=1, declined=1, joined=2, withdrawn=1)
    )


def test_the_silent_are_those_of_whom_nothing_was_heard():
    assert Tally(agencies=10, sent=3, declined=2, joined=1, withdrawn=1).silent == 3


def test_nobody_is_reminded_twice_on_one_day_but_can_be_on_the_next():
    reminded = replace(INVITED, reminded_on=(TODAY,))

    assert to_remind([reminded], at=AT, today=TODAY) == []
    assert to_remind([reminded], at=AT, today=TODAY + timedelta(days=1)) == [reminded]


def test_at_the_deadline_itself_nobody_is_reminded_except_who_was_given_longer():
    longer = replace(INVITED, window=INVITED.window.extended(CLOSES + timedelta(days=1)))
    just_before = CLOSES - timedelta(microseconds=1)

    assert to_remind([INVITED, longer], at=just_before, today=TODAY) == [INVITED, longer]
    assert to_remind([INVITED, longer], at=CLOSES, today=TODAY) == [longer]


def test_response_by_region_counts_agencies_and_puts_what_is_not_said_last():
    standings = [SENT, INVITED, replace(SENT, region="Bretagne"), replace(SENT, region="")]

    assert rates(standings, "region") == [
        Rate("Bretagne", 1, 1),
        Rate("Nord", 2, 1),
        Rate("", 1, 1),
    ]


@pytest.mark.parametrize(
    ("phase", "tally", "step"),
    [
        (Phase.DRAFT, Tally(), (Step.CHOOSE_AUDIENCE, 0)),
        (Phase.DRAFT, Tally(agencies=42, uninvited=42), (Step.OPEN, 42)),
        (Phase.OPEN, Tally(agencies=42, uninvited=2), (Step.INVITE, 2)),
        (Phase.UPCOMING, Tally(agencies=42), (Step.WAIT, 0)),
        (Phase.OPEN, Tally(agencies=42, sent=10), (Step.REMIND, 32)),
        (Phase.OPEN, Tally(agencies=42, sent=42), (Step.WAIT, 42)),
        (Phase.CLOSED, Tally(agencies=42), (Step.NOTHING, 0)),
        (Phase.CLOSED, Tally(agencies=42, sent=10), (Step.COMPOSE, 10)),
    ],
)
def test_there_is_always_one_next_thing_to_do(phase, tally, step):
    assert next_step(phase, tally) == step
