"""Reading notes and the files made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from consult.calls.models import Call
from consult.contributions.declared import last_change_of_mind
from consult.errors import NotFound
from consult.jobs import Job
from consult.synthesis.models import Artefact, Format, Note
from consult.synthesis.reading_again.rounds import last_objection
from consult.synthesis.versions.drawn_from import kept, stand

RENDER = "synthesis.render"
"""The kind of job that makes a file of a note."""


def notes(session: Session, call: Call) -> Sequence[Note]:
    """Every note of a call with its files and what became of it, newest first, three statements.

    Without their snapshots, which lists never show.
    """
    asked = (
        select(Note)
        .where(Note.call_id == call.id)
        .options(defer(Note.snapshot), selectinload(Note.artefacts), selectinload(Note.events))
    )
    return session.scalars(asked.order_by(Note.version.desc())).all()


def latest(session: Session, call: Call) -> Note | None:
    """The newest note of a call."""
    asked = select(Note).where(Note.call_id == call.id).order_by(Note.version.desc()).limit(1)
    return session.scalar(asked)


def version(session: Session, call: Call, number: int) -> Note | None:
    """One version of the note of a call."""
    return session.scalar(select(Note).where(Note.call_id == call.id, Note.version == number))


def whole_version(session: Session, call: Call, number: int) -> Note:
    """One version with its files and what became of it, four statements; raises `NotFound`."""
    found = session.scalar(
        select(Note)
        .where(Note.call_id == call.id, Note.version == number)
        .options(
            defer(Note.snapshot),
            selectinload(Note.artefacts),
            selectinload(Note.events),
            selectinload(Note.layouts),
        )
    )
    if found is None:
        raise NotFound(f"version {number}")
    return found


def numbers(session: Session, call: Call) -> Sequence[int]:
    """The numbers of every version of a call, newest first."""
    asked = select(Note.version).where(Note.call_id == call.id).order_by(Note.version.desc())
    return session.scalars(asked).all()


def overtaken(session: Session, call: Call, notes: Collection[Note]) -> frozenset[int]:
    """Ids of the notes that do not know what an agency said last of itself, three statements.

    One older than the marks of what it was drawn up from is judged by its hour; at the same
    instant it counts as composed before: nothing shows that it knew.
    """
    minds = stand(session, call).minds
    marked = {note.id: kept(note) for note in notes}
    late = {id_ for id_, drawn in marked.items() if drawn is not None and drawn.minds != minds}
    told = (last_change_of_mind(session, call), last_objection(session, call))
    changed = max((one for one in told if one is not None), default=None)
    if changed is not None:
        late |= {one.id for one in notes if marked[one.id] is None and one.built_at <= changed}
    return frozenset(late)


def note(session: Session, public_id: str) -> Note:
    """One note with its call and files; raises `NotFound`."""
    asked = (
        select(Note)
        .where(Note.public_id == public_id)
        .options(joinedload(Note.call), selectinload(Note.artefacts))
    )
    found = session.scalar(asked)
    if found is None:
        raise NotFound(f"note {public_id}")
    return found


def next_version(session: Session, call: Call) -> int:
    """The number that the next note of a call takes, whatever its audience."""
    last = session.scalar(select(func.max(Note.version)).where(Note.call_id == call.id))
    return (last or 0) + 1


def artefact(session: Session, note: Note, form: Format) -> Artefact | None:
    """The file of one format in the state that the note bears, once it was made."""
    asked = select(Artefact).where(
        Artefact.note_id == note.id,
        Artefact.fingerprint == note.fingerprint,
        Artefact.format == form,
    )
    return session.scalar(asked)


def rendering(session: Session, note: Note, form: Format) -> Job | None:
    """The job that makes a file, with its progress; None when it was never ordered."""
    return session.scalar(select(Job).where(Job.key == job_key(note, form)))


def renderings(session: Session, note: Note, forms: Iterable[Format]) -> dict[Format, Job]:
    """The jobs that make files of the state it bears, by format; those never ordered are not in.

    One statement.
    """
    keys = {job_key(note, form): form for form in forms}
    found = session.scalars(select(Job).where(Job.key.in_(keys)))
    return {keys[job.key]: job for job in found}


def job_key(note: Note, form: Format) -> str:
    """One file of one note in one state is made once, however often it is ordered."""
    return f"{RENDER}:{note.id}:{form.value}:{note.fingerprint[:16]}"
