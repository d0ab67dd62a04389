"""The letter that asks an agency to read its words again, in the language it is spoken to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import flask_babel
from flask_babel import force_locale

from consult.calls.letters import federation, to_agency
from consult.contributions.correspondence import READ_BACK
from consult.post import Letter, paragraphs
from consult.synthesis.models import ReadBack
from consult.web.dates import deadline_for
from consult.web.links import LINK_MARK, plain

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


def read_back(
    addresses: Iterable[str], asked: ReadBack, *, again: datetime | None = None
) -> list[Letter]:
    """To everybody of the agency: what stands in the note, until when it can be read again.

    `again` is the instant of a letter that reminds, or that tells a later end.
    """
    invitation, call = asked.invitation, asked.invitation.call
    language = invitation.speaks
    with force_locale(language):
        title = plain(call.said("title", language))
        until = deadline_for(asked.until, call.timezone, invitation.zone, language)
        body = paragraphs(
            _("Hello,"),
            _opening(asked, title),
            _("Read them until %(until)s, by your personal link:", until=until) + "\n" + LINK_MARK,
            _("For each you can agree, ask not to be named, or refuse. No account is needed."),
            _silence(asked),
            federation(call),
        )
        words = _("Before the note is printed, read your words again: %(title)s", title=title)
        subject = _("Reminder – %(subject)s", subject=words) if again else words
    mark = f":{again:%Y%m%d%H%M%S}:{asked.until:%Y%m%d%H%M%S}" if again else ""
    return to_agency(
        addresses,
        invitation=invitation,
        kind=READ_BACK,
        key=f"{READ_BACK}:{call.id}:{invitation.id}:0:{asked.id}{mark}",
        subject=subject,
        body=body,
        reply_to=call.reply_to or "",
    )


def _opening(asked: ReadBack, title: str) -> str:
    agency = plain(asked.invitation.name) or plain(asked.invitation.acronym)
    if not asked.passages:
        return ngettext(
            "The synthesis note on “%(title)s” is being prepared. It names %(agency)s in "
            "%(num)s statement, which you can read before it is printed.",
            "The synthesis note on “%(title)s” is being prepared. It names %(agency)s in "
            "%(num)s statements, which you can read before it is printed.",
            len(asked.statements),
            title=title,
            agency=agency,
        )
    return ngettext(
        "The synthesis note on “%(title)s” is being prepared. It would quote %(num)s passage of "
        "the contribution of %(agency)s, which you can read as it will be printed.",
        "The synthesis note on “%(title)s” is being prepared. It would quote %(num)s passages of "
        "the contribution of %(agency)s, which you can read as they will be printed.",
        len(asked.passages),
        title=title,
        agency=agency,
    )


def _silence(asked: ReadBack) -> str:
    """What comes of not answering: the choice made with the contribution decides."""
    if not asked.passages:
        return _(
            "You agreed to be named when you answered the call: if you say nothing by then, that "
            "choice stands."
        )
    if asked.asked_first:
        return _(
            "You asked to read your words again before they are quoted: without your agreement "
            "by then, none of them is printed."
        )
    return _(
        "You allowed your words to be quoted when you answered the call: if you say nothing by "
        "then, that choice stands."
    )
