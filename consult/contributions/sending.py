"""Sending a contribution: what may be sent, and the version that freezes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.calls.questionnaire import Value
from consult.contributions import declarations, freezing, queries
from consult.contributions.answering.progress import judged, known_in
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator, Contribution, Version
from consult.contributions.service import save
from consult.contributions.team import hands
from consult.contributions.texts.merging import NOTHING, Said
from consult.errors import CallNotOpen, Invalid, NotApproved, StaleRevision

# Spelled once: saying a statement anew takes longer than asking it.
_HELD = (
    select(Call)
    .where(Call.id == bindparam("call_id"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


def send(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    expected_revision: int,
    at: datetime,
    by: Collaborator | None = None,
) -> Version:
    """Freeze the whole contribution as a version; `draft` is whole and was read `to_write`.

    Sending the same thing again gives the version it made the first time. Raises `Invalid`
    with the keys of the questions that forbid sending, and `NotApproved` where the call wants
    a signatory's word and the last one does not approve this very text.
    """
    hold_open(session, draft, at)
    if again := already_sent(draft, answers, expected_revision):
        return again
    if draft.revision != expected_revision:
        raise StaleRevision(f"{expected_revision} is not {draft.revision}")
    after = draft.saying(answers)
    if obstacles := in_the_way(draft, after.values):
        raise Invalid(*obstacles)
    if draft.call.sign_off_required:
        _ensure_approved(session, draft, answers)
    if draft.contribution is not None:  # only now: what is refused leaves everything as it was
        draft.contribution.speak_for_itself(asked=draft.question_ids)
    content = after.content
    digest = freezing.digest_of(content)
    contribution = save(
        session, draft=draft, answers=answers, expected_revision=expected_revision, at=at, by=by
    )
    contribution.withdrawn_at, contribution.withdrawn_reason = None, ""
    if draft.declared.own is not None:
        declarations.take_back(session, invitation=draft.invitation, at=at, by=by)
    if draft.sent is not None and digest == draft.digest_of(draft.sent):
        session.flush()
        return draft.sent
    return frozen(session, draft, contribution, content, digest, at, by)


def already_sent(
    draft: Draft, answers: Mapping[str, Said], expected_revision: int
) -> Version | None:
    """The version that this same form made, when it comes a second time."""
    if draft.revision == expected_revision:
        return None
    digest = freezing.digest_of(draft.saying(answers).content)
    return next((one for one in reversed(draft.versions) if one.digest == digest), None)


def in_the_way(draft: Draft, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Keys of the questions that are put and are wrong, or still need something."""
    asked = draft.questionnaire.asked
    shown, known = asked.shown(values), known_in(asked)
    return tuple(
        question.key
        for question in asked
        if question.key in shown and judged(question, values.get(question.key), known).is_lacking
    )


def frozen(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    content: dict[str, Any],
    digest: str,
    at: datetime,
    by: Collaborator | None = None,
    *,
    late: bool | None = None,
) -> Version:
    """A new version of that content; `late` as the clock says, unless it came another way."""
    number = draft.sent.number + 1 if draft.sent else 1
    version = Version(
        contribution_id=contribution.id,
        number=number,
        reference=f"{_stem(session, draft)}-{number}",
        sent_at=at,
        channel=contribution.channel,
        late=not draft.call.window.accepts(at) if late is None else late,
        content=content,
        digest=digest,
        sent_by_id=by.id if by else None,
    )
    session.add(version)
    session.flush()
    return version


def _stem(session: Session, draft: Draft) -> str:
    """The same for every version of a contribution, and nobody else's."""
    if draft.sent is not None:
        return draft.sent.reference.rpartition("-")[0]
    attempt = 0
    while True:
        stem = freezing.stem_of(draft.call.slug, draft.invitation.public_id, attempt=attempt)
        if not queries.stem_is_taken(session, stem):
            return stem
        attempt += 1


def hold_open(session: Session, draft: Draft, at: datetime) -> None:
    """Keep the call as it is until the commit, so that a list made at closing is final.

    Whoever comes when the list of their deadline is made is too late, even had the request
    arrived before: the list waits long enough for that not to happen.
    """
    held = session.scalar(_HELD, {"call_id": draft.call.id})
    if held is None:
        raise CallNotOpen(draft.call.slug)
    window = draft.invitation.window
    window.ensure_accepts(at)
    if held.closed_through is not None and window.closes_at <= held.closed_through:
        raise CallNotOpen(f"{held.slug} is listed through {held.closed_through.isoformat()}")


def _ensure_approved(session: Session, draft: Draft, answers: Mapping[str, Said]) -> None:
    answers = draft.saying(answers).said
    keys = {*answers, *draft.said}
    same = all(answers.get(key, NOTHING) == draft.said.get(key, NOTHING) for key in keys)
    if not (same and hands.is_approved(session, draft.contribution)):
        raise NotApproved(draft.invitation.public_id)
