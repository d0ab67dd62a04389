"""The receipt: what arrived, when, under which reference, and what may still be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import flask_babel
from flask_babel import force_locale

from consult.calls.models import Call, Invitation
from consult.contributions.models import Version
from consult.contributions.shown import grouped
from consult.post import Letter
from consult.web.dates import deadline

RECEIPT = "receipt"
_: Callable[..., str] = flask_babel.gettext


def receipt(
    *, to: str, version: Version, invitation: Invitation, call: Call, closes_at: datetime
) -> Letter:
    """The receipt of one sending, in the language of the call; one per version and address."""
    with force_locale(call.language):
        agency = _one_line(invitation.name) or _one_line(invitation.acronym)
        lines = [
            _("Hello,"),
            _(
                "The contribution of %(agency)s to “%(title)s” has been received.",
                agency=agency,
                title=_one_line(call.title),
            ),
            "\n".join(
                (
                    _("Reference: %(reference)s", reference=version.reference),
                    _(
                        "Received on: %(instant)s",
                        instant=deadline(version.sent_at, call.timezone, call.language),
                    ),
                    _("Fingerprint: %(digest)s", digest=grouped(version.digest)),
                )
            ),
            _(
                "Until %(deadline)s you may open your personal link again, change your answers "
                "and send them anew: the last version sent is the one that counts.",
                deadline=deadline(closes_at, call.timezone, call.language),
            ),
            _(
                "Your personal link also gives the page of this receipt, with a copy of your "
                "questions and answers as a PDF."
            ),
            "-- \n" + (_one_line(call.federation) or _("The federation")),
        ]
        return Letter(
            key=f"{RECEIPT}:{version.reference}:{to}",
            kind=RECEIPT,
            to=to,
            subject=_("Contribution received: %(reference)s", reference=version.reference),
            body="\n\n".join(lines) + "\n",
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
