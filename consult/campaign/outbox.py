"""The outbox of a call: every letter about it, found, held, rewritten, sent again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from consult import post
from consult.accounts import service as accounts
from consult.calls.models import Call, Invitation
from consult.campaign.queries import KINDS, UNREAD
from consult.directory import contacts
from consult.errors import Invalid, NotFound
from consult.post import Letter, LetterState, OutboxLetter
from consult.web.links import LINK_MARK

PAGE = 50
HELD = "held"
STATES = (*LetterState, HELD)
STOPPABLE = (LetterState.PLANNED,)
RESENDABLE = (
    LetterState.SENT,
    LetterState.FAILED,
    LetterState.BOUNCED,
    LetterState.CANCELLED,
)
_AGAIN = re.compile(r":(again:\d+|cancelled:\d+)")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked for, and which page of it."""

    state: str = ""
    kind: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str]) -> View:
        """What an address asks for; what makes no sense counts as nothing."""
        page = args.get("page", "")
        state = args.get("state", "")
        return cls(
            state=state if state in STATES else "",
            kind=args.get("kind", "")[:40],
            search=args.get("search", "").strip()[:100],
            page=min(max(1, int(page)), 10**6) if page.isdecimal() and len(page) < 8 else 1,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A letter of the list, with the agency it goes to."""

    letter: OutboxLetter
    acronym: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of letters, how many there are in all, and how many in each state."""

    lines: Sequence[Line]
    total: int
    counts: Mapping[str, int]
    kinds: Sequence[str]
    view: View

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def all_letters(self) -> int:
        """Every letter about the call, whatever is looked for."""
        return sum(count for state, count in self.counts.items() if state != HELD)


def shelf(session: Session, call: Call, view: View) -> Shelf:
    """A page of the letters about a call, the newest first; three statements."""
    counted = session.execute(
        select(
            OutboxLetter.state,
            OutboxLetter.kind,
            func.count(),
            func.count(OutboxLetter.held_at),
        )
        .where(OutboxLetter.call_id == call.id)
        .group_by(OutboxLetter.state, OutboxLetter.kind)
    ).all()
    counts: dict[str, int] = dict.fromkeys(STATES, 0)
    for state, _kind, letters, held in counted:
        counts[state.value] += letters
        counts[HELD] += held if state is LetterState.PLANNED else 0
    wanted = _wanted(call, view)
    joined = OutboxLetter.invitation_id == Invitation.id
    total = session.scalar(
        select(func.count(OutboxLetter.id)).outerjoin(Invitation, joined).where(*wanted)
    )
    rows = session.execute(
        select(OutboxLetter, Invitation.acronym)
        .outerjoin(Invitation, joined)
        .where(*wanted)
        .order_by(OutboxLetter.id.desc())
        .limit(PAGE)
        .offset((view.page - 1) * PAGE)
    )
    return Shelf(
        lines=[Line(letter, acronym or "") for letter, acronym in rows],
        total=total or 0,
        counts=counts,
        kinds=sorted({kind for _state, kind, *_ in counted}),
        view=view,
    )


def _wanted(call: Call, view: View) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [OutboxLetter.call_id == call.id]
    if view.state == HELD:
        wanted += [OutboxLetter.state == LetterState.PLANNED, OutboxLetter.held_at.is_not(None)]
    elif view.state:
        wanted.append(OutboxLetter.state == LetterState(view.state))
    if view.kind:
        wanted.append(OutboxLetter.kind == view.kind)
    if view.search:
        sought = view.search.lower()
        columns = (Invitation.acronym, Invitation.name, OutboxLetter.recipient)
        wanted.append(or_(*(func.lower(one).contains(sought, autoescape=True) for one in columns)))
    return wanted


def letter_of(
    session: Session, call: Call, letter_id: int, *, to_write: bool = False
) -> OutboxLetter:
    """One letter about the call; raises `NotFound`."""
    found = session.get(OutboxLetter, letter_id, with_for_update=to_write or None)
    if found is None or found.call_id != call.id:
        raise NotFound(f"letter {letter_id}")
    return found


def repeats(session: Session, letter: OutboxLetter) -> Sequence[OutboxLetter]:
    """The letters that were written in the place of this one, and the one it repeats."""
    same = OutboxLetter.again_of == letter.id
    if letter.again_of is not None:
        same |= OutboxLetter.id == letter.again_of
    found = select(OutboxLetter).where(OutboxLetter.call_id == letter.call_id, same)
    return session.scalars(found.order_by(OutboxLetter.id)).all()


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
