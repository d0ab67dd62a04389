"""Writing calls: create, word, invite, open, close, extend. Every act is in the audit trail."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any

from sqlalchemy.orm import Session

from config import LOCALES
from consult.accounts import service as accounts
from consult.calls import queries
from consult.calls.building import rewriting
from consult.calls.building.question_settings import settings_of
from consult.calls.building.side_by_side import groups, once_typed, translated
from consult.calls.models import Act, Call, Invitation, Question, Section
from consult.calls.naming import slug_of
from consult.calls.questionnaire import Questionnaire
from consult.calls.readiness import blocking, lacks
from consult.calls.wiping import rehearsal_of, wipe
from consult.directory.models import Agency
from consult.directory.rules import key_of
from consult.errors import Invalid, NotReady


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What staff say about a call before it opens."""

    title: str
    closes_at: datetime
    timezone: str
    language: str
    context: str = ""
    commissioner: str = ""
    federation: str = ""
    folder: str = ""
    hearing_at: datetime | None = None
    hearing_place: str = ""
    sign_off_required: bool = False


def create(
    session: Session,
    *,
    facts: Facts,
    questionnaire: Questionnaire,
    grace_seconds: int,
    actor: str,
    at: datetime,
) -> Call:
    """A call that only staff see until it is opened; raises `Invalid` for a past deadline."""
    if facts.closes_at <= at:
        raise Invalid("closes_at")
    call = Call(
        slug=_free_slug(session, facts.title, year=at.year),
        opens_at=at,
        created_at=at,
        launched_at=None,
        demonstration=False,
        grace_seconds=grace_seconds,
        **asdict(facts),
    )
    session.add(call)
    session.flush()
    ask(session, call=call, questionnaire=questionnaire)
    _trail(session, call, "call.create", actor, at)
    return call


def amend(session: Session, *, call: Call, facts: Facts, actor: str, at: datetime) -> None:
    """Change what is said about a call; the deadline of an opened call moves by `extend` only."""
    if call.launched_at is not None and facts.closes_at != call.closes_at:
        raise Invalid("closes_at")
    if facts.closes_at <= call.opens_at:
        raise Invalid("closes_at")
    changed = {name: value for name, value in asdict(facts).items() if getattr(call, name) != value}
    for name, value in changed.items():
        setattr(call, name, value)
    if "closes_at" in changed:
        call.deadline_moves += 1
    if changed:
        _trail(session, call, "call.amend", actor, at, fields=sorted(changed))


def translate(
    session: Session,
    *,
    call: Call,
    language: str,
    typed: Mapping[str, str],
    actor: str,
    at: datetime,
) -> None:
    """Say the texts of a call in another language; allowed while it is open, for no key moves.

    `typed` is under the names of `side_by_side`. Raises `Invalid` for the call's own language.
    """
    if language not in LOCALES or language == call.language:
        raise Invalid("language")
    found = groups(call.texts, call.translations, call.questionnaire, language)
    said = {(one.kind, one.key): one for one in found}
    call.translations = once_typed(said["call", ""], call.translations, language, typed)
    rewriting.rewrite(
        session,
        call=call,
        questionnaire=translated(call.questionnaire, said, language, typed),
        expected_revision=call.questionnaire_revision,
        act=Act.TRANSLATE,
        subject=language,
        actor=actor,
        at=at,
    )
    _trail(session, call, "call.translate", actor, at, language=language)
    session.flush()


def invite(
    session: Session, *, call: Call, agencies: Iterable[Agency], actor: str, at: datetime
) -> list[Invitation]:
    """Add agencies to the audience; those already there are left alone.

    Within a call an acronym is one agency, for good: answers, consents and quotations go by it. One
    that an agency renamed since still answers under is told apart for the newcomer, « ADN (2) ».
    """
    present = queries.invitations(session, call)
    known = {invitation.agency_id for invitation in present}
    position = max((invitation.position for invitation in present), default=0)
    added = [agency for agency in agencies if agency.id not in known]
    rows = [
        invitation_for(call, agency, position=place)
        for place, agency in enumerate(added, start=position + 1)
    ]
    taken = {key_of(invitation.acronym) for invitation in present}
    for row in rows:
        row.acronym = _free(row.acronym, taken)
        taken.add(key_of(row.acronym))
    session.add_all(rows)
    session.flush()
    if rows:
        _trail(session, call, "call.invite", actor, at, agencies=[row.acronym for row in rows])
    return rows


