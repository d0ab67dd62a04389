"""What readers noted about answers, as the desk shows it: marks, readings, whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from consult.accounts.models import Role, User
from consult.analysis.models import Assignment, Reading
from consult.analysis.reading.filters import Mark
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution

Pair = tuple[int, int]

MARKS: Mapping[Mark, InstrumentedAttribute[bool]] = {
    Mark.FLAGGED: Reading.flagged,
    Mark.GOOD_PRACTICE: Reading.good_practice,
    Mark.TO_CHECK: Reading.to_check,
}


@dataclass(frozen=True, slots=True)
class Noted:
    """By answer: the version that one reader read, the marks of all, and whom it was given to."""

    seen: dict[Pair, int] = field(default_factory=dict)
    marks: dict[Pair, tuple[tuple[int, Mark], ...]] = field(default_factory=dict)
    readers: dict[Pair, int] = field(default_factory=dict)


def noted(
    session: Session,
    call: Call,
    questions: Collection[int],
    reader: User,
    contributions: Collection[int] | None = None,
) -> Noted:
    """What was noted about the answers to those questions; two statements."""
    found = Noted()
    columns = (Reading.user_id, Reading.contribution_id, Reading.question_id, Reading.version)
    asked = _of(call, Reading, questions, contributions, *columns, *MARKS.values())
    for user, contribution, question, version, *flags in session.execute(
        asked.order_by(Reading.user_id)
    ):
        pair = (contribution, question)
        if user == reader.id and version is not None:
            found.seen[pair] = version
        if any(flags):
            said = tuple((user, mark) for mark, on in zip(MARKS, flags, strict=True) if on)
            found.marks[pair] = (*found.marks.get(pair, ()), *said)
    given = (Assignment.contribution_id, Assignment.question_id, Assignment.user_id)
    for contribution, question, user in session.execute(
        _of(call, Assignment, questions, contributions, *given)
    ):
        found.readers[contribution, question] = user
    return found


def _of(
    call: Call,
    model: type[Reading] | type[Assignment],
    questions: Collection[int],
    contributions: Collection[int] | None,
    *columns: Any,
) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns)
        .join(Contribution, Contribution.id == model.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .where(Invitation.call_id == call.id, model.question_id.in_(questions))
    )
    if contributions is not None:
        wanted = wanted.where(model.contribution_id.in_(contributions))
    return wanted


def colleagues(session: Session) -> Mapping[int, User]:
    """Everybody of the staff by id, those who left too: what they noted keeps their name."""
    rows = session.scalars(
        select(User).where(User.role != Role.DELEGATE).order_by(User.name, User.email)
    )
    return {one.id: one for one in rows}


def readers(session: Session, told: Iterable[str]) -> Sequence[User]:
    """Those of the staff named by a form, in the order of their names; who left is not."""
    ids = [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 10]
    everybody = colleagues(session)
    return [one for one in everybody.values() if one.id in ids and one.disabled_at is None]


def changed(session: Session, call: Call, since: datetime) -> list[tuple[int, int, str]]:
    """The answers about which somebody noted something at that instant or later, and when last."""
    readings = _of_call(call, Reading, Reading.changed_at).where(Reading.changed_at >= since)
    given = _of_call(call, Assignment, Assignment.at).where(Assignment.at >= since)
    found: dict[Pair, datetime] = {}
    for contribution, question, at in session.execute(union_all(readings, given)):
        pair = (contribution, question)
        found[pair] = max(at, found.get(pair, at))
    return [(*pair, at.isoformat()) for pair, at in sorted(found.items())]


def _of_call(
    call: Call, model: type[Reading] | type[Assignment], at: InstrumentedAttribute[datetime]
) -> Select[*tuple[Any, ...]]:
    return (
        select(model.contribution_id, model.question_id, at)
        .join(Contribution, Contribution.id == model.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .where(Invitation.call_id == call.id)
    )
