"""Codings and excerpts of a call, found again from what a page names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from consult.analysis.coding.spots import Read
from consult.analysis.models import Coding, Excerpt
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version
from consult.errors import NotFound


def last_version(session: Session, call: Call, contribution: int) -> int:
    """The id of the version that an agency of the call sent last."""
    found = session.scalar(
        select(Version.id)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .where(Contribution.id == contribution, Invitation.call_id == call.id)
        .order_by(Version.number.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(f"contribution {contribution}")
    return found


def earlier_excerpts(session: Session, read: Read) -> Sequence[Excerpt]:
    """What was coded in an answer on earlier versions, in the order of the text."""
    return session.scalars(
        select(Excerpt)
        .join(Excerpt.version)
        .where(
            Version.contribution_id == read.contribution.id,
            Version.id != read.version.id,
            Excerpt.question_id == read.question.id,
        )
        .options(contains_eager(Excerpt.version), selectinload(Excerpt.codings))
        .order_by(Excerpt.start, Excerpt.id)
        .execution_options(populate_existing=True)
    ).all()


def coding_of(session: Session, call: Call, number: int) -> tuple[Coding, dict[str, Any]]:
    """One coding of the call, and what the history says of it."""
    found = session.scalars(
        select(Coding)
        .join(Coding.theme)
        .join(Coding.excerpt)
        .join(Excerpt.version)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .join(Excerpt.question)
        .where(Coding.id == number, Invitation.call_id == call.id)
        .options(
            contains_eager(Coding.theme),
            contains_eager(Coding.excerpt).contains_eager(Excerpt.question),
            contains_eager(Coding.excerpt)
            .contains_eager(Excerpt.version)
            .contains_eager(Version.contribution)
            .contains_eager(Contribution.invitation),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"coding {number}")
    excerpt = found.excerpt
    contribution = excerpt.version.contribution
    return found, {
        "answers": [[contribution.id, excerpt.question_id]],
        "agency": contribution.invitation.acronym,
        "question": excerpt.question.key,
        "theme": found.theme.label,
    }


def excerpt_of(session: Session, call: Call, number: int) -> Excerpt:
    """One excerpt of the call with its codings."""
    found = session.scalars(
        select(Excerpt)
        .join(Excerpt.version)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .where(Excerpt.id == number, Invitation.call_id == call.id)
        .options(
            contains_eager(Excerpt.version)
            .contains_eager(Version.contribution)
            .contains_eager(Contribution.invitation),
            joinedload(Excerpt.question),
            selectinload(Excerpt.codings).joinedload(Coding.theme),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"excerpt {number}")
    return found


def read_anew(session: Session, found: Coding | Excerpt) -> None:
    """Read it as it is once nobody else changes it; `NotFound` when somebody took it away."""
    try:
        session.refresh(found)
    except InvalidRequestError as gone:
        raise NotFound(f"{type(found).__name__} taken away meanwhile") from gone


def answer_of(
    session: Session, call: Call, *, coding: int | None = None, excerpt: int | None = None
) -> tuple[int, int]:
    """The contribution and the question that a coding or an excerpt of the call belongs to."""
    asked = (
        select(Version.contribution_id, Excerpt.question_id)
        .join(Excerpt, Excerpt.version_id == Version.id)
        .join(Question, Question.id == Excerpt.question_id)
        .where(Question.call_id == call.id)
    )
    if coding is not None:
        asked = asked.join(Coding, Coding.excerpt_id == Excerpt.id).where(Coding.id == coding)
    if excerpt is not None:
        asked = asked.where(Excerpt.id == excerpt)
    found = session.execute(asked).first() if (coding, excerpt) != (None, None) else None
    if found is None:
        raise NotFound(f"coding {coding}, excerpt {excerpt}")
    return found[0], found[1]
