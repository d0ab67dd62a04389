"""What may be told of a note to whoever holds a copy of it: its fate, nothing of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer, joinedload, selectinload

from consult.synthesis.models import Note, NoteEvent
from consult.synthesis.snapshot import State
from consult.synthesis.versions.states import BEFORE, Step, steps

SHORTEST = 16
"""How many signs of a fingerprint are enough to look a note up: those that the pages set apart."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a copy: the state that its pages bear, and where its version is by now.

    `current` says that the two are the same; `newer` is the number of the last later version
    that was handed over.
    """

    note: Note
    bears: State
    current: bool
    steps: tuple[Step, ...]
    newer: int | None
    newer_at: datetime | None


def spelled(text: str) -> str:
    """A fingerprint as somebody types it, without its spaces; empty for anything else."""
    plain = re.sub(r"[\s\u00a0\u202f-]", "", text).lower()
    return plain if re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", plain) else ""


def fate(session: Session, mark: str) -> Fate | None:
    """What became of the note that bears that fingerprint, or bore it; None for an unknown one."""
    note = _bearing(session, mark)
    if note is None:
        return None
    newer = session.scalar(
        select(Note)
        .options(defer(Note.snapshot), selectinload(Note.events))
        .where(
            Note.call_id == note.call_id,
            Note.version > note.version,
            Note.audience == note.audience,
            Note.state == State.HANDED_OVER,
        )
        .order_by(Note.version.desc())
        .limit(1)
    )
    line = steps(note.state, built_at=note.built_at, built_by="", events=note.events)
    return Fate(
        note=note,
        bears=_borne(note, mark),
        current=note.fingerprint.startswith(mark),
        steps=line,
        newer=newer.version if newer else None,
        newer_at=newer.events[-1].given_at if newer and newer.events else None,
    )


def _bearing(session: Session, mark: str) -> Note | None:
    """The note that bears a fingerprint beginning so, or bore it in an earlier state."""
    if len(mark) < SHORTEST:
        return None
    bore = select(NoteEvent.note_id).where(_begins(NoteEvent.fingerprint, mark))
    asked = (
        select(Note)
        .options(
            defer(Note.snapshot),
            joinedload(Note.call),
            selectinload(Note.events),
            selectinload(Note.artefacts),
            selectinload(Note.layouts),
        )
        .where(_begins(Note.fingerprint, mark) | Note.id.in_(bore))
        .limit(2)
    )
    found = session.scalars(asked).all()
    return found[0] if len(found) == 1 else None


def _begins(fingerprint: InstrumentedAttribute[str], mark: str) -> ColumnElement[bool]:
    """As a range: it is looked up in the index, whatever the database makes of LIKE."""
    return fingerprint.between(mark, mark + "g")


def _borne(note: Note, mark: str) -> State:
    """The state written on the pages that bear that fingerprint."""
    if note.fingerprint.startswith(mark):
        return note.state
    left = (one.state for one in note.events if one.fingerprint.startswith(mark))
    return BEFORE[next(left)]
