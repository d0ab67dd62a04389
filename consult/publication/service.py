"""Giving a note to somebody, taking it back, and keeping the journal."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from consult import jobs
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.errors import Invalid
from consult.publication.models import Delivery, JournalEntry, MarkedCopy, Opening
from consult.synthesis.models import Format, Note
from consult.synthesis.snapshot import Audience

COPY = "publication.copy"
"""The kind of job that marks a file for one person."""
MARKED = (Format.PDF, Format.SHEET)
"""What is marked ahead; a page for the screen is marked as it is shown."""


def deliver(
    session: Session,
    *,
    note: Note,
    recipient: str,
    expires_at: datetime,
    actor: str,
    at: datetime,
    marked: bool = False,
) -> tuple[Delivery, str]:
    """Give one note to one person: the delivery, and the secret of the link, said only now.

    Where it is `marked`, the queue makes copies with their name. A note made for staff is never
    handed out; raises `Invalid`.
    """
    if note.audience is Audience.STAFF:
        raise Invalid("audience")
    name = _name(recipient)
    if not name or expires_at <= at:
        raise Invalid("delivery")
    delivery = Delivery(
        public_id=secrets.token_urlsafe(12),
        note_id=note.id,
        recipient=name,
        created_by=actor,
        created_at=at,
        expires_at=expires_at,
        revoked_at=None,
        marked=marked,
    )
    session.add(delivery)
    session.flush()
    if marked:
        order_copies(session, delivery=delivery, at=at)
    return delivery, _link(session, delivery, actor, at, action="note.deliver")


def order_copies(session: Session, *, delivery: Delivery, at: datetime) -> None:
    """Have the queue mark the files of a delivery, as its note stands; twice is once."""
    for form in MARKED:
        jobs.enqueue(
            session,
            COPY,
            key=f"{COPY}:{delivery.id}:{form.value}:{delivery.note.fingerprint}",
            payload={"delivery": delivery.public_id, "format": form.value},
            at=at,
        )


def keep_copy(
    session: Session,
    *,
    delivery: Delivery,
    form: Format,
    fingerprint: str,
    digest: str,
    size_bytes: int,
    at: datetime,
) -> None:
    """Record a marked file already in the storage; making it a second time changes nothing."""
    if session.get(MarkedCopy, (delivery.id, form, fingerprint)) is None:
        session.add(
            MarkedCopy(
                delivery_id=delivery.id,
                format=form,
                fingerprint=fingerprint,
                digest=digest,
                size_bytes=size_bytes,
                made_at=at,
            )
        )
        session.flush()


def renew(session: Session, *, delivery: Delivery, actor: str, at: datetime) -> str:
    """A new secret for the same delivery, for a person who lost the first."""
    if delivery.revoked_at is not None or delivery.expires_at <= at:
        raise Invalid("delivery")
    return _link(session, delivery, actor, at, action="note.link")


def revoke(session: Session, *, delivery: Delivery, actor: str, at: datetime) -> None:
    """Close a delivery for good, whatever the link; doing it twice is doing it once."""
    if delivery.revoked_at is None:
        delivery.revoked_at = at
        accounts.revoke_links(session, purpose=Purpose.NOTE, subject_id=delivery.id, at=at)
        _trail(session, delivery, actor, at, action="note.revoke")


def is_open(delivery: Delivery, at: datetime) -> bool:
    """Half-open: at the instant of its expiry a delivery is closed."""
    return delivery.revoked_at is None and at < delivery.expires_at


def journal(session: Session, *, delivery_id: int, opening: Opening, at: datetime) -> None:
    """Write down what somebody did with a link."""
    session.add(JournalEntry(delivery_id=delivery_id, opening=opening, at=at))
    session.flush()


def _link(session: Session, delivery: Delivery, actor: str, at: datetime, *, action: str) -> str:
    _trail(session, delivery, actor, at, action=action)
    return accounts.issue_link(
        session,
        purpose=Purpose.NOTE,
        subject_id=delivery.id,
        at=at,
        expires_at=delivery.expires_at,
    )


def _name(typed: str) -> str:
    """One line of signs that are seen: the name is printed, and held in the data of a file."""
    return "".join(sign for sign in " ".join(typed.split()) if sign.isprintable()).strip()


def _trail(session: Session, delivery: Delivery, actor: str, at: datetime, *, action: str) -> None:
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"delivery:{delivery.public_id}",
        details={"recipient": delivery.recipient, "note": delivery.note_id},
        at=at,
    )
