"""The letters of a campaign, in the language each agency chose or else the call's.

A personal link never stands in the database: the body carries a mark in its place, which
`campaign.tasks` replaces by a fresh link at the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.letters import calendar
from consult.calls.models import Call
from consult.campaign.monitoring import Standing, Status
from consult.campaign.queries import EXTENSION, INVITATION, REMINDER, letter_key
from consult.post import Enclosure, Letter, paragraphs
from consult.web.dates import deadline_for, moment
from consult.web.links import LINK_MARK, plain


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
            title=plain(call.said("title", language_of(call, one))),
            federation=plain(call.federation) or _("The federation"),
            agency=plain(one.name) or plain(one.acronym),
            deadline=deadline_for(
                one.window.closes_at, call.timezone, one.zone, language_of(call, one)
            ),
        )


def language_of(call: Call, one: Standing) -> str:
    """The language an agency is written to: the one it chose, or the call's."""
    return one.language or call.language


def calendar_of(call: Call, one: Standing) -> tuple[Enclosure, ...]:
    """The deadline as it stands for this agency, to be put into its calendar."""
    entry = calendar(
        call,
        public_id=one.public_id,
        agency=one.name or one.acronym,
        closes_at=one.window.closes_at,
        zone=one.zone,
        sequence=one.moves,
        language=language_of(call, one),
    )
    return (entry,)


def invitation(call: Call, one: Standing) -> Letter:
    """The first letter: what is asked, until when, and the personal link."""
    with force_locale(language_of(call, one)):
        words = Words.of(call, one)
        return Letter(
            key=letter_key(INVITATION, call.id, one.invitation_id),
            kind=INVITATION,
            to=one.email,
            subject=_("Your contribution is expected: %(title)s", title=words.title),
            body=paragraphs(
                _("Hello,"),
                *_hearing(call, language_of(call, one)),
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
                _("You can also answer offline, in a document that you hand in by the same link:")
                + f"\n{LINK_MARK}/questionnaire.docx\n{LINK_MARK}/questionnaire.pdf",
                _(
                    "You choose what may be quoted, and under which name. "
                    "A partial answer is worth more than silence."
                ),
                _other_ways(),
                words.federation,
            ),
            enclosures=calendar_of(call, one),
        )


def reminder(call: Call, one: Standing, *, today: date) -> Letter:
    """To an agency that has sent nothing; one that has a draft is told that it is not sent."""
    with force_locale(language_of(call, one)):
        words = Words.of(call, one)
        return Letter(
            key=letter_key(REMINDER, call.id, one.invitation_id, today),
            kind=REMINDER,
            to=one.email,
            subject=_("Reminder: your contribution before %(deadline)s", deadline=words.deadline),
            body=paragraphs(
                _("Hello,"),
                _state(words, one.status),
                _("It can be sent before %(deadline)s.", deadline=words.deadline),
                _("Your personal link:") + "\n" + LINK_MARK,
                _("A partial answer is worth more than silence."),
                _other_ways(),
                _("If you have sent it in the meantime, ignore this letter."),
                words.federation,
            ),
            enclosures=calendar_of(call, one),
        )


def extension(call: Call, one: Standing) -> Letter:
    """The deadline moved: the new one, in the same words as everywhere."""
    with force_locale(language_of(call, one)):
        words, until = Words.of(call, one), one.window.closes_at
        return Letter(
            key=f"{letter_key(EXTENSION, call.id, one.invitation_id)}:{until:%Y%m%d%H%M%S}",
            kind=EXTENSION,
            to=one.email,
            subject=_("New deadline: %(deadline)s", deadline=words.deadline),
            body=paragraphs(
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
            enclosures=calendar_of(call, one),
        )


def _hearing(call: Call, language: str) -> tuple[str, ...]:
    if call.hearing_at is None or not call.commissioner:
        return ()
    heard = moment(call.hearing_at, call.timezone, language)
    return (
        _(
            "Hearing: %(commissioner)s, %(moment)s%(place)s.",
            commissioner=plain(call.said("commissioner", language)),
            moment=heard,
            place=f", {plain(call.hearing_place)}" if call.hearing_place else "",
        ),
    )


def _other_ways() -> str:
    return str(
        _(
            "Your agency will not answer, or joins the contribution of another one? The same link "
            "lets you say so; reminders stop."
        )
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
