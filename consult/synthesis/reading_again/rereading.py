"""Having agencies read their words again, and following what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.holidays import working_day_after
from consult.calls.models import Invitation
from consult.calls.moments import day_of, instant
from consult.contributions import consenting
from consult.contributions.consent import (
    Attribution,
    Consent,
    QuotePermission,
    effective_attribution,
)
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator, ConsentChange
from consult.errors import Invalid
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again import rounds
from consult.synthesis.reading_again.clearance import Answered, Choice, summed
from consult.synthesis.reading_again.read_back import Reader

USUAL_DAYS = 3
"""How many working days agencies have, unless staff choose otherwise."""
EVENING = time(18)
LONGEST_REMARK = 2000
TWICE = timedelta(minutes=5)
"""How soon after one asking the very same is taken for a page sent twice."""
PAUSE = timedelta(hours=20)
"""How long after one letter the next may remind of it."""


def usual_end(at: datetime, zone: str) -> datetime:
    """In the evening of the third working day from now."""
    return instant(working_day_after(day_of(at, zone), USUAL_DAYS), EVENING, zone)


def drawn_up(
    *,
    invitation: Invitation,
    reader: Reader,
    note_version: int | None,
    until: datetime,
    actor: str,
    at: datetime,
) -> ReadBack:
    """What an agency would be asked, kept nowhere yet."""
    return ReadBack(
        call_id=invitation.call_id,
        invitation=invitation,
        note_version=note_version,
        passages=[asdict(one) for one in reader.extracts],
        statements=[list(one) for one in reader.statements],
        asked_first=reader.asked_first,
        in_full=reader.in_full,
        sent_at=at,
        sent_by=actor,
        until=until,
    )


def ask(session: Session, *, asked: ReadBack, at: datetime) -> bool:
    """Have an agency read its words again; what it was asked before can no longer be answered.

    False when just this was asked a moment ago: a page sent twice writes once. Raises `Invalid`
    unless there is time to answer.
    """
    if asked.until <= at:
        raise Invalid("until")
    before = rounds.last_for(session, asked.invitation)
    if before is not None and before.waits(at) and _repeats(before, asked, at):
        return False
    if before is not None and before.is_open(at):
        before.until = at
    session.add(asked)
    session.flush()
    _trail(session, asked, "read_back.ask", asked.sent_by, at, passages=len(asked.passages))
    return True


def _repeats(before: ReadBack, asked: ReadBack, at: datetime) -> bool:
    held = (before.passages, before.statements, before.in_full, before.until)
    wanted = (asked.passages, asked.statements, asked.in_full, asked.until)
    return at < before.sent_at + TWICE and held == wanted


def remind(session: Session, *, asked: ReadBack, actor: str, at: datetime) -> None:
    """Remember that a letter reminds of it; `Invalid` unless it waits, or too soon after one."""
    if not asked.waits(at):
        raise Invalid("waits")
    if at < (asked.reminded_at or asked.sent_at) + PAUSE:
        raise Invalid("pause")
    asked.reminded_at = at
    _trail(session, asked, "read_back.remind", actor, at)


def prolong(
    session: Session, *, asked: ReadBack, until: datetime, actor: str, at: datetime
) -> None:
    """Give an agency longer, also once its time was over; `Invalid` unless that is later."""
    if until <= at or until <= asked.until:
        raise Invalid("until")
    asked.until = until
    _trail(session, asked, "read_back.prolong", actor, at, until=until.isoformat())


def answer(
    session: Session,
    *,
    draft: Draft,
    asked: ReadBack,
    choices: Sequence[Choice],
    remarks: Sequence[str],
    naming: Choice,
    remark: str,
    at: datetime,
    by: Collaborator | None = None,
) -> ConsentChange | None:
    """Keep what an agency says of its words, and follow it at once; the change of consent if any.

    `draft` is whole and was read `to_write`. Raises `Invalid("late")` at the end of its time.
    Nobody is named on one position and unnamed on the next: not to be named holds for the whole
    contribution. Where nothing may be printed, nothing else of the contribution is either.
    """
    if not asked.is_open(at):
        raise Invalid("late")
    said = [
        Choice.AGREED if choice is Choice.UNNAMED and not extract.named else choice
        for choice, extract in zip(choices, asked.extracts, strict=True)
    ]
    asked.answers = [
        {"choice": choice.value, "remark": text[:LONGEST_REMARK]}
        for choice, text in zip(said, remarks, strict=True)
    ]
    asked.naming, asked.remark = naming, remark[:LONGEST_REMARK]
    asked.state = _state(said, naming)
    asked.answered_at, asked.answered_by = at, consenting.actor_of(draft, by)
    changed = _follow(session, draft, asked, said, at, by)
    _trail(session, asked, "read_back.answer", asked.answered_by, at, state=asked.state.value)
    return changed


def _state(said: Sequence[Choice], naming: Choice) -> Answered:
    """Not to be named is a part of what is said of words, and all that is said without any."""
    if not said:
        return Answered.OBJECTED if naming is Choice.UNNAMED else Answered.ACCEPTED
    state = summed(said)
    partly = state is Answered.ACCEPTED and naming is Choice.UNNAMED
    return Answered.PARTLY if partly else state


def _follow(
    session: Session,
    draft: Draft,
    asked: ReadBack,
    said: Sequence[Choice],
    at: datetime,
    by: Collaborator | None,
) -> ConsentChange | None:
    """Bring the consent of the contribution to what was said.

    Who thinks again within the time starts from the consent of before the first answer, unless
    it was changed elsewhere meanwhile.
    """
    version = draft.sent
    if version is None:
        raise Invalid("nothing is sent")
    present = draft.consent(version)
    if asked.held is None or asked.given != _plain(present):
        asked.held = _plain(present)
    wanted = _restricted(asked.held, present, asked, said)
    asked.given = _plain(wanted)
    return consenting.change(session, draft=draft, consent=wanted, at=at, by=by)


def _restricted(
    held: dict[str, Any], present: Consent, asked: ReadBack, said: Sequence[Choice]
) -> Consent:
    attribution = Attribution(held["attribution"])
    quotes = QuotePermission(held["quotes"])
    if Choice.UNNAMED in (*said, asked.naming):
        attribution = effective_attribution(attribution, Attribution.ANONYMOUS)
    if said and set(said) == {Choice.REFUSED}:
        quotes = QuotePermission.REFUSED
    return replace(present, attribution=attribution, quotes=quotes)


def _plain(consent: Consent) -> dict[str, Any]:
    return {"attribution": consent.attribution.value, "quotes": consent.quotes.value}


def _trail(
    session: Session, asked: ReadBack, action: str, actor: str, at: datetime, **details: Any
) -> None:
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"call:{asked.invitation.call.slug}",
        details={"agency": asked.invitation.acronym, **details},
        at=at,
    )
    session.flush()
