"""What every letter of a call to an agency shares: whose it is, who signs it, its calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.calendar import MEDIA_TYPE, Entry, calendar_of
from consult.calls.models import Call, Invitation
from consult.post import Enclosure, Letter, is_address
from consult.web.dates import deadline_for
from consult.web.links import plain


def to_agency(
    addresses: Iterable[str],
    *,
    invitation: Invitation,
    kind: str,
    key: str,
    subject: str,
    body: str,
    reply_to: str = "",
) -> list[Letter]:
    """The same letter to everybody of an agency, in its language; each under a key of its own.

    What is no address is left out.
    """
    return [
        Letter(
            key=f"{key}:{to}",
            kind=kind,
            to=to,
            subject=subject,
            body=body,
            reply_to=reply_to,
            language=invitation.speaks,
            call_id=invitation.call_id,
            invitation_id=invitation.id,
        )
        for to in addresses
        if is_address(to)
    ]


def federation(call: Call) -> str:
    """Who signs the letters of a call."""
    return plain(call.federation) or _("The federation")


def calendar(
    call: Call,
    *,
    public_id: str,
    agency: str,
    closes_at: datetime,
    zone: str | None,
    sequence: int,
    language: str,
) -> Enclosure:
    """The deadline of one agency for its calendar; no secret in it, it may be passed round."""
    with force_locale(language):
        told = deadline_for(closes_at, call.timezone, zone, language)
        entry = Entry(
            key=public_id,
            sequence=sequence,
            stamped_at=call.opens_at,
            closes_at=closes_at,
            summary=_("Contribution to send: %(title)s", title=plain(call.said("title", language))),
            description="\n".join(
                (
                    _("To be sent before %(deadline)s.", deadline=told),
                    plain(agency),
                    _("Open the personal link of your invitation letter to answer."),
                )
            ),
            language=language,
        )
        return Enclosure(
            filename=_("deadline.ics"),
            media_type=MEDIA_TYPE,
            content=calendar_of(entry),
            params={"method": "PUBLISH"},
        )


def calendar_for(invitation: Invitation, language: str) -> Enclosure:
    """The same, for an invitation that was read with its call and its agency."""
    return calendar(
        invitation.call,
        public_id=invitation.public_id,
        agency=invitation.name,
        closes_at=invitation.window.closes_at,
        zone=invitation.zone,
        sequence=invitation.sequence,
        language=language,
    )
