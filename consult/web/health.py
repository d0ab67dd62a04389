"""What a supervisor asks: alive, ready, how much is waiting."""

from __future__ import annotations

import hmac

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, text

from consult import db
from consult.jobs import Job, JobState
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
    jobs = dict(session.execute(select(Job.state, func.count()).group_by(Job.state)).all())
    letters = dict(
        session.execute(select(OutboxLetter.state, func.count()).group_by(OutboxLetter.state)).all()
    )
    lines = ["# TYPE consult_jobs gauge"]
    lines += [f'consult_jobs{{state="{one.value}"}} {jobs.get(one, 0)}' for one in JobState]
    lines += ["# TYPE consult_letters gauge"]
    lines += [
        f'consult_letters{{state="{one.value}"}} {letters.get(one, 0)}' for one in LetterState
    ]
    return "\n".join(lines) + "\n", 200, PLAIN


def _may_read() -> bool:
    """Loopback counts only where no proxy forwards, since a proxy makes everybody local."""
    token = current_app.extensions["settings"].metrics_token
    given = request.headers.get("Authorization", "")
    if token:
        return hmac.compare_digest(given, f"Bearer {token}")
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers
