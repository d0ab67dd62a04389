"""An agency to try the words of a letter on, at the point at which they would reach it."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.models import Call
from consult.campaign.monitoring import Standing
from consult.campaign.wording import Kind


def specimen(call: Call, kind: Kind, language: str) -> Standing:
    """Some agency that reads that language."""
    with force_locale(language):
        one = Standing(
            invitation_id=0,
            public_id="specimen",
            acronym="ADX",
            name=_("Development agency of Example"),
            level="",
            region="",
            department="",
            email="",
            window=call.window,
            moves=call.deadline_moves,
        )
    one = replace(one, language=language)
    if kind in (Kind.REMINDER_DRAFT, Kind.REMINDER_SIGNATURE):
        signing = kind is Kind.REMINDER_SIGNATURE
        return replace(one, saved_at=call.opens_at, answered=6, asked=10, to_sign=signing)
    return one
