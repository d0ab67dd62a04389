"""Letters between those who write one contribution, in the language of its call.

As in a campaign, a mark stands for the personal link until the letter leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import flask_babel
from flask_babel import force_locale

from consult.calls.letters import federation
from consult.calls.models import Call, Invitation
from consult.contributions.models import Collaborator, SignOff
from consult.contributions.team.hands import COLLEAGUE_LETTER
from consult.directory.models import ContactRole
from consult.post import Letter, paragraphs
from consult.web.dates import deadline_for, moment
from consult.web.links import LINK_MARK, external, plain

TO_SIGN = "to_sign"
RETURNED = "returned"
ADDRESS = "address"
WITHDRAWN = "withdrawn"
KINDS = (COLLEAGUE_LETTER, TO_SIGN, RETURNED, ADDRESS)
_: Callable[..., str] = flask_babel.gettext


class Facts(TypedDict):
    """What a letter is about, besides its words."""

    language: str
    call_id: int
    invitation_id: int


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: one agency's contribution to one call."""

    call: Call
    invitation: Invitation

    @property
    def language(self) -> str:
        """The language the agency answers in."""
        return self.invitation.speaks

    @property
    def title(self) -> str:
        """The call."""
        return plain(self.call.said("title", self.language))

    @property
    def agency(self) -> str:
        """Who contributes."""
        return plain(self.invitation.name) or plain(self.invitation.acronym)

    @property
    def closes(self) -> str:
        """The deadline of this very agency."""
        closes_at = self.invitation.window.closes_at
        return deadline_for(closes_at, self.call.timezone, self.invitation.zone, self.language)

    @property
    def signed(self) -> str:
        """Who the letter comes from."""
        return "-- \n" + federation(self.call)

    @property
    def facts(self) -> Facts:
        """What the outbox keeps beside the words."""
        return {
            "language": self.language,
            "call_id": self.call.id,
            "invitation_id": self.invitation.id,
        }

    def key(self, kind: str, collaborator_id: int | None, mark: object) -> str:
        """What makes the same letter twice one letter, and says whose link it carries."""
        who = collaborator_id or 0
        return f"{kind}:{self.call.id}:{self.invitation.id}:{who}:{mark}"


def invited(about: About, one: Collaborator, *, inviter: str, at: datetime) -> Letter:
    """To a colleague who may write or sign from now on."""
    with force_locale(about.language):
        signs = one.role is ContactRole.SIGNATORY
        role = (
            _("You are asked to approve it before it is sent.")
            if signs
            else _("You are asked to write it with them.")
        )
        return Letter(
            key=about.key(COLLEAGUE_LETTER, one.id, f"{at:%Y%m%d%H%M%S}"),
            kind=COLLEAGUE_LETTER,
            to=one.email,
            subject=_("The contribution of %(agency)s: you are invited", agency=about.agency),
            body=paragraphs(
                _("Hello,"),
                _(
                    "%(inviter)s invites you to take part in the contribution of %(agency)s to "
                    "“%(title)s”.",
                    inviter=plain(inviter),
                    agency=about.agency,
                    title=about.title,
                )
                + " "
                + role,
                _("To be sent before %(deadline)s.", deadline=about.closes),
                _("Your personal link:") + "\n" + LINK_MARK,
                _(
                    "It opens the questionnaire without account or password, and signs what you "
                    "write with your name. Do not pass it on: a colleague can be invited in the "
                    "same way."
                ),
                about.signed,
            ),
            **about.facts,
        )


def to_sign(about: About, one: Collaborator, *, step: SignOff, asker: str) -> Letter:
    """To a signatory: the contribution waits for their word."""
    with force_locale(about.language):
        return Letter(
            key=about.key(TO_SIGN, one.id, step.id),
            kind=TO_SIGN,
            to=one.email,
            subject=_("To approve: the contribution of %(agency)s", agency=about.agency),
            body=paragraphs(
                _("Hello,"),
                _(
                    "%(asker)s submits to you the contribution of %(agency)s to “%(title)s”.",
                    asker=plain(asker),
                    agency=about.agency,
                    title=about.title,
                ),
                _(
                    "You can read it, then approve and send it, or return it with a reason. "
                    "It is not sent until you do. To be sent before %(deadline)s.",
                    deadline=about.closes,
                ),
                _("Your personal link:") + "\n" + LINK_MARK,
                about.signed,
            ),
            **about.facts,
        )


def returned(
    about: About, *, to: str, one: Collaborator | None, step: SignOff, signatory: str
) -> Letter:
    """To whoever drafts: the signatory wants something changed first."""
    with force_locale(about.language):
        return Letter(
            key=about.key(RETURNED, one.id if one else None, step.id),
            kind=RETURNED,
            to=to,
            subject=_("Returned: the contribution of %(agency)s", agency=about.agency),
            body=paragraphs(
                _("Hello,"),
                _(
                    "%(signatory)s returns the contribution of %(agency)s to “%(title)s” before "
                    "approving it, for this reason:",
                    signatory=plain(signatory),
                    agency=about.agency,
                    title=about.title,
                ),
                "\n".join(f"> {plain(line)}".rstrip() for line in step.reason.splitlines()),
                _("It is not sent. To be sent before %(deadline)s.", deadline=about.closes),
                _("Your personal link:") + "\n" + LINK_MARK,
                about.signed,
            ),
            **about.facts,
        )


def readdressed(about: About, *, at: datetime) -> Letter:
    """To the new holder of the agency's own link."""
    with force_locale(about.language):
        return Letter(
            key=about.key(ADDRESS, None, f"{at:%Y%m%d%H%M%S}"),
            kind=ADDRESS,
            to=about.invitation.email,
            subject=_("The contribution of %(agency)s is in your hands", agency=about.agency),
            body=paragraphs(
                _("Hello,"),
                _(
                    "You now hold the link of %(agency)s to “%(title)s”. What your agency had "
                    "written is there. Earlier links open nothing any more.",
                    agency=about.agency,
                    title=about.title,
                ),
                _("To be sent before %(deadline)s.", deadline=about.closes),
                _("Your personal link:") + "\n" + LINK_MARK,
                about.signed,
            ),
            **about.facts,
        )


def withdrawn(about: About, *, to: str, reason: str, at: datetime) -> Letter:
    """To staff: a contribution that was sent counts no more."""
    with force_locale(about.call.language):
        page = external(
            "contributions.read", slug=about.call.slug, acronym=about.invitation.public_id
        )
        instant = moment(at, about.call.timezone, about.call.language)
        why = plain(reason)
        return Letter(
            key=about.key(WITHDRAWN, None, f"{at:%Y%m%d%H%M%S}:{to}"),
            kind=WITHDRAWN,
            to=to,
            subject=_("Withdrawn: the contribution of %(agency)s", agency=about.agency),
            body=paragraphs(
                _("Hello,"),
                _(
                    "%(agency)s withdrew its contribution to “%(title)s” on %(instant)s. It counts "
                    "no more in the figures and the notes, unless it is sent again.",
                    agency=about.agency,
                    title=plain(about.call.title),
                    instant=instant,
                ),
                _("The reason given: %(reason)s", reason=why) if why else _("No reason was given."),
                page,
                about.signed,
            ),
            **about.facts,
        )
