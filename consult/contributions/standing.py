"""Where a contribution stands and until when, as every one of its pages says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.contributions.drafts import Draft
from consult.web.dates import clock_words, deadline, deadline_for, distance, length

SAID_BEFORE = (
    timedelta(hours=24),
    timedelta(hours=6),
    timedelta(hours=1),
    timedelta(minutes=15),
    timedelta(minutes=5),
)
"""When a screen reader hears how much time is left: seldom enough to go on writing."""


class Standing(StrEnum):
    """What the banner says."""

    EMPTY = "empty"
    DRAFT = "draft"
    SENT = "sent"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of a page in words, in the language of the page."""

    closes: str
    closes_in: str
    calendar: str
    now: int
    ends: int
    marks: Mapping[str, str]
    saved: str = ""
    sent: str = ""


def standing_of(draft: Draft) -> Standing:
    """Sent, not sent, or sent and changed since: never mistaken for one another."""
    if draft.sent is None:
        return Standing.DRAFT if draft.contribution else Standing.EMPTY
    if draft.contribution and draft.contribution.withdrawn_at:
        return Standing.WITHDRAWN
    return Standing.CHANGED if draft.differs_from_sent else Standing.SENT


def times_of(draft: Draft, at: datetime) -> Times:
    """The deadline of this very agency, and when it saved and sent."""
    locale = get_locale().language
    zone = draft.call.timezone
    closes = draft.invitation.window.closes_at
    return Times(
        closes=deadline_for(closes, zone, draft.invitation.zone, locale),
        closes_in=distance(closes, at, locale),
        now=int(at.timestamp() * 1000),
        ends=int(closes.timestamp() * 1000),
        marks=_marks(locale),
        calendar=url_for("contributions.calendar", public_id=draft.invitation.public_id),
        saved=(
            clock_words(draft.contribution.saved_at, zone, locale) if draft.contribution else ""
        ),
        sent=deadline(draft.sent.sent_at, zone, locale) if draft.sent else "",
    )


@cache
def _marks(locale: str) -> Mapping[str, str]:
    """What is heard before the deadline; the same on every page of a language."""
    return {
        str(int(mark.total_seconds() * 1000)): _(
            "The call closes in %(left)s.", left=length(mark, locale)
        )
        for mark in SAID_BEFORE
    }
