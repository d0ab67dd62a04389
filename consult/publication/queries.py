"""Reading deliveries and their journal."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.calls.models import Call
from consult.errors import NotFound
from consult.publication.models import Delivery
from consult.synthesis.models import Artefact, Format, Note


def deliveries(session: Session, call: Call) -> Sequence[Delivery]:
    """To whom the notes of a call were given, newest first, with the journal; two statements."""
    given = (
        select(Delivery)
        .join(Delivery.note)
        .where(Note.call_id == call.id)
        .options(joinedload(Delivery.note), selectinload(Delivery.journal))
        .order_by(Delivery.id.desc())
    )
    return session.scalars(given).all()


def delivery(session: Session, delivery_id: int) -> Delivery:
    """One delivery with its note and call; raises `NotFound`."""
    found = session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.note).joinedload(Note.call))
    )
    if found is None:
        raise NotFound(f"delivery {delivery_id}")
    return found


def delivery_by_public_id(session: Session, public_id: str) -> Delivery:
    """The delivery that an address names, with its note and call; raises `NotFound`."""
    found = session.scalar(
        select(Delivery)
        .where(Delivery.public_id == public_id)
        .options(joinedload(Delivery.note).joinedload(Note.call))
    )
    if found is None:
        raise NotFound(f"delivery {public_id}")
    return found


def artefacts(session: Session, note: Note) -> dict[Format, Artefact]:
    """The files made of a note, by format."""
    made = session.scalars(select(Artefact).where(Artefact.note_id == note.id))
    return {artefact.format: artefact for artefact in made}
