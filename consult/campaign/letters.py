"""The letters of a campaign, in the language each agency chose or else the call's.

Their words are those that staff chose for the call, or the ones that we propose. A personal
link never stands in the database: the body carries a mark in its place, which
`campaign.tasks` replaces by a fresh link at the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.calls.letters import calendar, federation
from consult.calls.models import Call
from consult.campaign.monitoring import BEGUN, Standing
from consult.campaign.queries import (
    EXTENSION,
    INVITATION,
    REMINDER,
    THANKS,
    TRIAL,
    letter_key,
)
from consult.campaign.wording import (
    Field,
    Kind,
    Text,
    filled,
    in_one_line,
    kind_for,
    proposed,
)
from consult.post import Enclosure, Letter
from consult.web.dates import deadline_for, moment
from consult.web.links import LINK_MARK, external, plain

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The blank questionnaire as it may go with an invitation."""


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
        language = language_of(call, one)
        return cls(
            title=plain(call.said("title", language)),
            federation=federation(call),
            agency=plain(one.name) or plain(one.acronym),
            deadline=deadline_for(one.window.closes_at, call.timezone, one.zone, language),
        )


def language_of(call: Call, one: Standing) -> str:
    """The language an agency is written to: the one it chose, or the call's."""
    return one.language or call.language


def words_of(call: Call, kind: Kind, language: str) -> Text:
    """The words that staff chose, or the proposed ones."""
    for one in call.wordings:
        if (one.kind, one.language) == (kind.value, language):
            return Text(one.subject, one.body)
    return proposed(kind, language)


def invitation(call: Call, one: Standing) -> Letter:
    """The first letter: what is asked, until when, and the personal link."""
    key = letter_key(INVITATION, call.id, one.invitation_id)
    return composed(call, one, Kind.INVITATION, kind=INVITATION, key=key)


def reminder(call: Call, one: Standing, *, today: date) -> Letter:
    """To an agency that has sent nothing, in the words that fit how far it is."""
    key = letter_key(REMINDER, call.id, one.invitation_id, today)
    return composed(call, one, kind_for(one.status), kind=REMINDER, key=key)


def extension(call: Call, one: Standing) -> Letter:
    """The deadline moved: the new one, in the same words as everywhere."""
    key = deadline_key(EXTENSION, call, one)
    return composed(call, one, Kind.EXTENSION, kind=EXTENSION, key=key)


def thanks(call: Call, one: Standing) -> Letter:
    """To an agency whose contribution is there when the call is closed."""
    key = letter_key(THANKS, call.id, one.invitation_id)
    return composed(call, one, Kind.THANKS, kind=THANKS, key=key)


def trial(call: Call, one: Standing, words: Kind, *, to: str, at: datetime) -> Letter:
    """The letter as that agency would get it, to whoever tries it.

    Its link opens nothing of the agency's, but the questionnaire as staff see it.
    """
    key = f"{TRIAL}:{call.id}:{to}:{words.value}:{at:%Y%m%d%H%M%S%f}"
    letter = composed(call, one, words, kind=TRIAL, key=key, link=_for_staff(call))
    with force_locale(letter.language):
        subject = _("[Trial] %(subject)s", subject=letter.subject)
    return replace(letter, to=to, subject=subject, invitation_id=None)


def composed(
    call: Call,
    one: Standing,
    words: Kind,
    *,
    kind: str,
    key: str,
    link: str = LINK_MARK,
    chosen: Text | None = None,
) -> Letter:
    """The letter of that kind to one agency; `chosen` are words that nobody has saved yet."""
    language = language_of(call, one)
    said = chosen or words_of(call, words, language)
    with force_locale(language):
        values = values_of(call, one, link=link)
        return addressed(
            call,
            one,
            kind=kind,
            key=key,
            subject=in_one_line(said.subject, {**values, Field.LINK: ""}),
            body=filled(said.body, values),
            enclosed=enclosures(call, one, words),
        )


def addressed(
    call: Call,
    one: Standing,
    *,
    kind: str,
    key: str,
    subject: str,
    body: str,
    enclosed: tuple[Enclosure, ...] = (),
) -> Letter:
    """A letter to one agency of the call, whose answers go where those of the call do."""
    return Letter(
        key=key,
        kind=kind,
        to=one.email,
        subject=subject,
        body=body,
        reply_to=call.reply_to or "",
        enclosures=enclosed,
        language=language_of(call, one),
        call_id=call.id,
        invitation_id=one.invitation_id,
    )


def deadline_key(kind: str, call: Call, one: Standing) -> str:
    """One letter for each deadline that was moved to."""
    return f"{letter_key(kind, call.id, one.invitation_id)}:{one.window.closes_at:%Y%m%d%H%M%S}"


def values_of(call: Call, one: Standing, *, link: str) -> dict[Field, str]:
    """What fills the fields for one agency, with its own deadline where it was given longer."""
    language = language_of(call, one)
    words = Words.of(call, one)
    return {
        Field.AGENCY: words.agency,
        Field.ACRONYM: plain(one.acronym),
        Field.LINK: link,
        Field.DEADLINE: words.deadline,
        Field.DAY: _short_day(one.window.closes_at, call.timezone, language),
        Field.TITLE: words.title,
        Field.COMMISSIONER: plain(call.said("commissioner", language)),
        Field.HEARING: _hearing(call, language),
        Field.PROGRESS: _progress(one, language),
        Field.FEDERATION: words.federation,
    }


def enclosures(call: Call, one: Standing, words: Kind) -> tuple[Enclosure, ...]:
    """The deadline for a calendar; the blank questionnaire with an invitation."""
    if words is Kind.THANKS:
        return ()
    if words is not Kind.INVITATION or call.form_enclosed not in FORMS:
        return calendar_of(call, one)
    blank = Enclosure(
        filename=f"{_('questionnaire')}.{call.form_enclosed}",
        media_type=FORMS[call.form_enclosed],
        content="",
        made=call.form_enclosed,
    )
    return (*calendar_of(call, one), blank)


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


def _short_day(instant: datetime, zone: str, language: str) -> str:
    """« ven. 26 oct. »: what a subject has room for."""
    local = instant.astimezone(ZoneInfo(zone))
    return str(format_date(local, "EEE d MMM", locale=language))


def _hearing(call: Call, language: str) -> str:
    if call.hearing_at is None:
        return ""
    heard = moment(call.hearing_at, call.timezone, language)
    return f"{heard}, {plain(call.hearing_place)}" if call.hearing_place else heard


def _progress(one: Standing, language: str) -> str:
    """« 60 % » of a contribution that was begun."""
    if one.status not in BEGUN or not one.asked:
        return ""
    return f"{one.progress}\u202f%" if language == "fr" else f"{one.progress}%"


def _for_staff(call: Call) -> str:
    return external("calls.questionnaire", slug=call.slug)
