"""Who a letter does not go to, and why: said before it leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum

from consult.calls.rules import Phase
from consult.campaign.monitoring import Standing


class Without(StrEnum):
    """Why an agency is not written to; the first that holds is the one that is said."""

    HAS_SENT = "has_sent"
    DECLARED = "declared"
    NOTHING_SENT = "nothing_sent"
    ADDRESS = "address"
    CLOSED = "closed"
    TODAY = "today"
    INVITED = "invited"
    NOT_CHOSEN = "not_chosen"


def left_out(
    standings: Iterable[Standing],
    written_to: Collection[int],
    kind: str,
    *,
    at: datetime,
    today: date,
) -> dict[Without, list[Standing]]:
    """Every agency that gets no letter, by the reason; `written_to` are those that do."""
    found: dict[Without, list[Standing]] = {}
    for one in standings:
        if one.invitation_id not in written_to:
            found.setdefault(_reason(one, kind, at, today), []).append(one)
    return found


def _reason(one: Standing, kind: str, at: datetime, today: date) -> Without:
    if kind == "thanks":
        return Without.ADDRESS if one.has_sent else Without.NOTHING_SENT
    if one.has_sent:
        return Without.HAS_SENT
    if not one.is_silent:
        return Without.DECLARED
    if not one.email:
        return Without.ADDRESS
    if kind == "invite":
        return Without.INVITED
    if one.window.phase(at) is not Phase.OPEN:
        return Without.CLOSED
    return Without.TODAY if today in one.reminded_on else Without.NOT_CHOSEN
