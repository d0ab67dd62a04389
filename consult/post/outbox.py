"""The outbox: each letter a row, written in the transaction of the fact it reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult import jobs
from consult.db import Base
from consult.errors import Invalid
from consult.post.letters import Letter, header_text, is_address

DELIVER = "deliver_letter"
NO_ADDRESS = "address"
"""The error of a letter whose recipient is no address; others are the words of a server."""


class LetterState(StrEnum):
    """Where a letter stands; one being sent whose lease is over counts as planned."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


class OutboxLetter(Base):
    """A letter in the outbox; `attachments` are its enclosures, field by field.

    It outlives what it is about: `call_id` and `invitation_id` are no foreign keys. It leaves
    at or after `leave_at`, unless `held_at` says that somebody held it back. `error` is what
    was answered to the last try, at `tried_at`.
    """

    __tablename__ = "letter"
    __table_args__ = (
        Index(None, "state"),
        Index(None, "call_id", "state"),
        Index(None, "invitation_id"),
        Index(None, "tried_at"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease_has_an_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    reply_to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[LetterState]
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="fr")
    call_id: Mapped[int | None] = mapped_column(default=None)
    invitation_id: Mapped[int | None] = mapped_column(default=None)
    leave_at: Mapped[datetime]
    held_at: Mapped[datetime | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")
    again_of: Mapped[int | None] = mapped_column(default=None)


def enqueue(
    session: Session, letter: Letter, *, at: datetime, leave_at: datetime | None = None
) -> OutboxLetter:
    """Write the letter and the job that delivers it, in the caller's transaction.

    Raises `Invalid` for something that is not an address.
    """
    if not is_address(letter.to):
        raise Invalid(letter.to)
    known = session.query(OutboxLetter).filter_by(key=letter.key).one_or_none()
    if known is not None:
        return known
    row = OutboxLetter(**_columns(letter, at=at, leave_at=leave_at or at, held=False))
    session.add(row)
    session.flush()
    ring(session, [row.id], at=at, run_at=row.leave_at)
    return row


def enqueue_all(
    session: Session,
    letters: Sequence[Letter],
    *,
    at: datetime,
    leave_at: datetime | None = None,
    held: bool = False,
) -> list[int]:
    """Write a batch with one job: the ids of those that were not in the outbox yet.

    A letter to something that is no address is written as failed, so that it is seen and
    stops no other. Held letters ring no bell: whoever lets them go does.
    """
    keys = [one.key for one in letters]
    known = set(session.scalars(select(OutboxLetter.key).where(OutboxLetter.key.in_(keys))).all())
    rows = [
        _columns(one, at=at, leave_at=leave_at or at, held=held)
        for one in {one.key: one for one in letters if one.key not in known}.values()
    ]
    if not rows:
        return []
    written = session.scalars(insert(OutboxLetter).returning(OutboxLetter.id), rows).all()
    if not held:
        ring(session, written, at=at, run_at=leave_at or at)
    return list(written)


def ring(
    session: Session, letters: Iterable[int], *, at: datetime, run_at: datetime, mark: str = ""
) -> None:
    """Ask the worker to deliver these letters; `mark` tells a later bell from the first."""
    wanted = sorted(letters)
    if wanted:
        key = f"{DELIVER}:{wanted[0]}{mark}"
        jobs.enqueue(session, DELIVER, key=key, payload={"letters": wanted}, at=at, run_at=run_at)


def _columns(letter: Letter, *, at: datetime, leave_at: datetime, held: bool) -> dict[str, Any]:
    good = is_address(letter.to)
    return {
        "key": letter.key,
        "kind": letter.kind,
        "recipient": letter.to,
        "reply_to": letter.reply_to if is_address(letter.reply_to) else "",
        "subject": header_text(letter.subject),
        "body": letter.body,
        "attachments": [asdict(one) for one in letter.enclosures],
        "state": LetterState.PLANNED if good else LetterState.FAILED,
        "planned_at": at,
        "sent_at": None,
        "language": letter.language,
        "call_id": letter.call_id,
        "invitation_id": letter.invitation_id,
        "leave_at": leave_at,
        "held_at": at if held and good else None,
        "lease_until": None,
        "attempts": 0,
        "tried_at": None,
        "error": "" if good else NO_ADDRESS,
        "again_of": letter.again_of,
    }
