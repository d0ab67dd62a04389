"""What is on the reading desk: answers as lines without their texts, and how many are to read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from consult.accounts.models import User
from consult.analysis.filters import Line
from consult.analysis.models import Coding, Excerpt, Reading
from consult.analysis.noted import Noted, noted
from consult.calls.models import Call, Invitation, Question
from consult.calls.questionnaire import Question as Asked
from consult.contributions.consent import ATTRIBUTION_QUESTION, Attribution, effective_attribution
from consult.contributions.models import ConsentChange, Contribution, Version
from consult.contributions.values import said_options
from consult.errors import NotFound

NONE: frozenset[int] = frozenset()


class Shelf(NamedTuple):
    """How many answers a question has, and how many of them one reader has still to read."""

    answers: int = 0
    unread: int = 0


def question_of(call: Call, key: str) -> Question:
    """The question of that key; raises `NotFound`. The call comes with its questions."""
    for section in call.sections:
        for question in section.questions:
            if question.key == key:
                return question
    raise NotFound(key)


def shelves(session: Session, call: Call, reader: User) -> Mapping[str, Shelf]:
    """By question, how many answers there are and how many to read; two statements.

    An answer that says « RAS » is to be read like the others.
    """
    # SQLite and PostgreSQL open an object each in their own way.
    if session.get_bind().dialect.name == "sqlite":
        opened = func.json_each(Version.content, "$.answers")
    else:
        opened = func.json_each(Version.content["answers"])
    each = opened.table_valued("key", "value", joins_implicitly=True)
    answered = session.execute(_last(call, each.c.key, func.count()).group_by(each.c.key))
    done = session.execute(
        _last(call, Question.key, func.count())
        .join(Reading, Reading.contribution_id == Contribution.id)
        .join(Question, Question.id == Reading.question_id)
        .where(Reading.user_id == reader.id, Reading.version >= Version.number)
        .group_by(Question.key)
    )
    read = dict(done.tuples())
    return {key: Shelf(number, max(0, number - read.get(key, 0))) for key, number in answered}


def lines(
    session: Session,
    call: Call,
    question: Question,
    *,
    reader: User,
    closed: Sequence[Asked] = (),
    themes: Collection[int] = (),
) -> list[Line]:
    """Every answer to a question in the order of the audience; three statements, or four.

    `closed` are the questions by which the lines are narrowed, `themes` those looked for. No
    text leaves the database.
    """
    chosen = [Version.content["answers", one.key].as_string() for one in closed]
    given = Version.content["answers", question.key].as_string()
    rows = session.execute(_facts(call, *chosen).where(given.is_not(None))).all()
    said = noted(session, call, (question.id,), reader)
    coded = _coded(session, question, themes) if themes else {}
    return [
        _line(
            row,
            question,
            said,
            {
                one.key: _options(one, text)
                for one, text in zip(closed, row[len(row) - len(closed) :], strict=True)
            },
            coded.get(row.id, NONE),
        )
        for row in rows
    ]


def lines_of_agencies(
    session: Session, call: Call, acronyms: Sequence[str], *, reader: User
) -> Mapping[str, Mapping[str, Line]]:
    """All that a few agencies answered, by acronym and by question; three statements.

    Those that sent nothing that counts are left out. The call comes with its questions.
    """
    rows = session.execute(
        _facts(call, Version.content).where(Invitation.acronym.in_(acronyms))
    ).all()
    questions = [one for section in call.sections for one in section.questions]
    said = noted(session, call, [one.id for one in questions], reader, [row.id for row in rows])
    found = {}
    for row in rows:
        answers = row.content["answers"]
        found[row.acronym] = {
            one.key: _line(row, one, said, {}, NONE)
            for one in questions
            if answers.get(one.key) is not None
        }
    return {acronym: found[acronym] for acronym in acronyms if acronym in found}


def agencies(session: Session, call: Call) -> Sequence[Row[tuple[str, str]]]:
    """Acronym and name of those who sent what counts, in the order of the audience."""
    return session.execute(_last(call, Invitation.acronym, Invitation.name).order_by(*ORDER)).all()


def places(session: Session, call: Call) -> tuple[list[str], list[str]]:
    """The levels and the regions of those who sent what counts, in alphabetical order."""
    rows = session.execute(_last(call, Invitation.level, Invitation.region).distinct()).all()
    levels, regions = {row.level for row in rows}, {row.region for row in rows}
    return sorted(levels - {""}), sorted(regions - {""})


ORDER = (Invitation.position, Invitation.id)


def _last(call: Call, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the last version of every contribution that counts."""
    newer = aliased(Version)
    number = (
        select(func.max(newer.number))
        .where(newer.contribution_id == Contribution.id)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(Invitation)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(
            Version, (Version.contribution_id == Contribution.id) & (Version.number == number)
        )
        .where(Invitation.call_id == call.id, Contribution.withdrawn_at.is_(None))
    )  # fmt: skip


