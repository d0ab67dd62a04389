"""Everything that a material is made of, save the texts: read quickly, compared exactly.

A version never changes. So two outlines that are equal make two materials that are equal, and
whoever keeps what was worked out of a material knows by its outline whether it still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from consult.analysis.material import CallFacts, Stance, Theme
from consult.analysis.models import Coding, Excerpt, Origin
from consult.analysis.models import Theme as ThemeRow
from consult.calls import questionnaire as asked
from consult.calls.models import Call, Invitation, Question, Section
from consult.calls.queries import call_with_questions
from consult.calls.questionnaire import Questionnaire
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    DeclarationKind,
    QuotePermission,
)
from consult.contributions.models import ConsentChange, Contribution, Declaration, Version
from consult.contributions.values import plain_text
from consult.directory.models import Agency

Content = Mapping[str, Any]


class Which(NamedTuple):
    """A version by its id, its reference and the digest of what it says."""

    version: int
    reference: str
    digest: str


class Asked(NamedTuple):
    """An agency asked, with what it declared instead of answering."""

    acronym: str
    name: str
    level: str
    region: str
    department: str
    declared: DeclarationKind | None
    named: bool | None
    confirmed_at: datetime | None
    joined: str | None
    extended_until: datetime | None
    email: str
    acronym_today: str
    name_today: str


class Sent(NamedTuple):
    """The last version of one contribution that counts, with the change of mind since."""

    acronym: str
    contribution: int
    attribution: Attribution | None
    quotes: QuotePermission | None
    entered_by: str | None
    version: int
    reference: str
    digest: str
    number: int
    sent_at: datetime
    channel: str
    late: bool
    changed: Attribution | None
    changed_quotes: QuotePermission | None
    changed_confidential: list[str] | None

    @property
    def which(self) -> Which:
        """Which version it is."""
        return Which(self.version, self.reference, self.digest)

    @property
    def change(self) -> Consent | None:
        """What was chosen since, if anything was."""
        if self.changed is None or self.changed_quotes is None:
            return None
        return Consent(
            self.changed, self.changed_quotes, frozenset(self.changed_confidential or ())
        )

    @property
    def own(self) -> Mapping[str, Attribution | QuotePermission | None]:
        """What the contribution itself says, under the keys of the questions of consent."""
        return {ATTRIBUTION_QUESTION: self.attribution, QUOTE_QUESTION: self.quotes}


class Coded(NamedTuple):
    """Where an excerpt stands, with one of its codings or with none."""

    question: str
    item: int | None
    field: str | None
    start: int
    end: int
    confidential: bool
    theme: str | None
    stance: Stance | None

    def around(self, question: asked.Question, content: Content) -> str:
        """The whole text in which a version has it."""
        return plain_text(question, content["answers"].get(self.question), self.item, self.field)


class Marked(NamedTuple):
    """A coded excerpt in the version it was read in."""

    which: Which
    contribution: int
    origin: Origin | None
    coded: Coded


@dataclass(frozen=True)
class Outline:
    """A call with its audience, what was sent and how it was coded, but for the texts."""

    call: CallFacts
    questionnaire: Questionnaire
    audience: tuple[Asked, ...]
    sent: tuple[Sent, ...]
    themes: tuple[Theme, ...]
    marked: tuple[Marked, ...]

    @cached_property
    def versions(self) -> frozenset[Which]:
        """The versions whose texts are needed: the last ones, and those that were coded."""
        counts = {one.contribution for one in self.sent}
        coded = {one.which for one in self.marked if one.contribution in counts}
        return frozenset(coded | {one.which for one in self.sent})

    @property
    def answers(self) -> tuple[object, ...]:
        """What the answers are made of, whatever was coded in them."""
        return self.call, self.questionnaire, self.audience, self.sent


def outline(session: Session, slug: str) -> Outline:
    """The outline of a call, seven statements; raises `NotFound`."""
    call = call_with_questions(session, slug)
    return Outline(
        call=_facts(call),
        questionnaire=call.questionnaire,
        audience=tuple(Asked(*row) for row in session.execute(_audience(call))),
        sent=tuple(Sent(*row) for row in session.execute(_sent(call))),
        themes=tuple(Theme(*row) for row in session.execute(_themes(call))),
        marked=tuple(
            Marked(Which(*row[:3]), row[3], row[4], Coded(*row[5:]))
            for row in session.execute(_marked(call))
        ),
    )


def contents(session: Session, wanted: Collection[Which]) -> Mapping[Which, Content]:
    """What versions say; one statement."""
    numbers = {one.version: one for one in wanted}
    rows = session.execute(select(Version.id, Version.content).where(Version.id.in_(numbers)))
    return {numbers[number]: content for number, content in rows}


def _facts(call: Call) -> CallFacts:
    return CallFacts(
        slug=call.slug,
        title=call.title,
        language=call.language,
        timezone=call.timezone,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        commissioner=call.commissioner,
        federation=call.federation,
        hearing_at=call.hearing_at,
        hearing_place=call.hearing_place,
        folder=call.folder,
        context=call.context,
        demonstration=call.demonstration,
        specimen=call.is_rehearsal,
    )


def _audience(call: Call) -> Select[*tuple[Any, ...]]:
    """Every agency asked, with what it declared instead of answering."""
    joined = aliased(Invitation)
    return (
        select(
            Invitation.acronym,
            Invitation.name,
            Invitation.level,
            Invitation.region,
            Invitation.department,
            Declaration.kind,
            Declaration.named,
            Declaration.confirmed_at,
            joined.acronym.label("joined"),
            Invitation.extended_until,
            Invitation.email,
            Agency.acronym,
            Agency.name,
        )
        .join(Agency, Agency.id == Invitation.agency_id)
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(joined, joined.id == Declaration.joined_id)
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )


def _sent(call: Call) -> Select[*tuple[Any, ...]]:
    """The last version of every contribution that counts, in the order of the audience."""
    last = (
        select(Version.contribution_id, func.max(Version.number).label("number"))
        .group_by(Version.contribution_id)
        .subquery()
    )
    changed = (
        select(ConsentChange.contribution_id, func.max(ConsentChange.id).label("id"))
        .group_by(ConsentChange.contribution_id)
        .subquery()
    )
    return (
        select(
            Invitation.acronym,
            Contribution.id,
            Contribution.attribution,
            Contribution.quote_permission,
            Contribution.entered_by,
            Version.id,
            Version.reference,
            Version.digest,
            Version.number,
            Version.sent_at,
            Version.channel,
            Version.late,
            ConsentChange.attribution,
            ConsentChange.quote_permission,
            ConsentChange.confidential,
        )
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, Version.contribution_id == Contribution.id)
        .join(
            last,
            (last.c.contribution_id == Version.contribution_id) & (last.c.number == Version.number),
        )
        .outerjoin(changed, changed.c.contribution_id == Contribution.id)
        .outerjoin(
            ConsentChange,
            (ConsentChange.id == changed.c.id) & (ConsentChange.at >= Version.sent_at),
        )
        .where(Contribution.withdrawn_at.is_(None), Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )


def _themes(call: Call) -> Select[*tuple[Any, ...]]:
    """Question by question, then those of every question."""
    above = aliased(ThemeRow)
    return (
        select(
            func.coalesce(Question.key, ""),
            ThemeRow.key,
            ThemeRow.label,
            ThemeRow.claim,
            ThemeRow.description,
            ThemeRow.colour,
            func.coalesce(above.key, ""),
        )
        .outerjoin(Question, Question.id == ThemeRow.question_id)
        .outerjoin(Section, Section.id == Question.section_id)
        .outerjoin(above, above.id == ThemeRow.parent_id)
        .where(ThemeRow.call_id == call.id)
        .order_by(
            ThemeRow.question_id.is_(None),
            *(Section.position, Question.position, ThemeRow.position, ThemeRow.id),
        )
    )


def _marked(call: Call) -> Select[*tuple[Any, ...]]:
    """Every excerpt of the call with each of its codings, or with none."""
    return (
        select(
            Version.id,
            Version.reference,
            Version.digest,
            Version.contribution_id,
            Coding.origin,
            Question.key,
            Excerpt.item,
            Excerpt.field,
            Excerpt.start,
            Excerpt.end,
            Excerpt.confidential,
            ThemeRow.key,
            Coding.stance,
        )
        .join(Version, Version.id == Excerpt.version_id)
        .join(Question, Question.id == Excerpt.question_id)
        .outerjoin(Coding, Coding.excerpt_id == Excerpt.id)
        .outerjoin(ThemeRow, ThemeRow.id == Coding.theme_id)
        .where(Question.call_id == call.id)
        .order_by(Excerpt.position, Excerpt.id, ThemeRow.position)
    )
