"""Finding letters in the outbox of a call: by their state, kind and agency, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from consult.calls.models import Call, Invitation
from consult.campaign.awaiting import lost
from consult.errors import NotFound
from consult.post import LetterState, OutboxLetter

PAGE = 50
HELD = "held"
LOST = "lost"
STATES = (*LetterState, HELD, LOST)


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
    elif view.state == LOST:
        wanted.append(lost())
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
