"""What is on the reading desk: answers as lines without their texts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, select
from sqlalchemy.orm import Session, aliased

from consult.accounts.models import User
from consult.analysis.filters import Line
from consult.analysis.models import Coding, Excerpt
from consult.analysis.noted import Noted, noted
from consult.analysis.sent import ORDER, last
from consult.calls.models import Call, Invitation, Question
from consult.calls.questionnaire import Question as Asked
from consult.contributions.consent import ATTRIBUTION_QUESTION, Attribution, effective_attribution
from consult.contributions.models import ConsentChange, Contribution, Version
from consult.contributions.values import said_options
from consult.errors import NotFound

NONE: frozenset[int] = frozenset()


def question_of(call: Call, key: str) -> Question:
    """The question of that key; raises `NotFound`. The call comes with its questions."""
    for section in call.sections:
        for question in section.questions:
            if question.key == key:
                return question
    raise NotFound(key)


def lines(
    session: Session,
    call: Call,
    question: Question,
    *,
    reader: User,
    closed: Sequence[Asked] = (),
    themes: Collection[int] = (),
    contribution: int | None = None,
) -> list[Line]:
    """Every answer to a question in the order of the audience, or one; three statements.

    `closed` are the questions by which the lines are narrowed, `themes` those looked for: a
    line has all of them once somebody saw one. No text leaves the database.
    """
    chosen = [Version.content["answers", one.key].as_string() for one in closed]
    given = Version.content["answers", question.key].as_string()
    wanted = _facts(call, _coded(question, themes), *chosen).where(given.is_not(None))
    if contribution is not None:
        wanted = wanted.where(Contribution.id == contribution)
    rows = session.execute(wanted).all()
    one_only = None if contribution is None else (contribution,)
    said = noted(session, call, (question.id,), reader, one_only)
    sought = frozenset(themes)
    return [
        _line(
            row,
            question,
            said,
            {
                one.key: _options(one, text)
                for one, text in zip(closed, row[len(row) - len(closed) :], strict=True)
            },
            sought if row.coded else NONE,
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
    return session.execute(last(call, Invitation.acronym, Invitation.name).order_by(*ORDER)).all()


def values(session: Session, contributions: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """What the last versions of a few contributions answer, by the key of the question."""
    rows = session.execute(
        select(Version.contribution_id, Version.number, Version.content)
        .where(Version.contribution_id.in_(contributions))
        .order_by(Version.number)
    )
    return {contribution: content["answers"] for contribution, _, content in rows}


def _facts(call: Call, *more: Any) -> Select[*tuple[Any, ...]]:
    """What a line says of the agency and of its consent, then whatever else is asked for."""
    later = aliased(ConsentChange)
    change = (
        select(func.max(later.id)).where(later.contribution_id == Contribution.id).scalar_subquery()
    )
    return (
        last(
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


def _coded(question: Question, themes: Collection[int]) -> ColumnElement[bool]:
    """Whether somebody saw one of the themes in the answer, in whichever version."""
    if not themes:
        return false().label("coded")
    version = aliased(Version)
    return (
        select(Coding.id)
        .join(Excerpt, Excerpt.id == Coding.excerpt_id)
        .join(version, version.id == Excerpt.version_id)
        .where(
            version.contribution_id == Contribution.id,
            Excerpt.question_id == question.id,
            Coding.theme_id.in_(themes),
        )
        .exists()
        .label("coded")
    )
