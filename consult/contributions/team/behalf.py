"""What the federation types for an agency, and the agency's word on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.questionnaire import QuestionKind, Questionnaire
from consult.calls.rules import Phase
from consult.contributions import consenting, declarations, freezing, sending, service
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    QuotePermission,
    is_offered,
)
from consult.contributions.drafts import Draft
from consult.contributions.files import filing
from consult.contributions.files.kinds import Stored, media_type_of
from consult.contributions.models import (
    Attachment,
    Collaborator,
    Contribution,
    Scan,
    Version,
)
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.values import check
from consult.errors import CallNotOpen, Invalid
from consult.instants import local_day

CHANNELS = ("email", "phone", "post", "meeting")
MOST_PROTECTIVE = (
    (ATTRIBUTION_QUESTION, Attribution.CONFIDENTIAL),
    (QUOTE_QUESTION, QuotePermission.REFUSED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who types it, how it came and when; after the closing, why it is still taken."""

    by: str
    channel: str
    received_on: date
    reason: str = ""


def is_open_to_staff(draft: Draft) -> bool:
    """Whether the federation may type: not over what the agency itself sent or confirmed."""
    return draft.sent is None or (
        draft.contribution is not None and draft.contribution.awaits_confirmation
    )


def writes_itself(draft: Draft) -> bool:
    """Whether the agency has a draft of its own, which staff do not see."""
    return draft.contribution is not None and draft.sent is None


def put_to_staff(questionnaire: Questionnaire) -> Questionnaire:
    """The questions that staff type: all but files and consent, which are the agency's."""
    kept = (ATTRIBUTION_QUESTION, QUOTE_QUESTION)
    sections = (
        replace(
            section,
            questions=tuple(
                one
                for one in section.questions
                if one.kind is not QuestionKind.FILE and one.key not in kept
            ),
        )
        for section in questionnaire.asked.sections
    )
    return Questionnaire(tuple(section for section in sections if section.questions))


def enter(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    entry: Entry,
    at: datetime,
) -> Version:
    """Keep and send what an agency said by another way; `draft` is whole and read `to_write`.

    Nothing may be attributed or quoted until the agency confirms. What it had begun itself
    stays in its history. Raises `CallNotOpen` before the opening, and `Invalid` over the
    agency's own sending, without any answer, with a wrong one, or late without a reason.
    """
    _ensure_allowed(session, draft, entry, at)
    own = {key: said for key, said in answers.items() if said.value is not None}
    if wrong := _wrong(draft, own):
        raise Invalid(*wrong)
    said, kept = _protected(draft, own)
    contribution = service.keep(session, draft=draft, answers=said, at=at)
    contribution.channel, contribution.entered_by = entry.channel, entry.by
    contribution.received_on, contribution.confirmed_at = entry.received_on, None
    contribution.withdrawn_at, contribution.withdrawn_reason = None, ""
    for key, value in kept.items():
        setattr(contribution, key, value)
    if draft.declared.own is not None:
        declarations.take_back(session, invitation=draft.invitation, at=at)
    after = draft.after(contribution, {})
    # What it said to questions withdrawn since was sent; what it began itself was not.
    content = (after.saying(said) if draft.sent else replace(after, said=said)).content
    version = sending.frozen(
        session,
        draft,
        contribution,
        content,
        freezing.digest_of(content),
        at,
        late=entry.received_on > local_day(draft.call.window.closes_at, draft.call.timezone),
    )
    _trail(session, draft, entry, version, at)
    return version


def attach_originals(
    session: Session,
    *,
    contribution: Contribution,
    files: Sequence[Stored],
    at: datetime,
    scan: Scan,
) -> None:
    """Keep what was received beside what was typed; the same file twice is one."""
    held = {one.digest for one in contribution.attachments if one.question_id is None}
    for one in files:
        if one.digest in held:
            continue
        held.add(one.digest)
        original = Attachment(
            contribution_id=contribution.id,
            question_id=None,
            filename=one.filename,
            media_type=media_type_of(one.filename),
            size_bytes=one.size_bytes,
            digest=one.digest,
            added_at=at,
            removed_at=None,
            scan=scan,
        )
        session.add(original)
        session.flush()
        filing.ask(session, file=original, at=at)


def confirm(
    session: Session,
    *,
    draft: Draft,
    consent: Consent,
    at: datetime,
    by: Collaborator | None = None,
) -> Contribution:
    """The agency says that what was typed is right, and what may be done with it.

    Open after the deadline too. Raises `Invalid` where nothing waits to be confirmed.
    """
    contribution = draft.contribution
    if contribution is None or not contribution.awaits_confirmation or draft.sent is None:
        raise Invalid("nothing waits to be confirmed")
    consenting.change(session, draft=draft, consent=consent, at=at, by=by)
    contribution.confirmed_at = at
    accounts.record(
        session,
        actor=consenting.actor_of(draft, by),
        action="contribution.confirm",
        subject=f"call:{draft.call.slug}",
        details={"agency": draft.invitation.acronym, "version": draft.sent.number},
        at=at,
    )
    session.flush()
    return contribution


def _ensure_allowed(session: Session, draft: Draft, entry: Entry, at: datetime) -> None:
    window = draft.invitation.window
    if window.phase(at) in (Phase.DRAFT, Phase.UPCOMING):
        raise CallNotOpen(draft.call.slug)
    if not is_open_to_staff(draft):
        raise Invalid("the agency has sent its own")
    if window.accepts(at):
        sending.hold_open(session, draft, at)
    elif not entry.reason.strip():
        raise Invalid("late entries need a reason")


def _wrong(draft: Draft, own: Mapping[str, Said]) -> tuple[str, ...]:
    """Keys of the answers that are none; what is missing is missing on the paper too."""
    asked = put_to_staff(draft.questionnaire)
    if not own.keys() & asked.by_key.keys():
        return ("nothing",)
    return tuple(
        key
        for key, said in own.items()
        if key in asked.by_key and check(asked.by_key[key], said.value)
    )


def _protected(
    draft: Draft, own: Mapping[str, Said]
) -> tuple[dict[str, Said], dict[str, Attribution | QuotePermission]]:
    """The answers with the most protective consent, and what the contribution says besides."""
    said, kept = dict(own), {}
    for key, most in MOST_PROTECTIVE:
        if key in draft.question_ids and not is_offered(draft.questionnaire, key, most):
            said[key], kept[key] = NOTHING, most
        else:
            said[key] = Said(most.value)
    return said, kept


def _trail(session: Session, draft: Draft, entry: Entry, version: Version, at: datetime) -> None:
    accounts.record(
        session,
        actor=entry.by,
        action="contribution.enter",
        subject=f"{draft.call.slug}/{draft.invitation.acronym}",
        at=at,
        details={
            "channel": entry.channel,
            "received_on": entry.received_on.isoformat(),
            "reference": version.reference,
            "late": version.late,
            "reason": entry.reason.strip(),
        },
    )
