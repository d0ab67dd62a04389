"""The letters of a campaign, in the language of the call.

A personal link never stands in the database: the body carries a mark in its place, which
`campaign.tasks` replaces by a fresh link at the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.models import Call
from consult.campaign.monitoring import Standing, Status
from consult.campaign.queries import EXTENSION, INVITATION, REMINDER, letter_key
from consult.post import Letter
from consult.web.dates import deadline, moment

LINK_MARK = "⟦personal link⟧"
"""What stands for the agency's personal link until the letter leaves."""


def plain(text: str) -> str:
    """One line of somebody's text, in which nothing can pass for a mark of ours."""
    return " ".join(text.replace("⟦", "[").replace("⟧", "]").split())


@dataclass(frozen=True, slots=True)
class Words:
    """The pieces that every letter of a call shares."""

    title: str
    federation: str
    agency: str
    deadline: str

    @classmethod
    def of(cls, call: Call, one: Standing) -> Words:
        """The pieces for one agency, with its own deadline where it was given longer."""
        return cls(
            title=plain(call.title),
            federation=plain(call.federation) or _("The federation"),
            agency=plain(one.name) or plain(one.acronym),
            deadline=deadline(one.window.closes_at, call.timezone, call.language),
        )


def invitation(call: Call, one: Standing) -> Letter:
    """The first letter: what is asked, until when, and the personal link."""
    with force_locale(call.language):
        words = Words.of(call, one)
        return Letter(
            key=letter_key(INVITATION, call.id, one.invitation_id),
            kind=INVITATION,
            to=one.email,
            subject=_("Your contribution is expected: %(title)s", title=words.title),
            body=_body(
                _("Hello,"),
                *_hearing(call),
                _(
                    "%(federation)s is gathering the contributions of its members: "
                    "“%(title)s”. It asks for that of %(agency)s.",
                    federation=words.federation,
                    title=words.title,
                    agency=words.agency,
                ),
                _("To be sent before %(deadline)s.", deadline=words.deadline),
                _("Your personal link:") + "\n" + LINK_MARK,
                _(
                    "It opens the questionnaire without account or password. You can begin, save, "
                    "and come back; your colleagues can use the same link. Keep it within your "
                    "agency: whoever has it can read and change your contribution."
                ),
                _(
                    "You choose what may be quoted, and under which name. "
                    "A partial answer is worth more than silence."
                ),
                words.federation,
            ),
        )


def reminder(call: Call, one: Standing, *, today: date) -> Letter:
    """To an agency that has sent nothing; one that has a draft is told that it is not sent."""
    with force_locale(call.language):
        words = Words.of(call, one)
        return Letter(
            key=letter_key(REMINDER, call.id, one.invitation_id, today),
            kind=REMINDER,
            to=one.email,
            subject=_("Reminder: your contribution before %(deadline)s", deadline=words.deadline),
            body=_body(
                _("Hello,"),
                _state(words, one.status),
                _("It can be sent before %(deadline)s.", deadline=words.deadline),
                _("Your personal link:") + "\n" + LINK_MARK,
                _("A partial answer is worth more than silence."),
                _("If you have sent it in the meantime, ignore this letter."),
                words.federation,
            ),
        )


def extension(call: Call, one: Standing) -> Letter:
    """The deadline moved: the new one, in the same words as everywhere."""
    with force_locale(call.language):
        words, until = Words.of(call, one), one.window.closes_at
        return Letter(
            key=f"{letter_key(EXTENSION, call.id, one.invitation_id)}:{until:%Y%m%d%H%M%S}",
            kind=EXTENSION,
            to=one.email,
            subject=_("New deadline: %(deadline)s", deadline=words.deadline),
            body=_body(
                _("Hello,"),
                _("The call “%(title)s” is extended.", title=words.title),
                _(
                    "%(agency)s can send its contribution, or change it, before %(deadline)s.",
                    agency=words.agency,
                    deadline=words.deadline,
                ),
                _("Your personal link:") + "\n" + LINK_MARK,
                words.federation,
            ),
        )


def _hearing(call: Call) -> tuple[str, ...]:
    if call.hearing_at is None or not call.commissioner:
        return ()
    heard = moment(call.hearing_at, call.timezone, call.language)
    return (
        _(
            "Hearing: %(commissioner)s, %(moment)s%(place)s.",
            commissioner=plain(call.commissioner),
            moment=heard,
            place=f", {plain(call.hearing_place)}" if call.hearing_place else "",
        ),
    )


def _state(words: Words, status: Status) -> str:
    if status is Status.DRAFT:
        said = _(
            "The contribution of %(agency)s to “%(title)s” is saved as a draft. "
            "It has not been sent, so we cannot read it.",
            agency=words.agency,
            title=words.title,
        )
    else:
        said = _(
            "We have not received the contribution of %(agency)s to “%(title)s” yet.",
            agency=words.agency,
            title=words.title,
        )
    return str(said)


def _body(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"
