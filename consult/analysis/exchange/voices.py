"""Every coding of a call as one plain value, for the files that go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.analysis.exchange.held import Held, Place
from consult.analysis.material import Stance
from consult.analysis.models import Origin


@dataclass(frozen=True, slots=True)
class Voice:
    """One passage with what one person, or an import, said of it.

    `theme` is (key of the question or empty, key of the theme); None for a passage that no
    theme describes, which has neither origin nor date.
    """

    place: Place
    text: str
    theme: tuple[str, str] | None
    stance: Stance | None
    who: str
    email: str
    origin: Origin | None
    comment: str
    at: datetime | None
    confidential: bool


def voices(held: Held) -> list[Voice]:
    """Agency by agency in the order invited, passage by passage."""
    names = {
        theme.id: (theme.question.key if theme.question else "", theme.key) for theme in held.themes
    }
    found = []
    for place, excerpt, coding in held.codings():
        user = coding.user if coding else None
        confidential = held.versions[place.where.agency].content["confidential"]
        found.append(
            Voice(
                place,
                held.texts[place.where][place.start : place.end],
                names[coding.theme_id] if coding else None,
                coding.stance if coding else None,
                (user.name or user.email) if user else "",
                user.email if user else "",
                coding.origin if coding else None,
                coding.comment if coding else "",
                coding.coded_at if coding else None,
                excerpt.confidential or place.where.question in confidential,
            )
        )
    return found
