"""Everything a questionnaire taken away says, as plain values: both formats are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from config import LOCALES
from consult.calls.models import Call
from consult.calls.questionnaire import Questionnaire
from consult.calls.translating import in_language
from consult.contributions.answering.forms import with_consent
from consult.contributions.drafts import Draft
from consult.contributions.offline.marks import EVERY_AGENCY, Identity, fingerprint_of
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
    with speaking(language):
        asked = with_consent(in_language(draft.questionnaire.blank, language))
    return Sheet(
        title=call.said("title", language),
        federation=call.federation,
        agency=invitation.name,
        closes=deadline_for(closes, call.timezone, invitation.zone, language),
        language=language,
        demonstration=call.demonstration,
        questionnaire=asked,
        identity=identity_of(draft),
        dated=call.opens_at,
    )


def sheet_for_all(call: Call, *, language: str) -> Sheet:
    """The questionnaire as it goes with the letters of a call: the same for every agency."""
    with speaking(language):
        asked = with_consent(in_language(call.questionnaire.blank, language))
    return Sheet(
        title=call.said("title", language),
        federation=call.federation,
        agency="",
        closes=deadline_for(call.closes_at, call.timezone, None, language),
        language=language,
        demonstration=call.demonstration,
        questionnaire=asked,
        identity=Identity(
            call.slug, EVERY_AGENCY, fingerprint_of(with_consent(call.questionnaire.blank))
        ),
        dated=call.opens_at,
    )


def sheets_of(draft: Draft) -> list[Sheet]:
    """The questionnaire in each language it can be taken away in."""
    return [sheet_of(draft, language=one) for one in LOCALES]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say our own words in a language, whatever that of the page."""
    with force_locale(language):
        yield


def identity_of(draft: Draft) -> Identity:
    """What a document made for this invitation carries."""
    return Identity(
        draft.call.slug,
        draft.invitation.acronym,
        fingerprint_of(with_consent(draft.questionnaire.blank)),
    )
