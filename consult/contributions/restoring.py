"""Going back: a whole version or one answer into the draft, and a contribution withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.questionnaire import QuestionKind
from consult.contributions import queries, service
from consult.contributions.drafts import Draft
from consult.contributions.files import attaching
from consult.contributions.models import (
    Attachment,
    Collaborator,
    Contribution,
    Revision,
    Version,
)
from consult.contributions.texts.comparing import said_in
from consult.contributions.texts.merging import Said
from consult.errors import Invalid, NotFound


def restore(
    session: Session,
    *,
    draft: Draft,
    version: Version,
    expected_revision: int,
    at: datetime,
    by: Collaborator | None,
) -> Contribution:
    """Bring the draft to what a version says; the draft it replaces stays in the history.

    Nothing is sent. `draft` is whole and was read `to_write`.
    """
    said = {key: one for key, one in said_in(version.content).items() if not _is_file(draft, key)}
    secret = {
        key: Said(None, confidential=True)
        for key in version.content["confidential"]
        if _is_file(draft, key)
    }
    contribution = service.save(
        session,
        draft=draft,
        answers={**said, **secret},
        expected_revision=expected_revision,
        at=at,
        by=by,
    )
    held = {
        question.key: {one["digest"] for one in version.content["answers"].get(question.key, ())}
        for question in draft.questionnaire
        if question.kind is QuestionKind.FILE
    }
    _hold(session, draft, contribution, held, at, by)
    return contribution


def restore_answer(
    session: Session,
    *,
    draft: Draft,
    key: str,
    revision: Revision,
    expected_revision: int,
    at: datetime,
    by: Collaborator | None,
) -> Contribution:
    """Bring one answer to what it was after a save; `NotFound` when that save left it alone."""
    if key not in revision.changes or draft.contribution is None:
        raise NotFound(f"revision {revision.number} {key}")
    draft.invitation.window.ensure_accepts(at)
    before = Said.remembered(revision.changes[key])
    if _is_file(draft, key):
        held = {one["digest"] for one in before.value or ()}
        _hold(session, draft, draft.contribution, {key: held}, at, by)
        return draft.contribution
    return service.save(
        session,
        draft=draft,
        answers={**draft.said, key: before},
        expected_revision=expected_revision,
        at=at,
        by=by,
    )


def withdraw(
    session: Session,
    *,
    draft: Draft,
    reason: str,
    at: datetime,
    by: Collaborator | None,
) -> Contribution:
    """Take back what was sent: it counts no more, and nothing of it is lost.

    Sending again counts again. Raises `Invalid` when nothing was sent.
    """
    draft.invitation.window.ensure_accepts(at)
    contribution = draft.contribution
    if contribution is None or draft.sent is None:
        raise Invalid("nothing was sent")
    if contribution.withdrawn_at is None:
        contribution.withdrawn_at, contribution.withdrawn_reason = at, reason.strip()
        accounts.record(
            session,
            actor=by.email if by else draft.invitation.email,
            action="contribution.withdraw",
            subject=f"invitation:{draft.invitation.id}",
            details={"reference": draft.sent.reference, "reason": reason.strip()},
            at=at,
        )
    session.flush()
    return contribution


def _hold(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    wanted: Mapping[str, Collection[str]],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """Make each file question hold exactly the files with these digests, as far as they exist."""
    keys: dict[int | None, str] = {draft.question_ids[key]: key for key in wanted}
    there = session.scalars(
        select(Attachment)
        .where(
            Attachment.contribution_id == contribution.id,
            Attachment.question_id.in_(keys),
        )
        .order_by(Attachment.id)
    ).all()
    changed = set()
    for one in _last_of_each(there):
        key = keys[one.question_id]
        removed_at = None if one.digest in wanted[key] else one.removed_at or at
        if (removed_at is None) != (one.removed_at is None):
            one.removed_at = removed_at
            changed.add(key)
    session.flush()
    held = queries.files_of(session, draft.after(contribution)) if changed else {}
    attaching.files_changed(
        session, draft, contribution, {key: held.get(key, []) for key in changed}, at, by
    )


def _last_of_each(files: Sequence[Attachment]) -> Sequence[Attachment]:
    """A file removed and given again is one file."""
    return list({(one.question_id, one.digest, one.filename): one for one in files}.values())


def _is_file(draft: Draft, key: str) -> bool:
    question = draft.questionnaire.by_key.get(key)
    return question is not None and question.kind is QuestionKind.FILE
