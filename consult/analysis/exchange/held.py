"""What a call holds: the words that agencies last sent, and what people coded in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.analysis.code_book.editing import themes_of
from consult.analysis.coding.carrying import stands
from consult.analysis.coding.entries import texts_of
from consult.analysis.exchange.theme_reading import CODED
from consult.analysis.models import Coding, Excerpt, Theme
from consult.analysis.queries import sent_of
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text


class Field(NamedTuple):
    """One text that an agency wrote: an answer, or one field of one item of it."""

    agency: str
    question: str
    item: int | None = None
    field: str | None = None


class Place(NamedTuple):
    """Characters of one text."""

    where: Field
    start: int
    end: int


@dataclass(frozen=True)
class Held:
    """One call, read in a constant number of statements."""

    call: Call
    themes: tuple[Theme, ...]
    texts: Mapping[Field, str]
    versions: Mapping[str, Version]
    excerpts: tuple[tuple[Place, Excerpt], ...]
    questions: Mapping[str, Question]

    def codings(self) -> Iterator[tuple[Place, Excerpt, Coding | None]]:
        """Every coding with its place; a passage that no theme describes once, with none."""
        for place, excerpt in self.excerpts:
            codings = sorted(excerpt.codings, key=lambda one: one.id)
            told: list[Coding | None] = [*codings] or [None]
            for coding in told:
                yield place, excerpt, coding


def held(session: Session, call: Call) -> Held:
    """The call comes with its questions; what was withdrawn is not in it.

    A passage coded on an earlier version is in it as long as the last one says the same there.
    """
    asked = {one.id: one for section in call.sections for one in section.questions}
    sent = sent_of(session, Invitation.call_id == call.id)
    versions = {one.acronym: one.version for one in sent.values()}
    texts = {
        Field(acronym, question.key, text.item, text.field): text.text
        for acronym, version in versions.items()
        for question in asked.values()
        if question.kind in CODED
        for text in texts_of(question.spec, version.content["answers"].get(question.key))
    }
    return Held(
        call,
        tuple(themes_of(session, call)),
        texts,
        versions,
        tuple(_placed(session, call, {key: one.acronym for key, one in sent.items()}, texts)),
        {one.key: one for one in asked.values()},
    )


def _placed(
    session: Session, call: Call, acronyms: Mapping[int, str], texts: Mapping[Field, str]
) -> Iterator[tuple[Place, Excerpt]]:
    rows = session.scalars(
        select(Excerpt)
        .join(Excerpt.version)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .options(
            joinedload(Excerpt.version),
            joinedload(Excerpt.question),
            selectinload(Excerpt.codings).joinedload(Coding.user),
        )
        .order_by(Invitation.position, Excerpt.question_id, Excerpt.position, Excerpt.id)
        .execution_options(populate_existing=True)
    )
    for excerpt in rows:
        agency = acronyms.get(excerpt.version.contribution_id)
        if agency is None:
            continue
        where = Field(agency, excerpt.question.key, excerpt.item, excerpt.field)
        value = excerpt.version.content["answers"].get(where.question)
        then = plain_text(excerpt.question.spec, value, excerpt.item, excerpt.field)
        if stands(then, excerpt.start, excerpt.end, texts.get(where, "")):
            yield Place(where, excerpt.start, excerpt.end), excerpt
