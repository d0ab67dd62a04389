"""How much there is to read at the desk: by question, by reader, and since a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.models import Assignment, Reading
from consult.analysis.sent import Sent, last
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version


class Shelf(NamedTuple):
    """How many answers a question has, and how many of them one reader has still to read."""

    answers: int = 0
    unread: int = 0


def shelves(
    session: Session, call: Call, sent: Sequence[Sent], reader: User
) -> Mapping[str, Shelf]:
    """By question, how many answers there are and how many to read; one statement.

    An answer that says « RAS » is to be read like the others.
    """
    done = session.execute(
        last(call, Question.key, func.count())
        .join(Reading, Reading.contribution_id == Contribution.id)
        .join(Question, Question.id == Reading.question_id)
        .where(Reading.user_id == reader.id, Reading.version >= Version.number)
        .group_by(Question.key)
    )
    read: dict[str, int] = {row[0]: row[1] for row in done}
    answered: Counter[str] = Counter()
    for keys, times in Counter(one.answered for one in sent).items():
        for key in keys:
            answered[key] += times
    return {
        key: Shelf(number, max(0, number - read.get(key, 0))) for key, number in answered.items()
    }


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


def progress(session: Session, call: Call, sent: Sequence[Sent]) -> list[Progress]:
    """By reader and question, only answers that count; one statement."""
    rows = session.execute(
        select(
            Assignment.user_id, Question.key, Assignment.contribution_id, Reading.version
        )
        .join(Question, Question.id == Assignment.question_id)
        .outerjoin(
            Reading,
            (Reading.user_id == Assignment.user_id)
            & (Reading.contribution_id == Assignment.contribution_id)
            & (Reading.question_id == Assignment.question_id),
        )
        .where(Question.call_id == call.id)
        .order_by(Assignment.user_id)
    )  # fmt: skip
    theirs = {one.contribution: one for one in sent}
    given: Counter[tuple[int, str]] = Counter()
    read: Counter[tuple[int, str]] = Counter()
    for reader, key, contribution, version in rows:
        one = theirs.get(contribution)
        if one is not None and key in one.answered:
            given[reader, key] += 1
            read[reader, key] += version is not None and version >= one.version
    return [Progress(*pair, number, read[pair]) for pair, number in given.items()]


def answers_to(
    session: Session,
    call: Call,
    questions: Sequence[Question],
    sent: Sequence[Sent],
    *,
    nobodys: bool,
) -> list[tuple[int, int]]:
    """The answers to some questions in the order of the audience, or those nobody was given."""
    taken = set()
    if nobodys:
        given = select(Assignment.contribution_id, Assignment.question_id)
        of_call = given.join(Question, Question.id == Assignment.question_id)
        rows = session.execute(of_call.where(Question.call_id == call.id))
        taken = {(row[0], row[1]) for row in rows}
    return [
        (one.contribution, question.id)
        for one in sent
        for question in questions
        if question.key in one.answered and (one.contribution, question.id) not in taken
    ]
