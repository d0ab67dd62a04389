"""What the queue is doing, for people: late, running, failed, to come, done lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from consult import post
from consult.accounts import service as accounts
from consult.campaign.closing import CLOSE
from consult.contributions.files.filing import SCAN
from consult.errors import NotFound
from consult.jobs import MISSING, Describe, Job, JobState, Subject, WorkerBeat, cancel, retry

MOST = 50
LATE_AFTER = timedelta(seconds=60)
KEPT = frozenset({post.DELIVER, SCAN, CLOSE})
"""Kinds that nobody cancels: letters are cancelled in their outbox, the others are owed."""

STOPPED = frozenset({"synthesis.render"})
"""Kinds that end at once when they are called off while they run."""


class Lane(StrEnum):
    """Where a job stands, as people see it; in the order in which they look."""

    FAILED = "failed"
    LATE = "late"
    RUNNING = "running"
    COMING = "coming"
    DONE = "done"


def _lanes(at: datetime) -> dict[Lane, ColumnElement[bool]]:
    waiting, leased = Job.state == JobState.WAITING, Job.state == JobState.LEASED
    late = or_(waiting & (Job.run_at <= at - LATE_AFTER), leased & (Job.lease_until <= at))
    return {
        Lane.FAILED: Job.state == JobState.FAILED,
        Lane.LATE: late,
        Lane.RUNNING: leased & (Job.lease_until > at),
        Lane.COMING: waiting & (Job.run_at > at - LATE_AFTER),
        Lane.DONE: Job.state.in_((JobState.DONE, JobState.CANCELLED)),
    }


def lanes(session: Session, *, at: datetime) -> dict[Lane, Sequence[Job]]:
    """The jobs of each lane, `MOST` at the most; one statement for each."""
    order = {
        Lane.FAILED: Job.finished_at.desc(),
        Lane.DONE: Job.finished_at.desc(),
    }
    return {
        lane: session.scalars(
            select(Job).where(found).order_by(order.get(lane, Job.run_at), Job.id).limit(MOST)
        ).all()
        for lane, found in _lanes(at).items()
    }


def counts(session: Session, *, at: datetime) -> dict[Lane, int]:
    """How many jobs each lane holds in all; one statement."""
    found = _lanes(at)
    row = session.execute(
        select(*(func.count().filter(held).label(lane.value) for lane, held in found.items()))
    ).one()
    return dict(zip(found, row, strict=True))


def subjects(
    session: Session, jobs: Sequence[Job], describing: Mapping[str, Describe]
) -> dict[int, Subject]:
    """What each job is about, by its id; each kind is asked once."""
    told: dict[int, Subject] = {}
    for kind in {job.kind for job in jobs} & set(describing):
        told |= describing[kind](session, [job for job in jobs if job.kind == kind])
    return told


def job_of(session: Session, id_: int) -> Job:
    """One job, held until the commit; raises `NotFound`."""
    job = session.scalar(select(Job).where(Job.id == id_).with_for_update())
    if job is None:
        raise NotFound(f"job {id_}")
    return job


def try_again(session: Session, *, job: Job, actor: str, at: datetime) -> bool:
    """Put a job back at the head of the queue; the trail keeps who did. Whether it is there."""
    again = retry(job, at=at)
    if again:
        _trail(session, job, "job.retry", actor, at)
    return again


def call_off(session: Session, *, job: Job, actor: str, at: datetime) -> bool:
    """Leave a job undone; the trail keeps who did. Whether it stays undone.

    What is owed cannot be called off: raises `NotFound`.
    """
    if job.kind in KEPT:
        raise NotFound(f"job {job.id} is owed")
    called_off = cancel(job, at=at, running=job.kind in STOPPED)
    if called_off:
        _trail(session, job, "job.cancel", actor, at)
    return called_off


def workers(session: Session, *, at: datetime) -> int:
    """How many workers were seen within a minute; one statement."""
    seen = select(func.count()).where(WorkerBeat.seen_at > at - MISSING)
    return session.scalar(seen) or 0


def _trail(session: Session, job: Job, action: str, actor: str, at: datetime) -> None:
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"job:{job.id}",
        details={"kind": job.kind},
        at=at,
    )
    session.flush()