def _free(acronym: str, taken: Set[str]) -> str:
    numbered = (f"{acronym} ({number})" for number in count(2))
    return next(one for one in chain([acronym], numbered) if key_of(one) not in taken)


def withdraw(
    session: Session, *, call: Call, invitations: Sequence[Invitation], actor: str, at: datetime
) -> None:
    """Take agencies off the audience of a call that is not open yet."""
    if call.launched_at is not None:
        raise Invalid("launched")
    for invitation in invitations:
        session.delete(invitation)
    session.flush()
    if invitations:
        gone = [invitation.acronym for invitation in invitations]
        _trail(session, call, "call.withdraw", actor, at, agencies=gone)


def open_call(session: Session, *, call: Call, actor: str, at: datetime) -> list[str]:
    """Open the call to its audience; raises `NotReady` with the tuple of what it lacks.

    A rehearsal of it is wiped: the files returned leave the storage once that is committed.
    """
    if call.launched_at is not None:
        return []
    missing = blocking(
        lacks(
            closes_at=call.closes_at,
            questionnaire=call.questionnaire,
            invited=queries.invited(session, call),
            at=at,
        )
    )
    if missing:
        raise NotReady(missing)
    call.launched_at = at
    call.opens_at = max(call.opens_at, at)
    _trail(session, call, "call.open", actor, at, closes_at=call.closes_at.isoformat())
    rehearsal = rehearsal_of(session, call)
    return wipe(session, rehearsal=rehearsal) if rehearsal else []


def choose_language(session: Session, *, invitation: Invitation, language: str) -> None:
    """Write to the agency, and show it its pages, in the language it chose."""
    if language not in LOCALES:
        raise Invalid("language")
    invitation.language = language
    session.flush()


def personal_link(session: Session, *, invitation: Invitation, actor: str, at: datetime) -> str:
    """A new personal link of one agency, recorded; the links it was sent before still open."""
    _trail(session, invitation.call, "call.link", actor, at, agency=invitation.acronym)
    return accounts.issue_link(
        session,
        purpose=accounts.Purpose.CONTRIBUTION,
        subject_id=invitation.id,
        at=at,
        expires_at=None,
    )


def invitation_for(call: Call, agency: Agency, *, position: int) -> Invitation:
    """An agency as it stands now, asked to answer; not yet in the session."""
    return Invitation(
        public_id=secrets.token_urlsafe(12),
        call_id=call.id,
        agency_id=agency.id,
        position=position,
        acronym=agency.acronym,
        name=agency.name,
        level=agency.level,
        region=agency.region,
        department=agency.department,
        email=agency.contacts[0].email if agency.contacts else "",
        extended_until=None,
    )


def ask(session: Session, *, call: Call, questionnaire: Questionnaire) -> None:
    """Give a new call its questions."""
    for place, section in enumerate(questionnaire.sections, start=1):
        row = Section(
            call=call,
            key=section.key,
            position=place,
            title=section.title,
            intro=section.intro,
            translations=dict(section.translations),
        )
        row.questions = [
            Question(
                call_id=call.id,
                key=question.key,
                position=position,
                kind=question.kind,
                label=question.label,
                help=question.help,
                required=question.required,
                settings=settings_of(question),
                translations=dict(question.translations),
            )
            for position, question in enumerate(section.questions, start=1)
        ]
        session.add(row)
    session.flush()


def _free_slug(session: Session, title: str, *, year: int) -> str:
    stem = f"{slug_of(title) or 'appel'}-{year}"
    taken = queries.slugs_like(session, stem)
    numbers = range(2, len(taken) + 3)
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in numbers)) if slug not in taken)


def _trail(
    session: Session, call: Call, action: str, actor: str, at: datetime, **details: Any
) -> None:
    accounts.record(
        session, actor=actor, action=action, subject=f"call:{call.slug}", details=details, at=at
    )
