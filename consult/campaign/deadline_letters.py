"""The letters about a deadline that came early, or that comes again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.models import Call
from consult.calls.rules import Phase
from consult.campaign.letters import Words, addressed, calendar_of, deadline_key, language_of
from consult.campaign.monitoring import BEGUN, Standing
from consult.campaign.queries import CLOSED_EARLY, REOPENED
from consult.post import Letter, paragraphs
from consult.web.links import LINK_MARK, plain


def closed_early(call: Call, one: Standing) -> Letter:
    """To an agency with a draft: nothing can be sent any more, and nothing is lost."""
    with force_locale(language_of(call, one)):
        words = Words.of(call, one)
        return addressed(
            call,
            one,
            kind=CLOSED_EARLY,
            key=deadline_key(CLOSED_EARLY, call, one),
            subject=_("Closed: %(title)s", title=words.title),
            body=paragraphs(
                _("Hello,"),
                _(
                    "The call “%(title)s” was closed on %(deadline)s, earlier than planned.",
                    title=words.title,
                    deadline=words.deadline,
                ),
                _(
                    "The draft of %(agency)s was not sent, so it is not taken into account. It "
                    "stays readable through your personal link:",
                    agency=words.agency,
                )
                + "\n"
                + LINK_MARK,
                _("If you were about to send it, reply to this letter: we can give you longer."),
                words.federation,
            ),
        )


def reopened(call: Call, one: Standing, *, reason: str) -> Letter:
    """To every agency: the call is open again, until when and why."""
    with force_locale(language_of(call, one)):
        words = Words.of(call, one)
        if one.has_sent:
            sent = _("What %(agency)s has sent stays as it is; it can change it.")
        else:
            sent = _("%(agency)s can send its contribution.")
        return addressed(
            call,
            one,
            kind=REOPENED,
            key=deadline_key(REOPENED, call, one),
            subject=_("Open again: your contribution before %(deadline)s", deadline=words.deadline),
            body=paragraphs(
                _("Hello,"),
                _(
                    "The call “%(title)s” is open again until %(deadline)s.",
                    title=words.title,
                    deadline=words.deadline,
                ),
                _("The reason: %(reason)s", reason=plain(reason)),
                sent % {"agency": words.agency},
                _("Your personal link:") + "\n" + LINK_MARK,
                words.federation,
            ),
            enclosed=calendar_of(call, one),
        )


def to_drafts(call: Call, standings: Iterable[Standing], *, at: datetime) -> list[Letter]:
    """The letters to agencies that have begun, have sent nothing, and now cannot any more."""
    return [
        closed_early(call, one)
        for one in standings
        if one.email and one.status in BEGUN and one.window.phase(at) is Phase.CLOSED
    ]


def to_everybody(call: Call, standings: Iterable[Standing], *, reason: str) -> list[Letter]:
    """The letters that tell that the call is open again to everybody who can be reached."""
    return [reopened(call, one, reason=reason) for one in standings if one.email]
