"""What the calendar asks for, and what comes of it: reminders and lists of closings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import clock, db
from consult.calls.models import Call
from consult.calls.moments import day_of
from consult.campaign import closing, queries, reminding, service
from consult.campaign.models import ReminderPlan
from consult.errors import CallNotOpen
from consult.jobs import Job, Subject
from consult.post import OutboxLetter

PLANNER = 5_029_108_109
"""The lock of whoever asks the calendar; that of the audit trail is the number before."""
WORKER = "worker"
PAGES = {reminding.REMIND: "campaign.reminders", closing.CLOSE: "campaign.deadline"}


def calendar(at: datetime) -> None:
    """Plan what has no reminders yet, take those whose hour has come, ask for lists that are due.

    One planner works at a time: another worker that comes meanwhile leaves it alone.
    """
    with db.writing() as session:
        if not db.is_alone(session, PLANNER):
            return
        for call, one in [*reminding.unplanned(session, at=at)]:
            reminding.plan(session, call=call, one=one, at=at)
        reminding.take_due(session, at=at)
        closing.ask_for_lists(session, at=at)
        session.commit()


def remind(job: Job) -> None:
    """Write to those of a planned reminder who have sent nothing at this very moment.

    Twice is once: a letter has the agency and the day in its key. A worker that comes to it
    on another day writes to nobody.
    """
    at = clock.now()
    with db.database().reader() as reading:
        plan = reading.get(ReminderPlan, job.payload["plan"])
        if plan is None or day_of(at, plan.call.timezone) != plan.day:
            return
        call = plan.call
        concerned = reminding.concerned(plan, queries.standings(reading, call))
        try:
            planned = service.reminders(call, concerned, at=at)
        except CallNotOpen:
            return
    for batch in service.batches(planned):
        with db.writing() as session:
            written = service.send(session, planned=batch, at=at)
            session.get_one(ReminderPlan, plan.id).letters += written
            session.commit()
    with db.writing() as session:
        service.recorded(
            session, call=call, kind="remind", letters_sent=len(planned), actor=WORKER, at=at
        )
        session.commit()


def close(job: Job) -> None:
    """Make the list of a closing; a deadline that moved meanwhile has none."""
    with db.writing() as session:
        closing.make_list(
            session,
            call_id=job.payload["call"],
            closes_at=datetime.fromisoformat(job.payload["closes_at"]),
            at=clock.now(),
        )
        session.commit()


def of_call(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What reminders and closings are about: their call."""
    wanted = {job.id: job.payload["call"] for job in found}
    rows = select(Call.id, Call.slug, Call.title).where(Call.id.in_(wanted.values()))
    calls = {id_: (slug, title) for id_, slug, title in session.execute(rows)}
    return {
        job.id: Subject(title, PAGES[job.kind], {"slug": slug})
        for job in found
        if wanted[job.id] in calls
        for slug, title in [calls[wanted[job.id]]]
    }


def of_letters(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What deliveries are about: so many letters of a call. Their words stay in the outbox."""
    wanted = {job.id: job.payload.get("letters") or [job.payload["letter_id"]] for job in found}
    rows = session.execute(
        select(OutboxLetter.id, Call.slug, Call.title)
        .outerjoin(Call, Call.id == OutboxLetter.call_id)
        .where(OutboxLetter.id.in_([ids[0] for ids in wanted.values()]))
    )
    calls = {id_: (slug, title) for id_, slug, title in rows}
    return {
        job_id: _letters_of(len(ids), *calls.get(ids[0], (None, None)))
        for job_id, ids in wanted.items()
    }


def _letters_of(count: int, slug: str | None, title: str | None) -> Subject:
    words = ngettext("%(num)s letter", "%(num)s letters", count)
    if slug is None:
        return Subject(words)
    return Subject(f"{words} – {title}", "campaign.outbox", {"slug": slug})