def _facts(call: Call, *more: Any) -> Select[*tuple[Any, ...]]:
    """What a line says of the agency and of its consent, then whatever else is asked for."""
    later = aliased(ConsentChange)
    change = (
        select(func.max(later.id)).where(later.contribution_id == Contribution.id).scalar_subquery()
    )
    return (
        _last(
            call,
            Contribution.id,
            Invitation.acronym,
            Invitation.name,
            Invitation.level,
            Invitation.region,
            Version.number,
            Version.sent_at,
            Version.late,
            Contribution.entered_by,
            Contribution.confirmed_at,
            Contribution.attribution.label("own"),
            Version.content["attribution"].as_string().label("said"),
            Version.content["answers", ATTRIBUTION_QUESTION].as_string().label("chosen"),
            Version.content["confidential"].as_string().label("kept"),
            ConsentChange.at.label("changed_at"),
            ConsentChange.attribution.label("changed"),
            ConsentChange.confidential.label("kept_since"),
            *more,
        )
        .outerjoin(ConsentChange, ConsentChange.id == change)
        .order_by(*ORDER)
    )


def _line(
    row: Any,
    question: Question,
    said: Noted,
    closed: Mapping[str, frozenset[str]],
    themes: frozenset[int],
) -> Line:
    changed = row.changed_at is not None and row.changed_at >= row.sent_at
    pair = (row.id, question.id)
    return Line(
        *pair,
        row.acronym,
        row.name,
        row.level,
        row.region,
        row.number,
        row.sent_at,
        row.late,
        on_behalf=bool(row.entered_by),
        to_confirm=bool(row.entered_by) and row.confirmed_at is None,
        attribution=row.changed if changed else _attribution(row.own, row.said, row.chosen),
        confidential=question.key in (row.kept_since if changed else _kept(row.kept)),
        closed=closed,
        seen=said.seen.get(pair),
        marks=said.marks.get(pair, ()),
        reader=said.readers.get(pair),
        themes=themes,
    )


@cache
def _attribution(*sources: Any) -> Attribution:
    """The same few choices come back thousands of times."""
    return effective_attribution(*sources)


def _kept(text: str | None) -> Collection[str]:
    """The keys of the answers that a version holds to be confidential."""
    kept: Collection[str] = json.loads(text) if text and text != "[]" else ()
    return kept


def _options(question: Asked, text: str | None) -> frozenset[str]:
    """What was chosen at a closed question, as the database tells it: a key, or JSON."""
    value = json.loads(text) if text and text.startswith(("[", "{")) else text
    return frozenset(said_options(question, value))


def _coded(
    session: Session, question: Question, themes: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """Which of the themes somebody saw in each contribution's answer."""
    rows = session.execute(
        select(Version.contribution_id, Coding.theme_id)
        .join(Excerpt, Excerpt.version_id == Version.id)
        .join(Coding, Coding.excerpt_id == Excerpt.id)
        .where(Excerpt.question_id == question.id, Coding.theme_id.in_(themes))
        .distinct()
    )
    found: dict[int, frozenset[int]] = {}
    for contribution, theme in rows:
        found[contribution] = found.get(contribution, NONE) | {theme}
    return found
