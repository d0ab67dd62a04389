"""A PDF of a version that was laid out outside of Consult: added, taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.contributions.files.kinds import label_of
from consult.errors import StaleRevision
from consult.synthesis.models import LaidOut, Note
from consult.synthesis.snapshot import State


def add(
    session: Session,
    *,
    note: Note,
    filename: str,
    digest: str,
    size_bytes: int,
    pages: int,
    by: str,
    at: datetime,
) -> LaidOut:
    """Let a file already in the storage stand for a version, instead of the one before.

    Raises `StaleRevision` for a version that was handed over: nothing of it changes.
    """
    _ensure_open(session, note)
    for one in note.layouts:
        one.withdrawn_at = one.withdrawn_at or at
    made = LaidOut(
        note=note,
        filename=label_of(filename) or "note.pdf",
        digest=digest,
        size_bytes=size_bytes,
        pages=pages,
        at=at,
        by=by,
        withdrawn_at=None,
    )
    session.add(made)
    session.flush()
    _trail(session, note, "note.lay_out", made, by, at)
    return made


def withdraw(session: Session, *, note: Note, by: str, at: datetime) -> None:
    """Let the file of Consult stand again. Raises `StaleRevision` as `add`."""
    _ensure_open(session, note)
    standing = note.laid_out
    if standing is not None:
        standing.withdrawn_at = at
        session.flush()
        _trail(session, note, "note.lay_out_withdraw", standing, by, at)


def _ensure_open(session: Session, note: Note) -> None:
    session.refresh(note, with_for_update={"of": Note})
    if note.state is State.HANDED_OVER:
        raise StaleRevision(note.state)


def _trail(session: Session, note: Note, action: str, file: LaidOut, by: str, at: datetime) -> None:
    accounts.record(
        session,
        actor=by,
        action=action,
        subject=f"note:{note.public_id}",
        details={"version": note.version, "digest": file.digest, "pages": file.pages},
        at=at,
    )
