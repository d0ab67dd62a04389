"""What staff do with the letters of a call: hold, rewrite, cancel, send again."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from consult import post
from consult.accounts import service as accounts
from consult.calls.models import Call
from consult.campaign.queries import KINDS, UNREAD
from consult.directory import contacts
from consult.errors import Invalid
from consult.post import Letter, LetterState, OutboxLetter
from consult.web.links import LINK_MARK

STOPPABLE = (LetterState.PLANNED,)
RESENDABLE = (
    LetterState.SENT,
    LetterState.FAILED,
    LetterState.BOUNCED,
    LetterState.CANCELLED,
)
_AGAIN = re.compile(r":(again:\d+|cancelled:\d+)")


def is_read(letter: OutboxLetter) -> bool:
    """Whether staff read it: not what colleagues of one agency say among themselves."""
    return letter.kind not in UNREAD


def rewrite(
    session: Session, *, letter: OutboxLetter, subject: str, body: str, actor: str, at: datetime
) -> None:
    """Change a letter before it leaves. Raises `Invalid` when it has left, or lost its link."""
    _ensure_stoppable(letter)
    if LINK_MARK in letter.body and LINK_MARK not in body:
        raise Invalid("link")
    letter.subject, letter.body = post.header_text(subject), body
    _trail(session, letter, "letter.rewrite", actor, at)


def cancel(session: Session, *, letter: OutboxLetter, actor: str, at: datetime) -> None:
    """Keep a letter from leaving; its key is free again. Raises `Invalid` when it has left."""
    _ensure_stoppable(letter)
    letter.state, letter.held_at = LetterState.CANCELLED, None
    letter.key = f"{_stem(letter)}:cancelled:{letter.id}"
    _trail(session, letter, "letter.cancel", actor, at)


def send_again(
    session: Session, *, letter: OutboxLetter, to: str, actor: str, at: datetime
) -> OutboxLetter:
    """The same words in a new letter, with a fresh link. Raises `Invalid` where it has not left.

    Twice in the same second is once.
    """
    if letter.state not in RESENDABLE or not is_read(letter):
        raise Invalid(letter.state.value)
    key = f"{_stem(letter)}:again:{at:%Y%m%d%H%M%S}"
    made = post.enqueue(
        session,
        Letter(
            key=key,
            kind=letter.kind,
            to=to,
            subject=letter.subject,
            body=letter.body,
            reply_to=letter.reply_to,
            enclosures=tuple(post.Enclosure(**one) for one in letter.attachments),
            language=letter.language,
            call_id=letter.call_id,
            invitation_id=letter.invitation_id,
            again_of=letter.id,
        ),
        at=at,
    )
    _trail(session, made, "letter.again", actor, at)
    return made


def hurry(session: Session, *, letter: OutboxLetter, actor: str, at: datetime) -> None:
    """Let one waiting letter leave now, held or not. Raises `Invalid` when it has left."""
    _ensure_stoppable(letter)
    letter.held_at, letter.leave_at = None, at
    post.ring(session, [letter.id], at=at, run_at=at, mark=f":now:{at:%Y%m%d%H%M%S}")
    _trail(session, letter, "letter.hurry", actor, at)


def hold(session: Session, *, call: Call, actor: str, at: datetime) -> int:
    """Keep every waiting letter of the campaign, and those still to come; how many now."""
    call.letters_held_at = call.letters_held_at or at
    stopped = session.scalars(
        update(OutboxLetter)
        .where(
            OutboxLetter.call_id == call.id,
            OutboxLetter.kind.in_(KINDS),
            OutboxLetter.state == LetterState.PLANNED,
            OutboxLetter.held_at.is_(None),
        )
        .values(held_at=at)
        .returning(OutboxLetter.id)
    ).all()
    _about(session, call, "letters.hold", actor, at, letters=len(stopped))
    return len(stopped)


def release(session: Session, *, call: Call, actor: str, at: datetime, batch: int) -> int:
    """Let them leave, a batch to a job; how many."""
    call.letters_held_at = None
    freed = sorted(
        session.scalars(
            update(OutboxLetter)
            .where(OutboxLetter.call_id == call.id, OutboxLetter.held_at.is_not(None))
            .values(held_at=None)
            .returning(OutboxLetter.id)
        )
    )
    for start in range(0, len(freed), batch):
        few = freed[start : start + batch]
        post.ring(session, few, at=at, run_at=at, mark=f":free:{at:%Y%m%d%H%M%S}")
    _about(session, call, "letters.release", actor, at, letters=len(freed))
    return len(freed)


def came_back(
    session: Session, *, letter: OutboxLetter, reason: str, actor: str, at: datetime
) -> bool:
    """The letter reached nobody: it and its address are marked. False when that was known."""
    if letter.state not in (LetterState.SENT, LetterState.FAILED):
        return False
    letter.state, letter.error = LetterState.BOUNCED, reason[:500]
    contacts.came_back(session, email=letter.recipient, reason=letter.error, at=at)
    _trail(session, letter, "letter.bounce", actor, at)
    return True


def _ensure_stoppable(letter: OutboxLetter) -> None:
    if letter.state not in STOPPABLE:
        raise Invalid(letter.state.value)


def _stem(letter: OutboxLetter) -> str:
    return _AGAIN.sub("", letter.key)


def _trail(session: Session, letter: OutboxLetter, action: str, actor: str, at: datetime) -> None:
    session.flush()
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"letter:{letter.id}",
        details={"call": letter.call_id, "to": letter.recipient, "kind": letter.kind},
        at=at,
    )


def _about(
    session: Session, call: Call, action: str, actor: str, at: datetime, **details: Any
) -> None:
    session.flush()
    accounts.record(
        session, actor=actor, action=action, subject=f"call:{call.slug}", details=details, at=at
    )
