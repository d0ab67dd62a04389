"""The queue: a job is a row, written in the transaction of the fact that causes it.

The row is the truth; a worker leases it, runs its handler, and records what happened.
Handlers are idempotent and look at the state of the world first, because a job whose
worker died is run again when its lease ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from sqlalchemy import CheckConstraint, Index, delete, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult import clock, db
from consult.db import Base

LEASE = timedelta(minutes=10)
DELAYS = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600))
"""How long to wait after each failure; after the last one the job has failed."""
MISSING = timedelta(seconds=60)
"""A worker not seen for so long is not there."""
FORGOTTEN = timedelta(days=1)
REMEMBERED = timedelta(days=30)
"""How long a job that is done, or was called off, stays in the list.

What it did is not done again without it: each kind asks the world first, as for a worker that
died, and what is asked for by the calendar is settled in a row of its own.
"""
SWEPT, SWEEP = timedelta(hours=1), 1000
"""How often old jobs are forgotten, and how many at once: others wait to write."""
CROWD = "deliver_letter"
"""The one kind that comes by the thousand, and is tried again for hours where no server answers."""

log = logging.getLogger(__name__)


class JobState(StrEnum):
    """Where a job stands; a leased job whose lease is over counts as waiting."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """Something to be done once, at or after `run_at`."""

    __tablename__ = "job"
    __table_args__ = (
        Index(None, "state", "run_at"),
        CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name="lease_has_an_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[JobState]
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    progress: Mapped[str]
    error: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def last_try(self) -> bool:
        """Whether a failure of the try under way is the end of it."""
        return self.attempts > len(DELAYS)


class WorkerBeat(Base):
    """A worker that runs: when it began, and when it was last seen."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


Handler = Callable[[Job], None]
"""Does the work and commits its own transactions; raises to be tried again later."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a job is about, in words, and the page where that is seen."""

    words: str
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


Describe = Callable[[Session, Sequence[Job]], Mapping[int, Subject]]
"""Says what jobs of one kind are about, by their ids, in a constant number of statements."""

Tick = Callable[[datetime], None]
"""Asks the calendar what is due at an instant, and commits the jobs that come of it."""


def init_app(
    app: Flask,
    handlers: dict[str, Handler],
    *,
    calendar: Sequence[Tick] = (),
    subjects: Mapping[str, Describe] | None = None,
) -> None:
    """Tell the worker which function runs which kind of job, and what the calendar asks."""
    app.extensions["jobs"] = handlers
    app.extensions["calendar"] = calendar
    app.extensions["job_subjects"] = subjects or {}


def enqueue(
    session: Session,
    kind: str,
    *,
    key: str,
    payload: dict[str, Any],
    at: datetime,
    run_at: datetime | None = None,
) -> Job:
    """Add a job in the caller's transaction; the same key twice is the same job."""
    known = session.scalar(select(Job).where(Job.key == key))
    if known is not None:
        return known
    job = Job(
        kind=kind,
        key=key,
        payload=payload,
        state=JobState.WAITING,
        run_at=run_at or at,
        lease_until=None,
        attempts=0,
        progress="",
        error="",
        created_at=at,
        finished_at=None,
    )
    session.add(job)
    session.flush()
    return job


