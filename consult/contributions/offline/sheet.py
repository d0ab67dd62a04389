"""Everything a questionnaire taken away says, as plain values: both formats are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.calls.questionnaire import Questionnaire
from consult.contributions.forms import with_consent
from consult.contributions.offline.marks import Identity, fingerprint_of
from consult.contributions.queries import Draft
from consult.web.dates import deadline_for


@dataclass(frozen=True, slots=True)
class Sheet:
    """One questionnaire for one agency, in one language; `questionnaire` ends with the consent."""

    title: str
    federation: str
    agency: str
    closes: str
    language: str
    demonstration: bool
    questionnaire: Questionnaire
    identity: Identity
    dated: datetime


def sheet_of(draft: Draft, *, language: str) -> Sheet:
    """The questionnaire of an invitation; the same for as long as the call stays the same."""
    call, invitation = draft.call, draft.invitation
    closes = invitation.window.closes_at
    return Sheet(
        title=call.title,
        federation=call.federation,
        agency=invitation.name,
        closes=deadline_for(closes, call.timezone, invitation.zone, language),
        language=language,
        demonstration=call.demonstration,
        questionnaire=with_consent(draft.questionnaire),
        identity=identity_of(draft),
        dated=call.opens_at,
    )


def identity_of(draft: Draft) -> Identity:
    """What a document made for this invitation carries."""
    return Identity(
        draft.call.slug, draft.invitation.acronym, fingerprint_of(with_consent(draft.questionnaire))
    )
