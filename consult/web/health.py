"""What a supervisor asks: alive, ready, how much is waiting."""

from __future__ import annotations

import hmac
from collections import Counter
from datetime import datetime

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from consult import clock, db
from consult.jobs import MISSING, Job, JobState, WorkerBeat
from consult.post import LetterState, OutboxLetter

pages = Blueprint("health", __name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
LOOPBACK = ("127.0.0.1", "::1")


@pages.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", 200, PLAIN


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers as well; otherwise the page of an outage."""
    db.session().execute(text("SELECT 1"))
    return "ready\n", 200, PLAIN


@pages.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Counts in the text format of Prometheus, for this machine or whoever holds the token."""
    if not _may_read():
        abort(404)
    session = db.session()
    jobs = Counter[JobState]()
    kinds = session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    by_kind = sorted((kind, state, count) for kind, state, count in kinds)
    for _, state, count in by_kind:
        jobs[state] += count
    letters = dict(
        session.execute(select(OutboxLetter.state, func.count()).group_by(OutboxLetter.state)).all()
    )
    lines = ["# TYPE consult_jobs gauge"]
    lines += [f'consult_jobs{{state="{one.value}"}} {jobs[one]}' for one in JobState]
    lines += ["# TYPE consult_jobs_of_kind gauge"]
    lines += [
        f'consult_jobs_of_kind{{kind="{kind}",state="{state.value}"}} {count}'
        for kind, state, count in by_kind
    ]
    lines += _ages(session, clock.now())
    lines += ["# TYPE consult_letters gauge"]
    lines += [
        f'consult_letters{{state="{one.value}"}} {letters.get(one, 0)}' for one in LetterState
    ]
    return "\n".join(lines) + "\n", 200, PLAIN


def _ages(session: Session, at: datetime) -> list[str]:
    """How long the oldest due job waits, and how many workers were seen within a minute."""
    oldest = session.scalar(
        select(func.min(Job.run_at)).where(Job.state == JobState.WAITING, Job.run_at <= at)
    )
    seen = select(func.count()).where(WorkerBeat.seen_at > at - MISSING)
    age = (at - oldest).total_seconds() if oldest else 0
    return [
        "# TYPE consult_oldest_waiting_seconds gauge",
        f"consult_oldest_waiting_seconds {age:.0f}",
        "# TYPE consult_workers gauge",
        f"consult_workers {session.scalar(seen)}",
    ]


def _may_read() -> bool:
    """Loopback counts only where no proxy forwards, since a proxy makes everybody local."""
    token = current_app.extensions["settings"].metrics_token
    given = request.headers.get("Authorization", "")
    if token:
        return hmac.compare_digest(given, f"Bearer {token}")
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers
