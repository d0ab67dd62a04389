"""What the queue is doing, and what staff may try again or call off."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.campaign import board
from consult.campaign.job_words import KIND_WORDS, LANE_WORDS, explained
from consult.campaign.views.shell import pages
from consult.jobs import Job, JobState


@pages.get("/staff/jobs")
@staff(Role.MANAGER)
def jobs() -> ResponseReturnValue:
    """What failed, is late, runs, is to come and was done lately."""
    at = clock.now()
    session = db.session()
    found = board.lanes(session, at=at)
    every = [job for lane in found.values() for job in lane]
    return render_template(
        "campaign/jobs.html",
        at=at,
        lanes=found,
        counts=board.counts(session, at=at),
        workers=board.workers(session, at=at),
        subjects=board.subjects(session, every, current_app.extensions["job_subjects"]),
        kinds=KIND_WORDS,
        words=LANE_WORDS,
        explained=explained,
        kept=board.KEPT,
        stopped=board.STOPPED,
        most=board.MOST,
    )


@pages.post("/staff/jobs/<int:id_>/retry")
@staff(Role.MANAGER)
def retry_job(id_: int) -> ResponseReturnValue:
    """Try once more, now."""
    at = clock.now()
    session = db.session()
    job = board.job_of(session, id_)
    again = board.try_again(session, job=job, actor=current_user().email, at=at)
    session.commit()
    flash(_("It will be tried again at once.") if again else _done(job))
    return redirect(url_for("campaign.jobs"))


@pages.post("/staff/jobs/<int:id_>/cancel")
@staff(Role.MANAGER)
def cancel_job(id_: int) -> ResponseReturnValue:
    """Leave it undone."""
    at = clock.now()
    session = db.session()
    job = board.job_of(session, id_)
    called_off = board.call_off(session, job=job, actor=current_user().email, at=at)
    session.commit()
    flash(_("It will not be done.") if called_off else _done(job))
    return redirect(url_for("campaign.jobs"))


def _done(job: Job) -> str:
    """Why nothing changed: it went on while the page was being looked at."""
    told: str
    if job.state is JobState.DONE:
        told = _("It was done meanwhile: nothing was changed.")
    elif job.state is JobState.FAILED:
        told = _("It failed meanwhile: nothing was changed.")
    else:
        told = _("It is being done: nothing was changed.")
    return told
