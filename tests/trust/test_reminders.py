"""Reminders leave at the right hour, once, whatever the clocks do and whoever is killed (P6)."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from consult import clock, jobs
from consult.campaign.models import ReminderPlan
from consult.campaign.planning import Outcome
from consult.jobs import LEASE, Job, JobState
from consult.post import OutboxLetter
from tests import office
from tests.trust.sizes import sized

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Cayenne",
    "America/Miquelon",
    "America/Montreal",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Australia/Lord_Howe",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENCIES = 3
CHANGES = {
    # Paris goes forward on 29 March, Lord Howe back on 5 April; Paris goes back on 25 October.
    "spring": datetime(2026, 4, 4, 16, tzinfo=UTC),
    "autumn": datetime(2026, 10, 26, 16, tzinfo=UTC),
}


def scheduler(app, at, gate, failures):
    """One of several that ask the calendar at the very same moment."""
    gate.wait()
    with app.app_context():
        try:
            for asked in app.extensions["calendar"]:
                asked(at)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test is told
            failures.append(problem)


def asked_at_once(app, at, schedulers=2):
    gate, failures = threading.Barrier(schedulers), []
    threads = [
        threading.Thread(target=scheduler, args=(app, at, gate, failures))
        for _ in range(schedulers)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []


def calls_in_every_zone(session, closes_at):
    opened = closes_at - 9 * DAY
    made = {}
    for zone in ZONES:
        call = office.call(
            session, audience=AGENCIES, title=zone, timezone=zone, closes_at=closes_at
        )
        call.opens_at = call.launched_at = opened
        made[call.id] = zone
    session.commit()
    return made, opened


def written(session):
    """Who was reminded of which call on which day, and how often."""
    return Counter(
        (int(call_id), int(invitation_id), day)
        for _, call_id, invitation_id, day in (
            key.split(":") for key in session.scalars(select(OutboxLetter.key))
        )
    )


@pytest.mark.parametrize("season", list(CHANGES))
@pytest.mark.parametrize("minutes", sized(240, 15))
def test_two_schedulers_across_a_change_of_clocks_in_ten_zones(
    app, session, monkeypatch, season, minutes
):
    closes_at = CHANGES[season]
    zones, now = calls_in_every_zone(session, closes_at)
    while now < closes_at + 2 * HOUR:
        monkeypatch.setattr("consult.clock.now", lambda now=now: now)
        asked_at_once(app, now)
        with app.app_context():
            while jobs.run_next():
                pass
        now += timedelta(minutes=minutes)
    session.expire_all()

    plans = session.scalars(select(ReminderPlan).order_by(ReminderPlan.id)).all()
    assert {plan.outcome for plan in plans} == {Outcome.SENT}
    assert {plan.letters for plan in plans} == {AGENCIES}
    for plan in plans:
        local = plan.settled_at.astimezone(ZoneInfo(zones[plan.call_id]))
        late = local - datetime.combine(plan.day, plan.hour, ZoneInfo(zones[plan.call_id]))
        assert timedelta(0) <= late < timedelta(minutes=minutes), plan.call.title
        assert local.date() == plan.day
    found = written(session)
    assert set(found.values()) == {1}, "exactly one per call, agency and day"
    expected = Counter(plan.call_id for plan in plans for _ in range(AGENCIES))
    assert Counter(call_id for call_id, _, _ in found.elements()) == expected
    # Where the deadline falls before eight in the morning, that day has no reminder.
    assert Counter(plan.call_id for plan in plans) == {
        call_id: 3 if closes_at.astimezone(ZoneInfo(zone)).hour > 8 else 2
        for call_id, zone in zones.items()
    }


def day_of_life(app, later):
    """The life of one worker, so much later than the present: calendar, letters, outbox."""
    app.extensions["post"] = (lambda message: None, "consult@localhost", "localhost")
    now = clock.now
    clock.now = lambda: now() + later
    with app.app_context():
        while True:
            jobs.tick()
            if not jobs.run_next():
                break
    app.extensions["database"].dispose()
    os._exit(0)


def born(app, later):
    app.extensions["database"].dispose()
    child = get_context("fork").Process(target=day_of_life, args=(app, later))
    child.start()
    return child


@pytest.mark.parametrize("kills", sized(4, 20))
def test_a_planner_killed_at_work_loses_no_reminder_and_repeats_none(app, session, kills):
    """Killed between taking a reminder, writing its letters, and sending them."""
    now = clock.now()
    noon = datetime.combine(now.date(), datetime.min.time(), UTC)
    call = office.call(session, audience=100, timezone="UTC", closes_at=now + 300 * DAY)
    call.opens_at = call.launched_at = call.created_at = now - DAY
    call.reminders_for = call.closes_at
    session.add(
        ReminderPlan(
            call_id=call.id,
            day=date(noon.year, noon.month, noon.day),
            hour=datetime.min.time(),
            days_before=None,
            paused_at=None,
            settled_at=None,
            outcome=None,
        )
    )
    session.commit()
    chance = random.Random(7)
    for _ in range(kills):
        worker = born(app, timedelta(0))
        time.sleep(chance.uniform(0.02, 0.5))
        worker.kill()
        worker.join()
        with app.extensions["database"].writer() as other:  # as though the leases had ended
            for job in other.scalars(select(Job).where(Job.state == JobState.LEASED)):
                job.lease_until = now - LEASE
            other.commit()
    last = born(app, timedelta(0))
    last.join(120)

    assert last.exitcode == 0
    session.expire_all()
    assert len(written(session)) == 100
    assert set(written(session).values()) == {1}
    plan = session.scalars(select(ReminderPlan)).one()
    assert (plan.outcome, plan.letters) == (Outcome.SENT, 100)
