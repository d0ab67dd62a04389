"""Closing: when a deadline's grace is over, the list of what is in hand, once and for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from consult import jobs
from consult.accounts import service as accounts
from consult.calls.models import Call, Invitation
from consult.campaign.models import Closing
from consult.contributions import latest
from consult.contributions.freezing import digest_of
from consult.contributions.models import Contribution, Version
from consult.errors import NotFound
from consult.web import sheets

CLOSE = "close"
SETTLE = timedelta(seconds=60)
"""How long after the grace the list is made: a request that arrived within it has ended by then."""


def closings(session: Session, call: Call) -> Sequence[Closing]:
    """The lists of a call, the latest first; one statement."""
    found = select(Closing).where(Closing.call_id == call.id)
    return session.scalars(found.order_by(Closing.closes_at.desc())).all()


def ask_for_lists(session: Session, *, at: datetime) -> int:
    """Ask the worker for the list of each deadline that is over and has none; how many.

    The key of a job is the deadline itself, so that two planners ask for one list.
    """
    asked = 0
    for call_id, closes_at in _over(session, at):
        key = f"{CLOSE}:{call_id}:{closes_at:%Y%m%d%H%M%S%f}"
        payload = {"call": call_id, "closes_at": closes_at.isoformat()}
        jobs.enqueue(session, CLOSE, key=key, payload=payload, at=at)
        asked += 1
    return asked


def _over(session: Session, at: datetime) -> Iterator[tuple[int, datetime]]:
    """Deadlines whose grace is over: that of a call, and those of agencies given longer."""
    alive = (Call.launched_at.is_not(None), Call.rehearsal_of_id.is_(None))
    listed = func.coalesce(Call.closed_through, Call.created_at)
    of_all = select(Call.id, Call.grace_seconds, Call.closes_at).where(
        *alive,
        Call.closes_at <= at,
        or_(Call.closed_through.is_(None), Call.closed_through < Call.closes_at),
    )
    of_one = (
        select(Call.id, Call.grace_seconds, Invitation.extended_until)
        .join(Invitation, Invitation.call_id == Call.id)
        .where(
            *alive,
            Invitation.extended_until <= at,
            Invitation.extended_until > Call.closes_at,
            Invitation.extended_until > listed,
        )
        .distinct()
    )
    for call_id, grace, closes_at in (*session.execute(of_all), *session.execute(of_one)):
        if closes_at + timedelta(seconds=grace) + SETTLE <= at:
            yield call_id, closes_at


def make_list(
    session: Session, *, call_id: int, closes_at: datetime, at: datetime
) -> Closing | None:
    """The list at that deadline; None where the deadline moved meanwhile, or it is made.

    The row of the call is held against whoever is sending, then says that this deadline is
    closed: a contribution is either in the list or refused.
    """
    call = session.scalar(
        select(Call)
        .where(Call.id == call_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if call is None or not _still_over(session, call, closes_at, at):
        return None
    call.closed_through = closes_at
    session.flush()
    entries = _entries(session, call)
    closing = Closing(
        call_id=call.id,
        closes_at=closes_at,
        taken_at=at,
        entries=entries,
        digest=digest_of({"entries": entries}),
    )
    session.add(closing)
    accounts.record(
        session,
        actor="worker",
        action="call.list",
        subject=f"call:{call.slug}",
        details={"contributions": len(entries), "digest": closing.digest},
        at=at,
    )
    session.flush()
    return closing


def _still_over(session: Session, call: Call, closes_at: datetime, at: datetime) -> bool:
    if call.closed_through is not None and call.closed_through >= closes_at:
        return False
    if at < closes_at + timedelta(seconds=call.grace_seconds):
        return False
    if call.closes_at == closes_at:
        return True
    one = select(Invitation.id).where(
        Invitation.call_id == call.id, Invitation.extended_until == closes_at
    )
    return call.closes_at < closes_at and session.scalar(one.limit(1)) is not None


def _entries(session: Session, call: Call) -> list[Any]:
    """The last version of each contribution that counts, in the order of the audience."""
    rows = session.execute(
        select(
            Invitation.acronym, Version.reference, Version.number, Version.digest, Version.sent_at
        )
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(
            Version,
            (Version.contribution_id == Contribution.id)
            & (Version.number == latest.number_of(Contribution.id)),
        )
        .where(Invitation.call_id == call.id, Contribution.withdrawn_at.is_(None))
        .order_by(Invitation.position, Invitation.id)
    )
    return [
        {
            "agency": acronym,
            "reference": reference,
            "version": number,
            "digest": digest,
            "sent_at": sent_at.isoformat(),
        }
        for acronym, reference, number, digest, sent_at in rows
    ]


def closing_of(session: Session, call: Call, id_: int) -> Closing:
    """One list of the call; raises `NotFound`, also for a list of another call."""
    found = session.scalar(select(Closing).where(Closing.call_id == call.id, Closing.id == id_))
    if found is None:
        raise NotFound(f"list {id_}")
    return found


def as_csv(closing: Closing) -> str:
    """The list for a spreadsheet, a line for each contribution."""
    columns = ("agency", "reference", "version", "sent_at", "digest")
    return sheets.as_csv(columns, ([one[name] for name in columns] for one in closing.entries))
