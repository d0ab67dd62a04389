"""Delivering: what a worker does with the letters of one job.

Letters are taken a few at a time: in one short transaction they are marked as being sent and
get their personal links. Each is settled by itself once the server has answered, so that a
worker killed at work repeats one letter at most, under the same Message-ID. Whatever is left
in the end (to be tried again, beyond the pace) rings the bell again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db, jobs
from consult.post.messages import Make, message_of, nothing_made
from consult.post.outbox import LetterState, OutboxLetter, ring
from consult.post.transport import Server, Transport, Trouble

log = logging.getLogger(__name__)
FEW = 10
DELAYS = jobs.DELAYS
MINUTE = timedelta(minutes=1)
PACE_LOCK = 0x6D61696C  # any number that nothing else locks


@dataclass(frozen=True, slots=True)
class Whole:
    """A body with what the database may not hold: the personal link, as it leaves."""

    body: str
    link: str = ""


Complete = Callable[[Session, OutboxLetter, datetime], Whole | None]
"""Gives the body as it leaves, and writes what makes its link open something.

None says that the letter has lost its reason since it was written: it is cancelled, not sent.
"""


def as_kept(session: Session, letter: OutboxLetter, at: datetime) -> Whole:
    """The body as it is kept."""
    return Whole(letter.body)


@dataclass(frozen=True, slots=True)
class Office:
    """How letters leave from here."""

    transport: Transport
    sender: str
    domain: str
    settings: Settings
    complete: Complete = as_kept
    make: Make = nothing_made

    def carry(self, letter: OutboxLetter, whole: Whole) -> None:
        """Hand one letter over. Raises whatever stands in its way."""
        self.transport(
            message_of(
                letter,
                sender=self.sender,
                domain=self.domain,
                body=whole.body,
                reply_to=self.settings.mail_reply_to,
                base=self.settings.base_url,
                link=whole.link,
                make=self.make,
            )
        )


def deliver(job: jobs.Job, *, complete: Complete = as_kept, make: Make = nothing_made) -> None:
    """Send the letters of a job that are due; those already sent are left alone.

    A letter that is refused for good has failed at once; one that is refused for now is tried
    again after a growing delay, and has failed when its last try has.
    """
    transport, sender, domain = current_app.extensions["post"]
    settings: Settings = current_app.extensions["settings"]
    office = Office(transport, sender, domain, settings, complete, make)
    # A job of the version before this one names a single letter.
    letters: list[int] = job.payload.get("letters") or [job.payload["letter_id"]]
    try:
        not_before = _rounds(office, letters, job.id)
    finally:
        if isinstance(transport, Server):
            transport.hang_up()
    _ring_for_the_rest(letters, job, not_before, clock.now())


def _rounds(office: Office, letters: Sequence[int], job_id: int) -> datetime | None:
    """Take and carry until nothing is due; the instant to wait for where something stops it."""
    done = 0
    while True:
        at = clock.now()
        taken, not_before = _take(office, letters, at)
        if not taken:
            return not_before
        for letter, whole in taken:
            if whole is None:
                continue
            trouble = _carried(office, letter, whole)
            if trouble is not None and trouble.for_all:
                _postpone(letters, trouble, clock.now())
                return None
            _settle(letter.id, trouble, clock.now())
            done += 1
        jobs.report(job_id, f"{done}/{len(letters)}")


def _take(
    office: Office, letters: Sequence[int], at: datetime
) -> tuple[list[tuple[OutboxLetter, Whole | None]], datetime | None]:
    """Mark a few due letters as being sent, as many as the pace allows, or cancelled."""
    with db.writing() as session:
        due = session.scalars(
            select(OutboxLetter)
            .where(OutboxLetter.id.in_(letters), is_due(at))
            .order_by(OutboxLetter.id)
            .limit(FEW)
            .with_for_update(skip_locked=True)
        ).all()
        if not due:
            return [], None
        allowed, until = _allowed(session, len(due), at, office.settings.mail_rate)
        taken = []
        for letter in due[:allowed]:
            whole = office.complete(session, letter, at)
            taken.append((letter, whole))
            if whole is None:
                letter.state, letter.lease_until = LetterState.CANCELLED, None
                continue
            letter.state, letter.lease_until = LetterState.SENDING, at + jobs.LEASE
            letter.attempts += 1
            letter.tried_at = at
        session.commit()
    return taken, until


def is_due(at: datetime) -> ColumnElement[bool]:
    """Letters that may leave at that instant, and those whose sender died."""
    planned = (
        (OutboxLetter.state == LetterState.PLANNED)
        & OutboxLetter.held_at.is_(None)
        & (OutboxLetter.leave_at <= at)
    )
    stranded = (OutboxLetter.state == LetterState.SENDING) & (OutboxLetter.lease_until <= at)
    return planned | stranded


def _allowed(
    session: Session, wanted: int, at: datetime, per_minute: int
) -> tuple[int, datetime | None]:
    """How many may leave now, and when the next may; workers count one after the other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": PACE_LOCK})
    first, taken = session.execute(
        select(func.min(OutboxLetter.tried_at), func.count()).where(
            OutboxLetter.tried_at > at - MINUTE, OutboxLetter.tried_at <= at
        )
    ).one()
    allowed = min(wanted, max(0, per_minute - taken))
    return allowed, None if allowed else (first or at) + MINUTE


