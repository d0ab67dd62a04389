"""What the worker does for the search: it indexes what came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import db
from consult.analysis.searching import indexing
from consult.calls.models import Call
from consult.calls.queries import call_with_questions
from consult.jobs import Job, Subject

INDEXER = 5_029_108_111
"""The lock of whoever looks for versions to index."""
BATCH = 25
"""So many versions are written at a time: nobody waits longer for a write of theirs."""


def calendar(at: datetime) -> None:
    """Have indexed what came in since; one statement when there is nothing."""
    with db.database().reader() as reading:
        if indexing.is_complete(reading):
            return
    with db.writing() as session:
        if db.is_alone(session, INDEXER):
            indexing.ask(session, at=at)
            session.commit()


def index(job: Job) -> None:
    """Index the versions of a call that the search does not know; twice is once.

    They are read and taken apart with nothing locked.
    """
    with db.database().reader() as reading:
        slug = reading.scalar(select(Call.slug).where(Call.id == job.payload["call"]))
        if slug is None:
            return
        call = call_with_questions(reading, slug)
        questionnaire = call.questionnaire
    for turn in count(1):
        with db.database().reader() as reading:
            versions = indexing.unknown(reading, call, BATCH)
        found = [indexing.prepared(call, questionnaire, version) for version in versions]
        if not found:
            return
        with db.writing() as session:
            indexing.write(session, found)
            if len(found) == BATCH and turn.bit_count() == 1:  # twice as many as the last time
                indexing.take_stock(session)
            session.commit()


def of_calls(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What indexing is about: a call."""
    wanted = {job.id: job.payload["call"] for job in found}
    rows = select(Call.id, Call.slug, Call.title).where(Call.id.in_(wanted.values()))
    calls = {id_: (slug, title) for id_, slug, title in session.execute(rows)}
    return {
        job: Subject(calls[call][1], "analysis.search", {"slug": calls[call][0]})
        for job, call in wanted.items()
        if call in calls
    }
