"""From the database to a bundle: what is kept of one call, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from consult.analysis.material import Passage, Stance
from consult.analysis.material import Theme as PlainTheme
from consult.analysis.models import Excerpt, Theme
from consult.bundles import noting, queries
from consult.bundles.format import (
    AgencyLine,
    Bundle,
    CallSheet,
    ContributionSheet,
    DeclarationLine,
    Files,
)
from consult.bundles.theme_sheet import in_order
from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import QuestionKind, Questionnaire, Value
from consult.contributions import values
from consult.contributions.consent import Attribution, Consent, QuotePermission, amended, lifts
from consult.contributions.drafts import file_values
from consult.contributions.models import Attachment, Contribution, Declaration, Version
from consult.directory.rules import key_of

FILE_KEYS = ("filename", "size_bytes", "digest", "media_type")


def declaration_line(declared: Declaration) -> DeclarationLine:
    """What a bundle tells of one declaration."""
    return DeclarationLine(
        agency=declared.invitation.acronym,
        kind=declared.kind,
        declared_at=declared.declared_at,
        grounds=declared.grounds,
        reason=declared.reason,
        joined=declared.joined.acronym if declared.joined else None,
        named=declared.named,
        confirmed_at=declared.confirmed_at,
        refused_at=declared.refused_at,
    )


def changed_since(contribution: Contribution) -> Consent | None:
    """The last change of mind, when it came after the last sending."""
    version, changes = contribution.sent, contribution.consent_changes
    if version is None or not changes or changes[-1].at < version.sent_at:
        return None
    return changes[-1].consent


def held(contribution: Contribution, version: Version, asked: Questionnaire) -> dict[str, Any]:
    """What a contribution last said, with its change of mind since."""
    consent = changed_since(contribution)
    return version.content if consent is None else amended(version.content, asked, consent)


def bundle_of(session: Session, call: Call, files: Files) -> Bundle:
    """What is kept of a call: of each contribution the version last sent, or else the draft."""
    asked = call.questionnaire
    contributions = queries.contributions_to(session, call)
    sheets = tuple(contribution_sheet(one, asked) for one in contributions)
    themes = _themes(queries.themes_of(session, call), asked)
    versions = {one.sent.id: one for one in contributions if one.sent}
    passages = [
        passage
        for excerpt in queries.excerpts_of(session, call)
        if excerpt.version_id in versions
        for passage in _passages(excerpt, versions[excerpt.version_id], asked)
    ]
    sheet = call_sheet(call, asked)
    ranks = {key_of(one.acronym): rank for rank, one in enumerate(call.invitations)}
    numbers = {one.invitation.acronym: one.sent.number for one in contributions if one.sent}
    return Bundle(
        sheet,
        tuple(_agency(one) for one in call.invitations),
        sheets,
        tuple(themes),
        tuple(in_order(passages, sheet, themes, ranks)),
        tuple(declaration_line(one) for one in queries.declarations_to(session, call)),
        noting.kept_lines(session, call),
        noting.blocks_of(session, call, numbers),
        files=files,
    )


def call_sheet(call: Call, asked: Questionnaire) -> CallSheet:
    """The call as `call.yaml` tells it."""
    return CallSheet(
        slug=call.slug,
        language=call.language,
        title=call.title,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        timezone=call.timezone,
        questionnaire=asked,
        context=call.context,
        commissioner=call.commissioner,
        federation=call.federation,
        folder=call.folder,
        hearing_at=call.hearing_at,
        hearing_place=call.hearing_place,
        demonstration=call.demonstration,
        launched=call.launched_at is not None,
        translations=call.translations,
    )


def _agency(invitation: Invitation) -> AgencyLine:
    return AgencyLine(
        acronym=invitation.acronym,
        name=invitation.name,
        level=invitation.level,
        region=invitation.region,
        department=invitation.department,
        email=invitation.email,
        timezone=invitation.agency.timezone,
        extended_until=invitation.extended_until,
    )


def contribution_sheet(contribution: Contribution, asked: Questionnaire) -> ContributionSheet:
    """What a bundle tells of one contribution."""
    version = contribution.sent
    if version is None:
        answers = {one.question.key: one.value for one in contribution.answers}
        answers |= file_values(asked, _at_hand(contribution))
        secret = {one.question.key for one in contribution.answers if one.confidential}
        attribution = contribution.attribution
        quotes = contribution.quote_permission
    else:
        content = held(contribution, version, asked)
        answers = content["answers"]
        secret = set(content["confidential"])
        attribution = _kept(Attribution, content.get("attribution"))
        quotes = _kept(QuotePermission, content.get("quote_permission"))
    told = {
        question.key: plain(question.kind, answers[question.key])
        for question in asked
        if not values.is_blank(answers.get(question.key))
    }
    return ContributionSheet(
        agency=contribution.invitation.acronym,
        submitted_at=version.sent_at if version else None,
        channel=version.channel if version else contribution.channel,
        attribution=attribution,
        quote_permission=quotes,
        confidential=tuple(key for key in told if key in secret),
        late=version.late if version else False,
        answers=told,
        withdrawn_at=contribution.withdrawn_at if version else None,
        withdrawn_reason=contribution.withdrawn_reason if version else "",
    )


def _at_hand(contribution: Contribution) -> Mapping[str, list[Attachment]]:
    """The files of a draft under the key of their question."""
    files: dict[str, list[Attachment]] = {}
    for file in contribution.attachments:
        if file.removed_at is None and file.question is not None:
            files.setdefault(file.question.key, []).append(file)
    return files


def _kept(choices: Any, said: str | None) -> Any:
    return choices(said) if said else None


def plain(kind: QuestionKind, value: Value) -> Value:
    """The value as a bundle holds it: of a file, only what describes it."""
    if kind is not QuestionKind.FILE:
        return value
    return [{key: file[key] for key in FILE_KEYS} for file in value]


def _themes(themes: Sequence[Theme], asked: Questionnaire) -> list[PlainTheme]:
    ranks = {question.key: rank for rank, question in enumerate(asked)}
    plain_themes = [
        PlainTheme(
            question=theme.question.key if theme.question else "",
            key=theme.key,
            label=theme.label,
            claim=theme.claim,
            description=theme.description,
            colour=theme.colour,
            parent=theme.parent.key if theme.parent else "",
        )
        for theme in themes
    ]
    return sorted(plain_themes, key=lambda theme: ranks.get(theme.question, len(ranks)))


def _passages(
    excerpt: Excerpt, contribution: Contribution, asked: Questionnaire
) -> Sequence[Passage]:
    question = asked.by_key[excerpt.question.key]
    version = contribution.sent
    content: Mapping[str, Any] = held(contribution, version, asked) if version else {}
    freed = version and lifts(version.content, changed_since(contribution), question.key)
    value = content["answers"].get(question.key)
    whole = values.plain_text(question, value, excerpt.item, excerpt.field)
    told: dict[str | None, Stance | None] = {}
    for coding in sorted(excerpt.codings, key=lambda one: (one.coded_at, one.id)):
        # Two people of one opinion on one passage are told once, by the first to take a stance.
        told[coding.theme.key] = told.get(coding.theme.key) or coding.stance
    return [
        Passage(
            question=question.key,
            agency=contribution.invitation.acronym,
            text=whole[excerpt.start : excerpt.end],
            start=excerpt.start,
            end=excerpt.end,
            theme=theme,
            stance=stance,
            item=excerpt.item,
            field=excerpt.field,
            confidential=(excerpt.confidential and not freed)
            or question.key in content["confidential"],
        )
        for theme, stance in (told or {None: None}).items()
    ]
