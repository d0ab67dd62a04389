"""Changing one's mind about consent after sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.contributions import service
from consult.contributions.consent import Consent, is_offered
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator, ConsentChange, Contribution, Version
from consult.contributions.texts.merging import NOTHING, Said
from consult.errors import Invalid


def change(
    session: Session,
    *,
    draft: Draft,
    consent: Consent,
    at: datetime,
    by: Collaborator | None = None,
) -> ConsentChange | None:
    """Choose again what may be done with what was sent, whatever the hour; None if nothing moves.

    `draft` is whole and was read `to_write`. The answers at hand say the same afterwards, so
    that sending them again does not bring the former choice back. Raises `Invalid` while
    nothing is sent: the form asks.
    """
    contribution, version = draft.contribution, draft.sent
    if contribution is None or version is None or contribution.withdrawn_at is not None:
        raise Invalid("nothing is sent")
    chosen = replace(
        consent, confidential=consent.confidential.intersection(version.content["answers"])
    )
    if chosen == draft.consent(version):
        return None
    changed = ConsentChange(
        contribution_id=contribution.id,
        attribution=chosen.attribution,
        quote_permission=chosen.quotes,
        confidential=sorted(chosen.confidential),
        at=at,
        by_id=by.id if by else None,
    )
    session.add(changed)
    _follow(session, draft, contribution, version, chosen, at, by)
    accounts.record(
        session,
        actor=actor_of(draft, by),
        action="consent.change",
        subject=f"call:{draft.call.slug}",
        details={
            "agency": draft.invitation.acronym,
            "attribution": chosen.attribution.value,
            "quote_permission": chosen.quotes.value,
            "confidential": len(chosen.confidential),
        },
        at=at,
    )
    session.flush()
    return changed


def actor_of(draft: Draft, by: Collaborator | None) -> str:
    """Who the audit trail names: a collaborator, or the agency whose link was used."""
    return by.email if by else f"agency:{draft.invitation.acronym}"


def _follow(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    version: Version,
    consent: Consent,
    at: datetime,
    by: Collaborator | None,
) -> None:
    """Bring the answers at hand to the same consent."""
    said = dict(draft.said)
    for key in version.content["answers"]:
        said[key] = replace(said.get(key, NOTHING), confidential=key in consent.confidential)
    for key, chosen in consent.choices:
        offered = is_offered(draft.questionnaire, key, chosen)
        if offered or key not in draft.question_ids:
            said[key] = Said(chosen.value, said.get(key, NOTHING).confidential)
        if key in draft.question_ids and (not offered or getattr(contribution, key) is not None):
            setattr(contribution, key, chosen)
    service.keep(session, draft=draft, answers=said, at=at, by=by)
