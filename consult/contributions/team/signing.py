"""The signatory's word: asked for, given, or the contribution returned with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.contributions import sending
from consult.contributions.drafts import Draft
from consult.contributions.models import (
    Collaborator,
    Contribution,
    Decision,
    SignOff,
    Version,
)
from consult.contributions.team import hands
from consult.contributions.team.hands import Team
from consult.directory.models import ContactRole
from consult.errors import Forbidden, Invalid, StaleRevision


def is_signatory(who: Collaborator | None) -> bool:
    """The agency's own link is shared, so it approves nothing: a signatory has a personal one."""
    return who is not None and who.role is ContactRole.SIGNATORY


def ask(
    session: Session,
    *,
    draft: Draft,
    team: Team,
    by: Collaborator | None,
    at: datetime,
) -> tuple[SignOff, Sequence[Collaborator]]:
    """Submit the contribution as it stands; signatories of the directory join the team.

    Returns the step and whom to write to. Raises `Invalid` with what forbids sending, or with
    nothing when the agency has no signatory.
    """
    draft.invitation.window.ensure_accepts(at)
    contribution = _ready(draft)
    for contact in team.signatories_to_be:
        session.add(
            Collaborator(
                invitation_id=draft.invitation.id,
                email=contact.email.lower(),
                name=contact.name,
                role=ContactRole.SIGNATORY,
                invited_at=at,
                invited_by=draft.call.federation,
                left_at=None,
            )
        )
    session.flush()
    signatories = hands.team(session, draft.invitation).signatories
    if not signatories:
        raise Invalid
    return _step(session, contribution, Decision.REQUESTED, by, at), signatories


def approve_and_send(
    session: Session,
    *,
    draft: Draft,
    expected_revision: int,
    by: Collaborator | None,
    at: datetime,
) -> Version:
    """Approve the text that was shown and send it, in one act.

    Raises `Forbidden` for whoever is no signatory and `StaleRevision` when the text changed
    since it was shown.
    """
    _ensure_signs(by)
    contribution = _ready(draft)
    if draft.revision != expected_revision:
        raise StaleRevision(f"{expected_revision} is not {draft.revision}")
    _step(session, contribution, Decision.APPROVED, by, at)
    return sending.send(
        session,
        draft=draft,
        answers=draft.said,
        expected_revision=expected_revision,
        at=at,
        by=by,
    )


def return_to_drafters(
    session: Session,
    *,
    draft: Draft,
    reason: str,
    by: Collaborator | None,
    at: datetime,
) -> SignOff:
    """Say what is to be changed first. Raises `Invalid` without a reason."""
    draft.invitation.window.ensure_accepts(at)
    _ensure_signs(by)
    if draft.contribution is None or not reason.strip():
        raise Invalid("a reason is needed")
    return _step(session, draft.contribution, Decision.RETURNED, by, at, reason=reason.strip())


def _ensure_signs(who: Collaborator | None) -> None:
    if not is_signatory(who):
        raise Forbidden("only a signatory approves or returns")


def _ready(draft: Draft) -> Contribution:
    if draft.contribution is None:
        raise Invalid(*sending.in_the_way(draft, draft.values))
    if obstacles := sending.in_the_way(draft, draft.values):
        raise Invalid(*obstacles)
    return draft.contribution


def _step(
    session: Session,
    contribution: Contribution,
    decision: Decision,
    by: Collaborator | None,
    at: datetime,
    *,
    reason: str = "",
) -> SignOff:
    step = SignOff(
        contribution_id=contribution.id,
        revision=contribution.revision,
        decision=decision,
        reason=reason,
        at=at,
        by_id=by.id if by else None,
    )
    session.add(step)
    session.flush()
    return step
