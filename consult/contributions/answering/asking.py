"""What a call asks, with the answers of one contribution, in one statement.

The questionnaire is built once per process for as long as nobody changes it: the rows are read
every time, as the database holds them, and only what they say for the first time is built.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, outerjoin, select
from sqlalchemy.orm import Session

from consult.calls.building.question_settings import question_from
from consult.calls.models import Question, Section
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import Questionnaire
from consult.calls.questionnaire import Section as AskedSection
from consult.contributions.models import Answer

Rows = Sequence[Any]
Asking = tuple[Questionnaire, Mapping[str, int]]

# Plain columns rather than mapped rows: nobody changes them here, and there are many.
_S, _Q, _A = (model.__table__.c for model in (Section, Question, Answer))
_SECTION = (_S.key, _S.title, _S.intro, cast(_S.translations, Text).label("section_translations"))
_QUESTION = (
    _Q.id.label("question_id"),
    _Q.key.label("question_key"),
    _Q.kind,
    _Q.label,
    _Q.help,
    _Q.required,
    cast(_Q.settings, Text).label("settings"),
    cast(_Q.translations, Text).label("translations"),
    _Q.retired_at,
)
_ANSWER = (_A.value, _A.confidential, _A.saved_at, _A.saved_by_id)
_KEY = len(_SECTION) + 1
_ASKED = len(_SECTION) + len(_QUESTION)

_STATEMENT = (
    select(*_SECTION, *_QUESTION, *_ANSWER)
    .select_from(
        outerjoin(Section.__table__, Question.__table__, _Q.section_id == _S.id).outerjoin(
            Answer.__table__,
            (_A.question_id == _Q.id) & (_A.contribution_id == bindparam("contribution_id")),
        )
    )
    .where(_S.call_id == bindparam("call_id"))
    .order_by(_S.position, _S.id, _Q.position, _Q.id)
)


def rows_of(session: Session, call_id: int, contribution_id: int | None) -> Rows:
    """Sections and questions in their order, each with its answer."""
    known = {"call_id": call_id, "contribution_id": contribution_id}
    return session.execute(_STATEMENT, known).all()


def asking_of(rows: Rows) -> Asking:
    """The questionnaire that the rows hold, and the id of each question."""
    return _built(tuple(tuple(row[:_ASKED]) for row in rows))


def answers_in(rows: Rows) -> list[tuple[str, Any]]:
    """The key of each question that has an answer, with what is kept of it."""
    return [(row[_KEY], row[_ASKED:]) for row in rows if row.saved_at is not None]


@lru_cache(maxsize=64)
def _built(rows: tuple[tuple[Any, ...], ...]) -> Asking:
    sections: dict[tuple[Any, ...], list[Asked]] = {}
    ids: dict[str, int] = {}
    for row in rows:
        section, id_, question = row[: _KEY - 1], row[_KEY - 1], row[_KEY:]
        inside = sections.setdefault(section, [])
        if id_ is not None:
            ids[question[0]] = id_
            inside.append(_question(question))
    return Questionnaire(
        tuple(
            AskedSection(key, title, intro, tuple(inside), _json(translations))
            for (key, title, intro, translations), inside in sections.items()
        )
    ), ids


def _question(columns: tuple[Any, ...]) -> Asked:
    key, kind, label, help_, required, settings, translations, retired_at = columns
    return question_from(
        key=key,
        kind=kind,
        label=label,
        help=help_,
        required=required,
        settings=_json(settings),
        translations=_json(translations),
        retired=retired_at is not None,
    )


def _json(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found
