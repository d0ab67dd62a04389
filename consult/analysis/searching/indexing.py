"""Keeping the index: the last version of every contribution, its words and nothing else.

What is not indexed yet is searched all the same: see `finding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, text
from sqlalchemy.orm import Session

from consult.analysis.models import SearchedVersion, SearchText
from consult.analysis.searching.texts import texts
from consult.analysis.searching.words import indexed, kept
from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import Questionnaire
from consult.contributions import latest
from consult.contributions.models import Contribution, Version
from consult.jobs import Job, JobState, enqueue

INDEX = "index_answers"
"""The kind of job that indexes what came in for one call."""
PENDING = (JobState.WAITING, JobState.LEASED, JobState.FAILED)
"""While such a job is there no other is asked for; one that failed waits for somebody to look."""


SEARCHED = (Invitation, Contribution, Version, SearchText, SearchedVersion)


class Prepared(NamedTuple):
    """The rows of one version, ready to be written."""

    contribution: int
    version: int
    rows: list[dict[str, Any]]


def ask(session: Session, *, at: datetime) -> None:
    """Have every call indexed that has a version which the search does not know."""
    asked = select(Job.payload).where(Job.kind == INDEX, Job.state.in_(PENDING))
    pending = {payload["call"] for payload in session.scalars(asked)}
    for call in session.scalars(_unknown(Invitation.call_id).distinct()):
        if call not in pending:
            key = f"{INDEX}:{call}:{at:%Y-%m-%dT%H:%M:%S.%f}"
            enqueue(session, INDEX, key=key, payload={"call": call}, at=at)


def unknown(session: Session, call: Call, most: int) -> Sequence[Version]:
    """So many of the last versions of the call that the search does not know, the oldest first."""
    wanted = _unknown(Version).where(Invitation.call_id == call.id)
    return session.scalars(wanted.order_by(Version.id).limit(most)).all()


def is_complete(session: Session) -> bool:
    """Whether the search knows every version that counts; one statement."""
    return session.execute(_unknown(Version.id).limit(1)).first() is None


def prepared(call: Call, questionnaire: Questionnaire, version: Version) -> Prepared:
    """What the index is to hold of a version; the call comes with its questions."""
    ids = {one.key: one.id for section in call.sections for one in section.questions}
    rows = [
        {
            "call_id": call.id,
            "contribution_id": version.contribution_id,
            "version_id": version.id,
            "question_id": ids[one.question],
            "item": one.item,
            "field": one.field,
            "words": kept(indexed(one.text, call.language)),
        }
        for one in texts(questionnaire, version.content["answers"])
    ]
    return Prepared(version.contribution_id, version.id, [row for row in rows if row["words"]])


def write(session: Session, found: Iterable[Prepared]) -> None:
    """Put versions in the place of those that the index held of the same contributions."""
    for one in found:
        for model in (SearchText, SearchedVersion):
            session.execute(delete(model).where(model.contribution_id == one.contribution))
        session.add(SearchedVersion(contribution_id=one.contribution, version_id=one.version))
        if one.rows:
            session.execute(insert(SearchText), one.rows)
    session.flush()


def take_stock(session: Session) -> None:
    """Have PostgreSQL count what was written, for it to use its indexes without waiting.

    Until its own turn comes it takes every table for a small one, and looks through them all.
    """
    if session.get_bind().dialect.name == "postgresql":
        names = (model.__tablename__ for model in SEARCHED)
        session.execute(text(f"ANALYZE {', '.join(names)}"))


def is_unknown() -> ColumnElement[bool]:
    """Whether a version is the last of its contribution and the search does not know it."""
    last = latest.number_of(Version.contribution_id)
    known = select(SearchedVersion.version_id).where(SearchedVersion.version_id == Version.id)
    return and_(~known.exists(), Version.number == last)


def _unknown(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the versions that count and that the search does not know."""
    return (
        select(*columns)
        .select_from(Version)
        .join(Contribution, Contribution.id == Version.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .where(Contribution.withdrawn_at.is_(None), is_unknown())
    )
