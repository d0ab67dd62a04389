"""Reading a whole consultation as plain values, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from consult.analysis.carrying import stands
from consult.analysis.material import (
    CallFacts,
    Join,
    Material,
    Member,
    Passage,
    Reply,
    Stance,
    Theme,
)
from consult.analysis.models import Coding, Excerpt, Origin
from consult.analysis.models import Theme as ThemeRow
from consult.calls import questionnaire as asked
from consult.calls.models import Call, Invitation, Question, Section
from consult.calls.queries import call_with_questions
from consult.calls.questionnaire import Questionnaire
from consult.contributions.consent import DeclarationKind, amended, consent_of, lifts
from consult.contributions.models import (
    ConsentChange,
    Contribution,
    Declaration,
    Version,
)
from consult.contributions.values import plain_text, without_marks


class Sent(NamedTuple):
    """What an agency last sent and has not withdrawn, with its change of mind since."""

    acronym: str
    contribution: Contribution
    version: Version
    change: ConsentChange | None


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

    def around(self, question: asked.Question, version: Version) -> str:
        """The whole text in which a version has it."""
        value = version.content["answers"].get(self.question)
        return plain_text(question, value, self.item, self.field)


def material(session: Session, slug: str) -> Material:
    """The call with everything sent and coded, eight statements; raises `NotFound`.

    Neither drafts nor what was withdrawn are in it; consent is as last chosen. A passage coded
    on an earlier version counts as long as the last one still says exactly that, in the same
    place.
    """
    call = call_with_questions(session, slug)
    questionnaire = call.questionnaire
    sent = sent_of(session, Invitation.call_id == call.id)
    audience = _audience(session, call)
    replied = {one.acronym for one in sent.values()}
    return Material(
        call=_facts(call),
        questionnaire=questionnaire,
        agencies=tuple(Member(*row[:5]) for row in audience),
        replies=tuple(_reply(one, questionnaire) for one in sent.values()),
        themes=_themes(session, call),
        passages=tuple(_passages(session, call, questionnaire, sent)),
        declined=sum(
            row.kind is DeclarationKind.DECLINED and row.acronym not in replied for row in audience
        ),
        joins=tuple(_joins(audience, replied)),
        longer=tuple(
            row.extended_until
            for row in audience
            if row.extended_until and row.extended_until > call.closes_at
        ),
    )


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


def _audience(session: Session, call: Call) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every agency asked, with what it declared instead of answering."""
    joined = aliased(Invitation)
    asked = (
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
        )
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(joined, joined.id == Declaration.joined_id)
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )
    return session.execute(asked).all()


def _joins(audience: Iterable[Any], replied: Collection[str]) -> Iterator[Join]:
    """A join holds while the contribution it stands behind does, and instead of one's own."""
    for row in audience:
        if row.confirmed_at and row.joined in replied and row.acronym not in replied:
            yield Join(row.acronym, row.joined, row.named)


def sent_of(session: Session, *wanted: ColumnElement[bool]) -> Mapping[int, Sent]:
    """The last version of every contribution that counts, under its contribution's id.

    `wanted` says of which: of a call, or these ones. One statement.
    """
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
    rows = session.execute(
        select(Invitation.acronym, Contribution, Version, ConsentChange)
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
        .where(Contribution.withdrawn_at.is_(None), *wanted)
        .order_by(Invitation.position, Invitation.id)
    )
    return {row[1].id: Sent(*row) for row in rows}


def _reply(sent: Sent, questionnaire: Questionnaire) -> Reply:
    version, content = sent.version, sent.version.content
    if sent.change is not None:
        content = amended(content, questionnaire, sent.change.consent)
    consent = consent_of(content, own=sent.contribution.own_consent)
    return Reply(
        agency=sent.acronym,
        values={
            question.key: without_marks(question, content["answers"][question.key])
            for question in questionnaire
            if question.key in content["answers"]
        },
        attribution=consent.attribution,
        quotes=consent.quotes,
        confidential=consent.confidential,
        channel=version.channel,
        late=version.late,
        sent_at=version.sent_at,
        version=version.number,
        on_behalf=bool(sent.contribution.entered_by),
    )


def _themes(session: Session, call: Call) -> tuple[Theme, ...]:
    """Question by question, then those of every question."""
    above = aliased(ThemeRow)
    rows = session.execute(
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
    return tuple(Theme(*row) for row in rows)


def _passages(
    session: Session,
    call: Call,
    questionnaire: Questionnaire,
    sent: Mapping[int, Sent],
) -> Iterator[Passage]:
    """What people coded; what a machine proposed is a passage once somebody accepted it."""
    rows = session.execute(_coded(call)).all()
    earlier = _earlier(session, {row[0] for row in rows}, sent)
    seen: set[tuple[int, Coded]] = set()
    accepted = {(one, Coded(*told)) for _, one, how, *told in rows if how is Origin.ACCEPTED}
    for version_id, contribution_id, _origin, *columns in rows:
        if contribution_id not in sent:
            continue  # Withdrawn: its coding is kept for the day when it is sent again.
        coded = Coded(*columns)
        acronym, _, last, change = sent[contribution_id]
        question = questionnaire.by_key[coded.question]
        now = coded.around(question, last)
        was = coded.around(question, earlier[version_id]) if version_id in earlier else now
        if not stands(was, coded.start, coded.end, now) or (contribution_id, coded) in seen:
            continue  # Moved or vanished: somebody says what it is now, see `coding.confirm`.
        seen.add((contribution_id, coded))
        yield Passage(
            question=question.key,
            agency=acronym,
            text=now[coded.start : coded.end],
            start=coded.start,
            end=coded.end,
            theme=coded.theme,
            stance=coded.stance,
            item=coded.item,
            field=coded.field,
            confidential=coded.confidential
            and not lifts(last.content, change.consent if change else None, question.key),
            suggested=(contribution_id, coded) in accepted,
        )


def _coded(call: Call) -> Select[*tuple[Any, ...]]:
    """Every excerpt of the call with each of its codings, or with none."""
    return (
        select(
            Excerpt.version_id,
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


def _earlier(
    session: Session,
    coded: Iterable[int],
    sent: Mapping[int, Sent],
) -> Mapping[int, Version]:
    """Versions that hold excerpts and are no longer the last of their contribution."""
    last = {one.version.id for one in sent.values()}
    versions = session.scalars(select(Version).where(Version.id.in_(set(coded) - last)))
    return {version.id: version for version in versions}
