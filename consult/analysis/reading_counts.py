"""How much there is to read at the desk: by question, by reader, and since a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.models import Assignment, Reading
from consult.analysis.sent import ORDER, keys_answered, last
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version


class Shelf(NamedTuple):
    """How many answers a question has, and how many of them one reader has still to read."""

    answers: int = 0
    unread: int = 0


def shelves(session: Session, call: Call, reader: User) -> Mapping[str, Shelf]:
    """By question, how many answers there are and how many to read; two statements.

    An answer that says « RAS » is to be read like the others.
    """
    each = keys_answered(session)
    answered = session.execute(last(call, each.c.key, func.count()).group_by(each.c.key))
    done = session.execute(
        last(call, Question.key, func.count())
        .join(Reading, Reading.contribution_id == Contribution.id)
        .join(Question, Question.id == Reading.question_id)
        .where(Reading.user_id == reader.id, Reading.version >= Version.number)
        .group_by(Question.key)
    )
    read = dict(done.tuples().all())
    return {key: Shelf(number, max(0, number - read.get(key, 0))) for key, number in answered}


def arrived(
    session: Session,
    call: Call,
    instant: datetime,
    *,
    key: str = "",
    acronyms: Collection[str] = (),
) -> int:
    """How many answers came, or came anew, after an instant: to a question, or of agencies."""
    found = last(call, func.count()).where(Version.sent_at > instant)
    if key:
        found = found.where(Version.content["answers", key].as_string().is_not(None))
    if acronyms:
        found = found.where(Invitation.acronym.in_(acronyms))
    return session.scalar(found) or 0


class Progress(NamedTuple):
    """How many answers to a question one reader was given, and how many of them they read."""

    reader: int
    question: str
    given: int
    read: int


def progress(session: Session, call: Call) -> list[Progress]:
    """By reader and question, only answers that count; one statement."""
    read = func.sum(case((Reading.version >= Version.number, 1), else_=0))
    each = keys_answered(session)
    rows = session.execute(
        last(call, Assignment.user_id, Question.key, func.count(), read)
        .join(Assignment, Assignment.contribution_id == Contribution.id)
        .join(Question, Question.id == Assignment.question_id)
        .outerjoin(
            Reading,
            (Reading.user_id == Assignment.user_id)
            & (Reading.contribution_id == Assignment.contribution_id)
            & (Reading.question_id == Assignment.question_id),
        )
        .where(each.c.key == Question.key)
        .group_by(Assignment.user_id, Question.key)
    )
    return [Progress(*row) for row in rows]


def answers_to(
    session: Session, call: Call, questions: Sequence[Question], *, nobodys: bool
) -> list[tuple[int, int]]:
    """The answers to some questions in the order of the audience, or those nobody was given."""
    ids = {one.key: one.id for one in questions}
    each = keys_answered(session)
    rows = session.execute(last(call, Contribution.id, each.c.key).order_by(*ORDER))
    pairs = [(contribution, ids[key]) for contribution, key in rows if key in ids]
    if not nobodys:
        return pairs
    taken = set(
        session.execute(
            last(call, Assignment.contribution_id, Assignment.question_id)
            .join(Assignment, Assignment.contribution_id == Contribution.id)
        ).tuples()
    )  # fmt: skip
    return [pair for pair in pairs if pair not in taken]
