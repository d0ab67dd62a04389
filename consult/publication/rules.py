"""How long a note stays in the hand, and whom the journal does not count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

KEPT_AFTER_HEARING = timedelta(days=30)
FORESEEING = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def expiry(*, hearing_at: datetime | None, at: datetime) -> datetime:
    """Thirty days after the hearing; after today where the hearing is past or has no date."""
    return max(hearing_at or at, at) + KEPT_AFTER_HEARING


def is_foreseen(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser fetches ahead of a click, or only asks what it would get."""
    said = " ".join(text.lower() for name, text in headers.items() if name.lower() in FORESEEING)
    return method == "HEAD" or "prefetch" in said or "preview" in said
