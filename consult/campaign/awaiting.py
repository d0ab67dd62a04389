"""Counting what waits for staff: as many statements for one call as for a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from consult.calls.models import Invitation
from consult.campaign.attention import Counts, ReadBacks
from consult.campaign.queries import UNDELIVERED
from consult.contributions.models import Contribution, Version
from consult.db import Base
from consult.directory.queries import MEMBER
from consult.jobs import Job, JobState
from consult.post import OutboxLetter

IN_REVIEW = "review"
"""The state of a note that waits for its approval, as the room of notes writes it."""

AGREED = "accepted"
"""The state of words read again that ask for nothing, as the room of notes writes it."""


def counts(session: Session, *, since: datetime) -> Counts:
    """What failed, what arrived after `since`, which notes and answers to them; five statements."""
    jobs_failed, agencies = session.execute(
        select(
            select(func.count()).where(Job.state == JobState.FAILED).scalar_subquery(),
            select(func.count()).where(MEMBER).scalar_subquery(),
        )
    ).one()
    return Counts(
        letters_failed=_letters_failed(session),
        arrived=_arrived(session, since),
        notes=_notes(session),
        read_back=_read_back(session),
        jobs_failed=jobs_failed,
        agencies=agencies,
    )


def lost() -> ColumnElement[bool]:
    """Whether a letter did not arrive and was not sent again."""
    again = aliased(OutboxLetter)
    repeated = select(again.id).where(again.again_of == OutboxLetter.id).exists()
    return and_(OutboxLetter.state.in_(UNDELIVERED), ~repeated)


def _letters_failed(session: Session) -> Mapping[int, int]:
    """Letters that did not arrive and were not sent again."""
    found = (
        select(OutboxLetter.call_id, func.count())
        .where(OutboxLetter.call_id.is_not(None), lost())
        .group_by(OutboxLetter.call_id)
    )
    return {call: count for call, count in session.execute(found) if call is not None}


def _arrived(session: Session, since: datetime) -> Mapping[int, int]:
    """Contributions sent or sent again, whatever the number of versions."""
    found = (
        select(Invitation.call_id, func.count(func.distinct(Contribution.id)))
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, Version.contribution_id == Contribution.id)
        .where(Version.sent_at > since)
        .group_by(Invitation.call_id)
    )
    return dict(iter(session.execute(found)))


def _notes(session: Session) -> Mapping[int, tuple[int, int]]:
    """How many notes each call has, and whether the last one waits for approval.

    Notes belong to a room above: their table is read by its name.
    """
    note = Base.metadata.tables["note"]
    last = (
        select(
            note.c.call_id, func.count().label("notes"), func.max(note.c.version).label("version")
        )
        .group_by(note.c.call_id)
        .subquery()
    )
    found = select(last.c.call_id, last.c.notes, note.c.state).join(
        note, (note.c.call_id == last.c.call_id) & (note.c.version == last.c.version)
    )
    return {call: (notes, int(state == IN_REVIEW)) for call, notes, state in session.execute(found)}


def _read_back(session: Session) -> Mapping[int, ReadBacks]:
    """What the last asking of each agency gave, by call: read by its name like the notes."""
    asked, note = Base.metadata.tables["read_back"], Base.metadata.tables["note"]
    last = select(func.max(asked.c.id)).group_by(asked.c.invitation_id)
    composed = (
        select(note.c.call_id, func.max(note.c.built_at).label("at"))
        .group_by(note.c.call_id)
        .subquery()
    )
    found = session.execute(
        select(asked.c.call_id, asked.c.until, asked.c.answered_at, composed.c.at)
        .outerjoin(composed, composed.c.call_id == asked.c.call_id)
        .where(asked.c.id.in_(last), asked.c.state != AGREED)
    )
    told: dict[int, ReadBacks] = {}
    for call, until, answered_at, at in found:
        known = told.get(call, ReadBacks())
        if answered_at is None:
            told[call] = replace(known, until=(*known.until, until))
        elif at is None or answered_at >= at:
            told[call] = replace(known, objected=known.objected + 1)
    return told
