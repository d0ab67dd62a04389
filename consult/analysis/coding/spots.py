"""Where a passage is told: one text of one answer in one version, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from consult.analysis.coding.carrying import Span, joined, stands, trimmed
from consult.analysis.models import Excerpt, Theme
from consult.calls.models import Call, Invitation, Question
from consult.calls.questionnaire import QuestionKind
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text
from consult.errors import NotFound, StaleRevision


class Why(StrEnum):
    """Why a coding is refused; the sentences are in the views."""

    NEWER = "newer"
    WITHDRAWN = "withdrawn"
    EMPTY = "empty"
    THEME = "theme"
    STANCE = "stance"
    ALREADY = "already"
    CHANGED = "changed"
    NOT_YOURS = "not_yours"
    LONG = "long"


class CannotCode(StaleRevision):
    """The page and the database do not agree; `why` says on what. Nothing was done."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Spot:
    """One text of one answer, in the version that a page showed."""

    contribution: int
    question: int
    version: int
    item: int | None = None
    field: str | None = None


class Read:
    """The text that a page showed, as it is frozen in its version."""

    def __init__(
        self, version: Version, contribution: Contribution, question: Question, spot: Spot
    ):
        self.version, self.contribution, self.spot = version, contribution, spot
        self.question = question
        self.plain = question.spec
        self.text = self.said_in(version)
        self.confidential = question.key in version.content["confidential"]
        self.about: dict[str, Any] = {
            "answers": [[contribution.id, question.id]],
            "agency": contribution.invitation.acronym,
            "question": question.key,
        }

    def elsewhere(self, item: int | None, field: str | None) -> Read:
        """Another text of the same answer."""
        if (item, field) == (self.spot.item, self.spot.field):
            return self
        spot = replace(self.spot, item=item, field=field)
        return Read(self.version, self.contribution, self.question, spot)

    def said_in(self, version: Version) -> str:
        """What a version says in the same field."""
        value = version.content["answers"].get(self.question.key)
        return plain_text(self.plain, value, self.spot.item, self.spot.field)

    def check_last(self, session: Session) -> None:
        """Nobody sent a newer text in the meantime, nor withdrew it."""
        last, withdrawn = session.execute(
            select(func.max(Version.number), func.max(Contribution.withdrawn_at))
            .join(Contribution, Contribution.id == Version.contribution_id)
            .where(Contribution.id == self.contribution.id)
        ).one()
        if last != self.version.number:
            raise CannotCode(Why.NEWER)
        if withdrawn is not None:
            raise CannotCode(Why.WITHDRAWN)


def read_at(session: Session, call: Call, spot: Spot) -> Read:
    """The text of a spot; raises `NotFound` when it is not of the call."""
    row = session.execute(
        select(Version, Question)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .join(Question, Question.id == spot.question)
        .where(
            Version.id == spot.version,
            Contribution.id == spot.contribution,
            Invitation.call_id == call.id,
            Question.call_id == call.id,
        )
        .options(contains_eager(Version.contribution).contains_eager(Contribution.invitation))
    ).one_or_none()
    if row is None:
        raise NotFound(f"version {spot.version}")
    if (spot.item, spot.field) != (None, None) and row[1].spec.kind is not QuestionKind.REPEAT:
        raise NotFound(f"item {spot.item} of question {spot.question}")
    return Read(row[0], row[0].contribution, row[1], spot)


def last_number(session: Session, contribution: int) -> int | None:
    """The number of the version that an agency sent last."""
    numbers = select(func.max(Version.number)).where(Version.contribution_id == contribution)
    return session.scalar(numbers)


def theme_of(session: Session, call: Call, number: int, question: int) -> Theme:
    """The theme, when passages of that question may be put under it."""
    theme = session.get(Theme, number)
    if theme is None or theme.call_id != call.id or theme.question_id not in (None, question):
        raise CannotCode(Why.THEME)
    return theme


def spans_of(text: str, spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The words chosen, neighbours together; refused beyond the text or without any word."""
    told = []
    for start, end in spans:
        span = trimmed(text, start, end)
        if not 0 <= start <= end <= len(text) or span.start == span.end:
            raise CannotCode(Why.EMPTY)
        told.append(span)
    if not told:
        raise CannotCode(Why.EMPTY)
    return joined(text, told)


def excerpt_at(session: Session, read: Read, span: Span) -> Excerpt:
    """The excerpt of these very words: the one that stands there already, or a new one."""
    present = standing_at(session, read, span)
    if present is not None:
        return present
    last = select(func.max(Excerpt.position)).where(Excerpt.version_id == read.version.id)
    made = Excerpt(
        version=read.version,
        question=read.question,
        item=read.spot.item,
        field=read.spot.field,
        start=span.start,
        end=span.end,
        confidential=read.confidential,
        position=(session.scalar(last) or 0) + 1,
        codings=[],
    )
    session.add(made)
    session.flush()
    return made


def standing_at(session: Session, read: Read, span: Span) -> Excerpt | None:
    """The excerpt that stands at these characters, on this version or an earlier one."""
    rows = session.scalars(
        select(Excerpt)
        .join(Version, Version.id == Excerpt.version_id)
        .where(
            Version.contribution_id == read.contribution.id,
            Excerpt.question_id == read.question.id,
            Excerpt.item.is_not_distinct_from(read.spot.item),
            Excerpt.field.is_not_distinct_from(read.spot.field),
            Excerpt.start == span.start,
            Excerpt.end == span.end,
        )
        .options(selectinload(Excerpt.codings), joinedload(Excerpt.version))
        .order_by(Version.number.desc(), Excerpt.id)
        .execution_options(populate_existing=True)
    )
    for one in rows:
        if one.version_id == read.version.id or stands(read.said_in(one.version), *span, read.text):
            return one
    return None