def _carried(office: Office, letter: OutboxLetter, whole: Whole) -> Trouble | None:
    try:
        office.carry(letter, whole)
    except Exception as error:  # whatever it is, it is that letter's alone
        if not isinstance(error, OSError):  # errors of SMTP are among them
            log.exception("Letter %s could not be made", letter.id)
        return Trouble.of(error)
    return None


def _settle(letter_id: int, trouble: Trouble | None, at: datetime) -> None:
    with db.writing() as session:
        letter = session.get_one(OutboxLetter, letter_id)
        if trouble is None:
            letter.state, letter.sent_at = LetterState.SENT, at
            letter.lease_until, letter.error = None, ""
        else:
            _hold_up(letter, trouble, at)
        session.commit()


def _postpone(letters: Sequence[int], trouble: Trouble, at: datetime) -> None:
    """Nobody answers: what is under way and what is due wait alike."""
    with db.writing() as session:
        waiting = session.scalars(
            select(OutboxLetter).where(OutboxLetter.id.in_(letters)).with_for_update()
        )
        for letter in waiting:
            if letter.state is LetterState.SENDING:
                _hold_up(letter, trouble, at)
            elif (
                letter.state is LetterState.PLANNED
                and letter.held_at is None
                and letter.leave_at <= at
            ):
                letter.attempts += 1
                _hold_up(letter, trouble, at)
        session.commit()


def _hold_up(letter: OutboxLetter, trouble: Trouble, at: datetime) -> None:
    letter.lease_until, letter.error = None, trouble.words
    if trouble.forever or letter.attempts > len(DELAYS):
        letter.state = LetterState.FAILED
    else:
        letter.state = LetterState.PLANNED
        letter.leave_at = at + DELAYS[letter.attempts - 1]


def _ring_for_the_rest(
    letters: Sequence[int], job: jobs.Job, not_before: datetime | None, at: datetime
) -> None:
    """One bell for each instant at which something of this job is to be tried."""
    with db.writing() as session:
        rows = session.execute(
            select(OutboxLetter.id, OutboxLetter.leave_at, OutboxLetter.lease_until).where(
                OutboxLetter.id.in_(letters),
                OutboxLetter.state.in_((LetterState.PLANNED, LetterState.SENDING)),
                OutboxLetter.held_at.is_(None),
            )
        )
        left: dict[datetime, list[int]] = {}
        for letter_id, leave_at, lease_until in rows:
            moment = _whole_second(max(lease_until or leave_at, not_before or at))
            left.setdefault(moment, []).append(letter_id)
        for run_at, ids in left.items():
            mark = f":{job.id}:{run_at:%Y%m%d%H%M%S%f}"
            ring(session, ids, at=at, run_at=run_at, mark=mark)
        if left:
            session.commit()


def _whole_second(at: datetime) -> datetime:
    """The next whole second: letters that wait for nearly the same instant share a bell."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
