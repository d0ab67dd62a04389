"""The letter that asks an agency to confirm what was typed for it."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.letters import federation, to_agency
from consult.calls.models import Invitation
from consult.contributions.models import Version
from consult.instants import full_date
from consult.post import Letter, paragraphs
from consult.web.links import LINK_MARK, plain

TO_CONFIRM = "to_confirm"


def to_confirm(
    addresses: Iterable[str], *, invitation: Invitation, version: Version
) -> list[Letter]:
    """To everybody of the agency: what came was typed, to be read over and confirmed."""
    call, language = invitation.call, invitation.speaks
    received_on = version.contribution.received_on
    with force_locale(language):
        title = plain(call.said("title", language))
        names = {"agency": plain(invitation.name) or plain(invitation.acronym), "title": title}
        came = full_date(received_on, language) if received_on else ""
        body = paragraphs(
            _("Hello,"),
            _(
                "We received the contribution of %(agency)s to “%(title)s” on %(day)s, and typed "
                "it into the form for you.",
                day=came,
                **names,
            ),
            _(
                "Read it over and confirm it, or correct it, by your personal link. Until then "
                "it is counted, and nothing in it is attributed or quoted."
            )
            + "\n"
            + LINK_MARK,
            _("Reference: %(reference)s", reference=version.reference),
            federation(call),
        )
        subject = _("To be confirmed: your contribution to %(title)s", title=title)
        return to_agency(
            addresses,
            invitation=invitation,
            kind=TO_CONFIRM,
            key=f"{TO_CONFIRM}:{call.id}:{invitation.id}:0:{version.id}",
            subject=subject,
            body=body,
        )
