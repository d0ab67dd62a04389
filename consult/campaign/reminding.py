"""Planning reminders: made at the opening, moved with the deadline, taken at their hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from consult import jobs
from consult.calls.models import Call, Invitation
from consult.calls.rules import Phase
from consult.campaign.models import ReminderPlan
from consult.campaign.monitoring import Standing
from consult.campaign.planning import USUAL, Outcome, Slot, Turn, slots, turn
from consult.campaign.rows import declared
from consult.contributions.models import Contribution, Declaration, Version
from consult.errors import NotFound
from consult.post import OutboxLetter

REMIND = "remind"


def plans(session: Session, call: Call) -> Sequence[ReminderPlan]:
    """Every reminder of a call that staff did not take away, by day; one statement."""
    found = (
        select(ReminderPlan)
        .where(
            ReminderPlan.call_id == call.id,
            or_(ReminderPlan.outcome.is_(None), ReminderPlan.outcome != Outcome.DROPPED),
        )
        .options(joinedload(ReminderPlan.invitation))
    )
    return session.scalars(found.order_by(ReminderPlan.day, ReminderPlan.id)).all()


def plan_of(session: Session, call: Call, id_: int) -> ReminderPlan:
    """One reminder of the call that is still to come, held until the commit."""
    found = session.scalar(
        select(ReminderPlan)
        .where(ReminderPlan.call_id == call.id, ReminderPlan.id == id_)
        .with_for_update(of=ReminderPlan)
    )
    if found is None or found.settled_at is not None:
        raise NotFound(f"reminder {id_}")
    return found


def unplanned(session: Session, *, at: datetime) -> Iterator[tuple[Call, Invitation | None]]:
    """Open calls, and agencies given longer, whose deadline has no reminders planned yet.

    Their rows are held until the commit; what another worker holds is left to it.
    """
    alive = (Call.launched_at.is_not(None), Call.rehearsal_of_id.is_(None))
    calls = select(Call).where(
        *alive,
        Call.closes_at > at,
        or_(Call.reminders_for.is_(None), Call.reminders_for != Call.closes_at),
    )
    yield from ((call, None) for call in session.scalars(calls.with_for_update(skip_locked=True)))
    ones = (
        select(Invitation)
        .join(Invitation.call)
        .options(contains_eager(Invitation.call))
        .where(
            *alive,
            Invitation.extended_until > at,
            Invitation.extended_until > Call.closes_at,
            or_(
                Invitation.reminders_for.is_(None),
                Invitation.reminders_for != Invitation.extended_until,
            ),
        )
    )
    held = session.scalars(ones.with_for_update(of=Invitation, skip_locked=True))
    yield from ((one.call, one) for one in held)


def plan(session: Session, *, call: Call, one: Invitation | None = None, at: datetime) -> None:
    """Plan the reminders before the present deadline of everybody, or of one agency.

    Those tied to the deadline follow it; one that was sent before an earlier deadline comes
    again before the new one. What staff took away stays away, and a day they chose stays.
    """
    closes_at = one.window.closes_at if one else call.closes_at
    known = _known(session, call, one)
    pending = [each for each in known if each.outcome is None]
    tied = [each for each in pending if each.days_before is not None]
    paused = {each.days_before: each.paused_at for each in tied}
    every = at if pending and all(each.paused_at for each in pending) else None
    session.execute(delete(ReminderPlan).where(ReminderPlan.id.in_([each.id for each in tied])))
    taken = {each.day for each in known if each not in tied}
    wanted = _wanted(known or _known(session, call, None))
    for slot in slots(closes_at, call.timezone, at=at, wanted=wanted):
        if slot.day not in taken:
            session.add(row_of(call, one, slot, paused.get(slot.days_before, every)))
    (one or call).reminders_for = closes_at
    session.flush()


def take_due(session: Session, *, at: datetime) -> list[ReminderPlan]:
    """Settle every reminder whose hour has come, and ask the worker for the letters of each.

    A row is taken by one worker only; the job's key makes the same reminder one job.
    """
    # In the easternmost zone it may be tomorrow already.
    due = (
        select(ReminderPlan)
        .join(ReminderPlan.call)
        .where(
            ReminderPlan.settled_at.is_(None),
            ReminderPlan.paused_at.is_(None),
            ReminderPlan.day <= at.date() + timedelta(days=1),
        )
        .options(contains_eager(ReminderPlan.call), joinedload(ReminderPlan.invitation))
        .order_by(ReminderPlan.day, ReminderPlan.id)
        .with_for_update(of=ReminderPlan, skip_locked=True)
    )
    settled = []
    for one in session.scalars(due).all():
        window = one.invitation.window if one.invitation else one.call.window
        slot = Slot(one.day, one.hour)
        found = turn(slot, window.closes_at, one.call.timezone, at=at)
        if found is Turn.WAIT:
            continue
        one.outcome = Outcome.SENT if found is Turn.SEND else Outcome.MISSED
        one.settled_at = at
        settled.append(one)
        if found is Turn.SEND:
            key = f"{REMIND}:{one.call_id}:{one.invitation_id or ''}:{one.day.isoformat()}"
            jobs.enqueue(
                session, REMIND, key=key, payload={"plan": one.id, "call": one.call_id}, at=at
            )
    session.flush()
    return settled


def concerned(plan: ReminderPlan, standings: Iterable[Standing]) -> list[Standing]:
    """Whom a reminder is for: one agency, or all but those that were given longer."""
    closes_at = plan.call.closes_at
    return [
        one
        for one in standings
        if (
            one.invitation_id == plan.invitation_id
            if plan.invitation_id
            else one.window.closes_at == closes_at
        )
    ]


def is_wanted(session: Session, letter: OutboxLetter, *, at: datetime) -> bool:
    """Whether a reminder still has its reason as it leaves: silence, and time to answer."""
    invitation_id = int(letter.key.split(":")[2])
    theirs = aliased(Contribution, name="theirs")
    sent = select(Version.id).where(Version.contribution_id == Contribution.id).exists()
    row = session.execute(
        select(
            *(Invitation, sent.label("sent"), Contribution.withdrawn_at),
            *(Declaration.kind, Declaration.refused_at),
            *(
                Declaration.confirmed_at.label("joined_at"),
                theirs.withdrawn_at.label("theirs_withdrawn"),
            ),
        )
        .options(joinedload(Invitation.call))
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(theirs, theirs.invitation_id == Declaration.joined_id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    if row is None or row.sent or row.withdrawn_at or declared(row) is not None:
        return False
    return bool(row.Invitation.window.phase(at) is Phase.OPEN)


def _known(session: Session, call: Call, one: Invitation | None) -> Sequence[ReminderPlan]:
    found = select(ReminderPlan).where(
        ReminderPlan.call_id == call.id, scope(one.id if one else None)
    )
    return session.scalars(found.order_by(ReminderPlan.id)).all()


def scope(invitation_id: int | None) -> ColumnElement[bool]:
    """The reminders of everybody, or of one agency."""
    if invitation_id is None:
        return ReminderPlan.invitation_id.is_(None)
    return ReminderPlan.invitation_id == invitation_id


def _wanted(known: Sequence[ReminderPlan]) -> list[tuple[int, time]]:
    """What a call begins with, as staff changed it since."""
    hours: dict[int, time | None] = dict(USUAL)
    for one in known:
        if one.days_before is not None:
            hours[one.days_before] = None if one.outcome is Outcome.DROPPED else one.hour
    return [(days, hour) for days, hour in sorted(hours.items(), reverse=True) if hour is not None]


def row_of(
    call: Call, one: Invitation | None, slot: Slot, paused_at: datetime | None
) -> ReminderPlan:
    """A reminder to come."""
    return ReminderPlan(
        call_id=call.id,
        invitation_id=one.id if one else None,
        day=slot.day,
        hour=slot.hour,
        days_before=slot.days_before,
        paused_at=paused_at,
        settled_at=None,
        outcome=None,
    )