def lease(session: Session, *, at: datetime) -> Job | None:
    """Take the job that has waited longest, or None. Two workers never take the same one.

    Receipts by the thousand hold up neither a closing's list nor a note that somebody waits for:
    letters leave when nothing else is due.
    """
    due = (
        select(Job)
        .where(
            or_(
                (Job.state == JobState.WAITING) & (Job.run_at <= at),
                (Job.state == JobState.LEASED) & (Job.lease_until <= at),
            )
        )
        .order_by(Job.kind == CROWD, Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalar(due)
    if job is None:
        return None
    job.state = JobState.LEASED
    job.lease_until = at + LEASE
    job.attempts += 1
    session.flush()
    return job


def report(job_id: int, progress: str) -> None:
    """Say how far a job is, in a short transaction of its own, and renew its lease."""
    with db.writing() as session:
        job = session.get(Job, job_id, with_for_update=True)
        if job is not None and job.state == JobState.LEASED:
            job.progress = progress
            job.lease_until = clock.now() + LEASE
            session.commit()


class CalledOff(Exception):
    """The job is not wanted any more: its handler ends, and nothing failed."""


def ensure_wanted(job: Job) -> None:
    """Raises `CalledOff` where somebody cancelled the job, or wiped what it is about.

    Cancelled and tried again at once, it is another run's: this one is called off as well.
    """
    with db.database().reader() as session:
        found = session.get(Job, job.id)
    if found is None or not _goes_on(found, job):
        raise CalledOff(job.id)


def _goes_on(job: Job, run: Job) -> bool:
    """Whether what the queue holds is still the run that was leased."""
    return job.state is not JobState.CANCELLED and job.run_at == run.run_at


def run_next() -> bool:
    """Run one due job; False when none is due. A failing job never stops the worker."""
    with db.writing() as session:
        job = lease(session, at=clock.now())
        session.commit()
    if job is None:
        return False
    error = ""
    try:
        current_app.extensions["jobs"][job.kind](job)
    except CalledOff:
        log.info("Job %s (%s) was called off", job.id, job.kind)
    except Exception as problem:  # whatever it is, it is recorded on the row
        log.exception("Job %s (%s) failed", job.id, job.kind)
        error = f"{type(problem).__name__}: {problem}"[:2000]
    with db.writing() as session:
        finish(session, run=job, error=error, at=clock.now())
        session.commit()
    return True


def finish(session: Session, *, run: Job, error: str, at: datetime) -> None:
    """Record how a run ended; a failure is tried again after a growing delay.

    A job called off meanwhile stays so, whatever became of it, and waits if it is tried again;
    one wiped with a rehearsal is gone.
    """
    job = session.get(Job, run.id, with_for_update=True, populate_existing=True)
    if job is None or not _goes_on(job, run):
        return
    job.lease_until = None
    job.error = error
    if not error:
        job.state, job.finished_at = JobState.DONE, at
    elif job.last_try:
        job.state, job.finished_at = JobState.FAILED, at
    else:
        job.state, job.run_at = JobState.WAITING, at + DELAYS[job.attempts - 1]
    session.flush()


def tick() -> None:
    """Let the calendar ask for what is due: reminders, lists of closings.

    As a failing job, a failing question never stops the worker.
    """
    for asked in current_app.extensions["calendar"]:
        try:
            asked(clock.now())
        except OperationalError:  # the database is away, which the worker waits out
            raise
        except Exception:
            log.exception("The calendar failed")
    _sweep(clock.now())


def _sweep(at: datetime) -> None:
    """Forget old jobs from time to time."""
    last: datetime | None = current_app.extensions.get("jobs_swept")
    if last is not None and at < last + SWEPT:
        return
    with db.writing() as session:
        gone = forget(session, at=at)
        session.commit()
    if gone < SWEEP:  # the rest go at the next turn
        current_app.extensions["jobs_swept"] = at


def forget(session: Session, *, at: datetime) -> int:
    """Remove jobs done or called off long ago, `SWEEP` at most; how many. Failures stay."""
    over = Job.state.in_((JobState.DONE, JobState.CANCELLED))
    old = select(Job.id).where(over, Job.finished_at <= at - REMEMBERED).limit(SWEEP)
    ids = session.scalars(old).all()
    session.execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)


def retry(job: Job, *, at: datetime) -> bool:
    """Try again now, with as many tries as a new job; whether it will be.

    One that runs or is done is left alone.
    """
    if job.state not in (JobState.FAILED, JobState.CANCELLED, JobState.WAITING):
        return False
    job.state, job.run_at, job.attempts, job.finished_at = JobState.WAITING, at, 0, None
    return True


def cancel(job: Job, *, at: datetime, running: bool = False) -> bool:
    """Leave a job undone; whether it will be: one that is over is left alone.

    One that runs is stopped only if its handler asks `ensure_wanted`, which `running` says.
    """
    if job.state is JobState.WAITING or (running and job.state is JobState.LEASED):
        job.state, job.finished_at, job.lease_until = JobState.CANCELLED, at, None
        return True
    return job.state is JobState.CANCELLED


def beat(name: str, started_at: datetime) -> None:
    """Say that this worker runs; those not seen for a day are forgotten."""
    at = clock.now()
    with db.writing() as session:
        session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < at - FORGOTTEN))
        session.merge(WorkerBeat(name=name, started_at=started_at, seen_at=at))
        session.commit()


def rest(name: str) -> None:
    """Say that this worker has ended as it was told to."""
    with db.writing() as session:
        session.execute(delete(WorkerBeat).where(WorkerBeat.name == name))
        session.commit()
