"""What the worker makes to be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import db
from consult.analysis.exporting import waiting
from consult.analysis.exporting.makers import EXPORTS
from consult.calls.models import Call
from consult.jobs import Job, Subject
from consult.storage import forget, storage

TURN = timedelta(hours=1)
_looked: dict[str, int] = {}


def calendar(at: datetime) -> None:
    """Once an hour, erase the files whose day is over."""
    turn = int(at.timestamp() // TURN.total_seconds())
    if _looked.get("turn") == turn:
        return
    with db.writing() as session:
        outlived = waiting.outlived(session, at=at)
        session.commit()
    forget(outlived)
    _looked["turn"] = turn


def make(job: Job) -> None:
    """Make a file with nothing locked, and keep it."""
    with db.database().reader() as reading, TemporaryFile() as file:
        call = reading.get(Call, job.payload["call"])
        if call is None:
            return
        with force_locale(job.payload["language"]):
            told = EXPORTS[job.payload["export"]].make(file, reading, call, job.payload["audience"])
        digest = storage().take(file)
    with db.writing() as session:
        waiting.keep(session, number=job.id, digest=digest, told=told)
        session.commit()


def of_calls(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What making files is about: a call."""
    wanted = {job.id: job.payload["call"] for job in found}
    rows = select(Call.id, Call.slug, Call.title).where(Call.id.in_(wanted.values()))
    calls = {id_: (slug, title) for id_, slug, title in session.execute(rows)}
    return {
        job: Subject(calls[call][1], "analysis.exports", {"slug": calls[call][0]})
        for job, call in wanted.items()
        if call in calls
    }
