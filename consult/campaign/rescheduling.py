"""What staff change in the reminders to come: another one, another day, none, later on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.models import Call, Invitation
from consult.campaign.models import ReminderPlan
from consult.campaign.planning import Outcome, Slot, instant_of
from consult.campaign.reminding import row_of, scope
from consult.errors import Invalid


def add(
    session: Session, *, call: Call, day: date, hour: time, actor: str, at: datetime
) -> ReminderPlan:
    """A reminder on a day that staff chose; raises `Invalid` naming what is wrong with it."""
    _ensure_fit(call, day, hour, at)
    known = _on(session, call, None, day)
    if known is not None and known.outcome in (None, Outcome.SENT):
        raise Invalid("taken")
    row = known or row_of(call, None, Slot(day, hour), None)
    row.hour, row.paused_at = hour, None
    row.outcome, row.settled_at = None, None
    session.add(row)
    session.flush()
    _trail(session, row, "reminder.add", actor, at)
    return row


def move(
    session: Session, *, plan: ReminderPlan, day: date, hour: time, actor: str, at: datetime
) -> None:
    """Another day or hour, which no longer follows the deadline unless the day is the same."""
    _ensure_fit(plan.call, day, hour, at, plan.invitation)
    known = _on(session, plan.call, plan.invitation_id, day)
    if known is not None and known.id != plan.id:
        if known.outcome in (None, Outcome.SENT):
            raise Invalid("taken")
        session.delete(known)
        session.flush()
    if day != plan.day:
        plan.days_before = None
    plan.day, plan.hour = day, hour
    session.flush()
    _trail(session, plan, "reminder.move", actor, at)


def drop(session: Session, *, plan: ReminderPlan, actor: str, at: datetime) -> None:
    """Take a reminder away; it does not come back when the deadline moves."""
    plan.outcome, plan.settled_at = Outcome.DROPPED, at
    session.flush()
    _trail(session, plan, "reminder.drop", actor, at)


def pause(
    session: Session,
    *,
    call: Call,
    plans: Iterable[ReminderPlan],
    paused: bool,
    actor: str,
    at: datetime,
) -> None:
    """Hold reminders back, or let them go again; one whose day went by meanwhile is missed."""
    pending = [one for one in plans if one.outcome is None]
    for one in pending:
        one.paused_at = at if paused else None
    action = "reminder.pause" if paused else "reminder.resume"
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"call:{call.slug}",
        details={"days": [one.day.isoformat() for one in pending]},
        at=at,
    )
    session.flush()


def _on(session: Session, call: Call, invitation_id: int | None, day: date) -> ReminderPlan | None:
    return session.scalar(
        select(ReminderPlan).where(
            ReminderPlan.call_id == call.id, scope(invitation_id), ReminderPlan.day == day
        )
    )


def _ensure_fit(
    call: Call, day: date, hour: time, at: datetime, one: Invitation | None = None
) -> None:
    leaves = instant_of(day, hour, call.timezone)
    if leaves <= at:
        raise Invalid("past")
    if leaves >= (one.window if one else call.window).closes_at:
        raise Invalid("after_the_deadline")


def _trail(session: Session, plan: ReminderPlan, action: str, actor: str, at: datetime) -> None:
    details = {"day": plan.day.isoformat(), "hour": plan.hour.isoformat("minutes")}
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"call:{plan.call.slug}",
        details=details,
        at=at,
    )
