"""The receipt: what arrived, when, under which reference, and what may still be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import flask_babel
from flask_babel import force_locale

from consult.calls.letters import federation
from consult.calls.models import Call, Invitation
from consult.contributions.models import Attachment, Version
from consult.contributions.shown import grouped
from consult.post import Letter, paragraphs
from consult.web.dates import deadline, deadline_for
from consult.web.links import plain

RECEIPT = "receipt"
INFECTED = "infected_file"
_: Callable[..., str] = flask_babel.gettext


def receipt(
    *, to: str, version: Version, invitation: Invitation, call: Call, closes_at: datetime
) -> Letter:
    """The receipt of one sending, in the language of the agency; one per version and address."""
    language = invitation.speaks
    with force_locale(language):
        agency = plain(invitation.name) or plain(invitation.acronym)
        lines = [
            _("Hello,"),
            _(
                "The contribution of %(agency)s to “%(title)s” has been received.",
                agency=agency,
                title=plain(call.said("title", language)),
            ),
            "\n".join(
                (
                    _("Reference: %(reference)s", reference=version.reference),
                    _(
                        "Received on: %(instant)s",
                        instant=deadline(version.sent_at, call.timezone, language),
                    ),
                    _("Fingerprint: %(digest)s", digest=grouped(version.digest)),
                )
            ),
            _(
                "Until %(deadline)s you may open your personal link again, change your answers "
                "and send them anew: the last version sent is the one that counts.",
                deadline=deadline_for(closes_at, call.timezone, invitation.zone, language),
            ),
            _(
                "Your personal link also gives the page of this receipt, with a copy of your "
                "questions and answers as a PDF."
            ),
            "-- \n" + federation(call),
        ]
        return Letter(
            key=f"{RECEIPT}:{call.id}:{version.reference}:{to}",
            kind=RECEIPT,
            to=to,
            subject=_("Contribution received: %(reference)s", reference=version.reference),
            body=paragraphs(*lines),
            language=language,
            call_id=call.id,
            invitation_id=invitation.id,
        )


def infected_file(*, to: str, file: Attachment, invitation: Invitation) -> Letter:
    """Says that a file was set aside, so that its agency can give another in its place."""
    call, language = invitation.call, invitation.speaks
    with force_locale(language):
        lines = [
            _("Hello,"),
            _(
                "The virus scanner found something in “%(filename)s”, a file of your contribution "
                "to “%(title)s”.",
                filename=plain(file.filename),
                title=plain(call.said("title", language)),
            ),
            _(
                "The file was set aside: nobody can open it, and it is not part of what you send. "
                "Open your personal link to remove it or to add another in its place."
            ),
            "-- \n" + federation(call),
        ]
        return Letter(
            key=f"{INFECTED}:{call.id}:{file.id}:{to}",
            kind=INFECTED,
            to=to,
            subject=_("A file was set aside: %(filename)s", filename=plain(file.filename)),
            body=paragraphs(*lines),
            language=language,
            call_id=call.id,
            invitation_id=invitation.id,
        )
