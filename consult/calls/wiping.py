"""Wiping a rehearsal: nothing of it stays, in any table nor in the storage."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Link, Purpose
from consult.calls.models import Call, Invitation
from consult.db import Base
from consult.directory.models import Agency
from consult.erasing import Found, erase
from consult.errors import Invalid
from consult.jobs import Job
from consult.post import OutboxLetter

OPENED = {
    Purpose.CONTRIBUTION: "invitation",
    Purpose.COLLABORATOR: "collaborator",
    Purpose.NOTE: "delivery",
}
"""The table of what each kind of link opens; links have no foreign key to it."""

WORKED_ON = {
    "call": ("call", "id"),
    "note": ("note", "public_id"),
    "attachment": ("attachment", "id"),
}
"""What the payload of a job names, by its word: a table and a column."""


def rehearsal_of(session: Session, call: Call) -> Call | None:
    """The rehearsal of a call, if one is going on; one statement."""
    return session.scalar(select(Call).where(Call.rehearsal_of_id == call.id))


def wipe(session: Session, *, rehearsal: Call) -> list[str]:
    """Erase a rehearsal with its agencies, answers, notes, letters, jobs and links.

    Returns the digests of the files that nothing names any more: the caller takes them out of
    the storage once this is committed. Raises `Invalid` for a call that is no rehearsal.
    """
    if not rehearsal.is_rehearsal:
        raise Invalid("rehearsal")
    begun_at = rehearsal.created_at
    letters = _ids(session, select(OutboxLetter.id).where(OutboxLetter.call_id == rehearsal.id))
    fictional = _ids(
        session,
        select(Agency.id)
        .join(Invitation)
        .where(Invitation.call_id == rehearsal.id, Agency.fictional.is_(True)),
    )
    roots = {"call": [rehearsal.id], "agency": fictional, "letter": letters}
    gone = erase(session, roots)
    erase(session, {"link": list(_links(session, gone))})
    recent = session.scalars(select(Job).where(Job.created_at >= begun_at))
    erase(session, {"job": [job.id for job in recent if _is_about(job, gone)]})
    return [digest for digest in _digests(gone) if not _is_named(session, digest)]


def _ids(session: Session, wanted: Any) -> list[int]:
    return list(session.scalars(wanted))


def _column(gone: Found, table: str, column: str) -> set[Any]:
    return {row[column] for row in gone.get(table, {}).values()}


def _links(session: Session, gone: Found) -> Iterator[int]:
    for purpose, table in OPENED.items():
        opened = _column(gone, table, "id")
        if opened:
            of_kind = select(Link.id).where(Link.purpose == purpose)
            yield from session.scalars(of_kind.where(Link.subject_id.in_(opened)))


def _is_about(job: Job, gone: Found) -> bool:
    """Whether a job is about what was erased, and about nothing else."""
    for word, (table, column) in WORKED_ON.items():
        if word in job.payload:
            return job.payload[word] in _column(gone, table, column)
    letters: Collection[int] = job.payload.get("letters", ())
    return bool(letters) and set(letters) <= _column(gone, "letter", "id")


def _digests(gone: Found) -> list[str]:
    """The files that erased rows named: those of tables that say how large their file is."""
    found = {
        row["digest"]
        for rows in gone.values()
        for row in rows.values()
        if "digest" in row and "size_bytes" in row
    }
    return sorted(found)


def _is_named(session: Session, digest: str) -> bool:
    """Whether another row still names the file."""
    tables = [
        one for one in Base.metadata.sorted_tables if {"digest", "size_bytes"} <= {*one.c.keys()}
    ]
    return any(
        session.execute(select(table.c.digest).where(table.c.digest == digest).limit(1)).first()
        for table in tables
    )
