"""Reading deliveries and their journal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from consult.accounts.models import Link, Purpose
from consult.accounts.service import digest_of
from consult.calls.models import Call
from consult.errors import NotFound
from consult.publication.models import Delivery, MarkedCopy
from consult.synthesis.models import Artefact, Format, Note
from consult.synthesis.snapshot import Audience

_WITH_ITS_NOTE = (
    joinedload(Delivery.note).joinedload(Note.call),
    joinedload(Delivery.note).defer(Note.snapshot),
)
"""Most pages of a delivery say nothing of what the note says: its snapshot is read when asked."""


def deliveries(session: Session, call: Call) -> Sequence[Delivery]:
    """To whom the notes of a call were given, newest first, with the journal; four statements.

    Without the snapshots of the notes, which no list shows.
    """
    note = joinedload(Delivery.note)
    given = (
        select(Delivery)
        .join(Delivery.note)
        .where(Note.call_id == call.id)
        .options(
            note.defer(Note.snapshot),
            note.selectinload(Note.layouts),
            note.selectinload(Note.events),
            selectinload(Delivery.journal),
        )
        .order_by(Delivery.id.desc())
    )
    return session.scalars(given).all()


def delivery(session: Session, delivery_id: int) -> Delivery:
    """One delivery with its note and call; raises `NotFound`."""
    found = session.scalar(
        select(Delivery).where(Delivery.id == delivery_id).options(*_WITH_ITS_NOTE)
    )
    if found is None:
        raise NotFound(f"delivery {delivery_id}")
    return found


def delivery_by_public_id(session: Session, public_id: str) -> Delivery:
    """The delivery that an address names, with its note and call; raises `NotFound`."""
    found = session.scalar(
        select(Delivery).where(Delivery.public_id == public_id).options(*_WITH_ITS_NOTE)
    )
    if found is None:
        raise NotFound(f"delivery {public_id}")
    return found


def delivery_of_token(session: Session, token: str) -> Delivery | None:
    """The delivery that a link once opened, whatever became of the link."""
    return session.scalar(
        select(Delivery)
        .join(Link, (Link.subject_id == Delivery.id) & (Link.purpose == Purpose.NOTE))
        .where(Link.digest == digest_of(token))
    )


def handable_notes(session: Session, call: Call) -> Sequence[Note]:
    """The notes that may leave the house, newest first; three statements, without snapshots."""
    found = (
        select(Note)
        .where(Note.call_id == call.id, Note.audience != Audience.STAFF)
        .options(defer(Note.snapshot), selectinload(Note.layouts), selectinload(Note.events))
        .order_by(Note.version.desc())
    )
    return session.scalars(found).all()


def handable_note(session: Session, call: Call, version: str) -> Note:
    """One of the notes that may leave the house; raises `NotFound`."""
    for note in handable_notes(session, call):
        if str(note.version) == version:
            return note
    raise NotFound(f"version {version}")


def artefacts(session: Session, note: Note) -> dict[Format, Artefact]:
    """The files made of a note in the state it bears, by format."""
    made = session.scalars(
        select(Artefact).where(
            Artefact.note_id == note.id, Artefact.fingerprint == note.fingerprint
        )
    )
    return {artefact.format: artefact for artefact in made}


def copy(session: Session, delivery: Delivery, form: Format) -> MarkedCopy | None:
    """The marked file of a delivery, made of its note as it stands; None before it is made."""
    return session.get(MarkedCopy, (delivery.id, form, delivery.note.fingerprint))


def copy_of(session: Session, note: Note, digest: str) -> MarkedCopy | None:
    """The copy made for one person of that note, in whatever state, that is these very bytes."""
    return session.scalar(
        select(MarkedCopy)
        .join(MarkedCopy.delivery)
        .where(Delivery.note_id == note.id, MarkedCopy.digest == digest)
        .limit(1)
    )
