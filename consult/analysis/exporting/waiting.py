"""Files that take long to make: the worker makes them, and they are kept for a day.

The row of the job is all there is: what was asked by whom and, once it is made, where the file
is. It is confidential, so that nobody finds it again after the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.analysis.exporting.makers import Export
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution
from consult.errors import NotFound
from consult.jobs import Job, JobState, enqueue

MAKE = "make_export"
"""The kind of job that makes a file to take away."""
KEPT = timedelta(days=1)
MANY = 600
"""From so many contributions on, a workbook takes more than a second."""

NAMES = {
    "answers-xlsx": _l("Answers (XLSX)"),
    "answers-csv": _l("Answers (CSV)"),
    "answers-json": _l("Answers (JSON)"),
    "quotes-xlsx": _l("Coded passages (XLSX)"),
    "quotes-csv": _l("Coded passages (CSV)"),
    "iramuteq": _l("Texts for IRaMuTeQ"),
    "attachments": _l("Files of agencies (ZIP)"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One file asked for: made once it has a digest; `told` is what the trail is to hold."""

    number: int
    kind: str
    audience: str
    actor: str
    at: datetime
    failed: bool
    digest: str
    told: Mapping[str, Any]


def takes_long(session: Session, call: Call, chosen: Export) -> bool:
    """Whether making it would keep a visitor waiting; one statement."""
    if not chosen.is_slow:
        return False
    counted = select(func.count()).select_from(Contribution).join(Invitation)
    return (session.scalar(counted.where(Invitation.call_id == call.id)) or 0) > MANY


def ask(
    session: Session,
    *,
    call: Call,
    kind: str,
    audience: str,
    language: str,
    actor: str,
    at: datetime,
) -> Job:
    """Have the worker make a file; the same one asked for twice within a minute is one."""
    payload = {
        "call": call.id,
        "export": kind,
        "audience": audience,
        "language": language,
        "actor": actor,
    }
    key = f"{MAKE}:{call.id}:{kind}:{audience}:{actor}:{at:%Y-%m-%dT%H:%M}"
    return enqueue(session, MAKE, key=key, payload=payload, at=at)


def of_call(session: Session, call: Call, *, at: datetime) -> list[Waiting]:
    """The files asked for within the day, newest first; one statement."""
    found = select(Job).where(Job.kind == MAKE, Job.created_at > at - KEPT).order_by(Job.id.desc())
    return [_waiting(job) for job in session.scalars(found) if job.payload["call"] == call.id]


def made(session: Session, call: Call, number: int, *, at: datetime) -> Waiting:
    """A file of this call that is made and still kept; raises `NotFound`."""
    found = next((one for one in of_call(session, call, at=at) if one.number == number), None)
    if found is None or not found.digest:
        raise NotFound(f"export {number}")
    return found


def outlived(session: Session, *, at: datetime) -> list[str]:
    """The digests of files whose day is over, forgotten from now on."""
    old = select(Job).where(Job.kind == MAKE, Job.created_at <= at - KEPT)
    digests = []
    for job in session.scalars(old):
        if job.payload.get("digest"):
            digests.append(job.payload["digest"])
            job.payload = {**job.payload, "digest": ""}
    session.flush()
    every = session.scalars(select(Job).where(Job.kind == MAKE))
    kept = {job.payload.get("digest") for job in every}
    return [digest for digest in digests if digest not in kept]


def keep(session: Session, *, number: int, digest: str, told: Mapping[str, Any]) -> None:
    """Note where the file is that was made."""
    job = session.get_one(Job, number)
    job.payload = {**job.payload, "digest": digest, "told": dict(told)}
    session.flush()


def _waiting(job: Job) -> Waiting:
    given = job.payload
    return Waiting(
        number=job.id,
        kind=given["export"],
        audience=given["audience"],
        actor=given["actor"],
        at=job.created_at,
        failed=job.state in (JobState.FAILED, JobState.CANCELLED),
        digest=given.get("digest", ""),
        told=given.get("told", {}),
    )
