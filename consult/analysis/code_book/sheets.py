"""The code book as a page shows it: themes in their lists, with who speaks of each, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from consult.analysis.code_book.editing import themes_of
from consult.analysis.code_book.tree import branches
from consult.analysis.exchange.theme_reading import CODED
from consult.analysis.figures.kept_figures import figures
from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Both,
    Coded,
    Either,
    Narrowed,
    Not,
    Rule,
    RuleError,
)
from consult.analysis.figures.rules import parse
from consult.analysis.material import Material, Passage
from consult.analysis.models import Coding, Excerpt, KeptFigure, Theme
from consult.analysis.themes import Row, table
from consult.calls.models import Call, Question
from consult.calls.questionnaire import QuestionKind
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text

OPEN = (QuestionKind.LONG_TEXT, QuestionKind.REPEAT)
"""Kinds of questions whose list is shown even while it is empty."""


@dataclass(frozen=True, slots=True)
class Line:
    """One theme: how deep it stands, its place among its like, and what is under it."""

    theme: Theme
    depth: int
    rank: int
    among: int
    agencies: int
    passages: int
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The themes of one question, or of every question where `key` is empty."""

    key: str
    label: str
    lines: Sequence[Line]
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One passage under a theme, with what each person said of it."""

    excerpt: int
    agency: str
    question: str
    text: str
    codings: Sequence[Coding]


def shelves(session: Session, call: Call, found: Material) -> list[Shelf]:
    """Every list of themes in the order of the questionnaire, those of every question last.

    Two statements: agencies and passages are counted in the material, as everywhere else. `call`
    comes with its questions.
    """
    rows = {(row.theme.question, row.theme.key): row for row in table(found).rows}
    themes = themes_of(session, call)
    used = _last_used(session, call)
    shown = []
    for key, label, kind, retired in _lists(call):
        question = _number(call, key)
        inside = [theme for theme in themes if theme.question_id == question]
        if inside or not key or (kind in OPEN and not retired):
            lines = _lines(key, inside, rows, used)
            shown.append(Shelf(key, label, list(lines), retired))
    return shown


def offered(call: Call) -> list[Question]:
    """The questions whose answers may be coded, in order."""
    asked = (one for section in call.sections for one in section.questions)
    return [one for one in asked if one.kind in CODED and one.retired_at is None]


def naming(session: Session, call: Call, theme: Theme) -> list[KeptFigure]:
    """The figures kept whose rule names the theme: they would count nothing without it."""
    own = theme.question.key if theme.question else None
    return [
        one
        for one in figures(session, call)
        if any(
            claim.theme == theme.key and (own is None or claim.question in (own, ANYWHERE))
            for claim in _claims(one.rule)
        )
    ]


def passages_under(session: Session, call: Call, theme: Theme) -> list[Said]:
    """What is under a theme, agency by agency; the call comes with its questions."""
    rows = session.scalars(
        select(Coding)
        .join(Coding.excerpt)
        .join(Excerpt.version)
        .join(Version.contribution)
        .join(Contribution.invitation)
        .where(Coding.theme_id == theme.id)
        .options(
            contains_eager(Coding.excerpt)
            .contains_eager(Excerpt.version)
            .contains_eager(Version.contribution)
            .contains_eager(Contribution.invitation),
            joinedload(Coding.user),
        )
        .order_by(Contribution.id, Excerpt.question_id, Excerpt.start, Coding.id)
    )
    asked = {one.id: one for section in call.sections for one in section.questions}
    said: dict[int, Said] = {}
    for coding in rows:
        excerpt = coding.excerpt
        question = asked[excerpt.question_id]
        value = excerpt.version.content["answers"].get(question.key)
        text = plain_text(question.spec, value, excerpt.item, excerpt.field)
        known = said.get(excerpt.id)
        if known:
            said[excerpt.id] = Said(*_facts(known), codings=(*known.codings, coding))
            continue
        said[excerpt.id] = Said(
            excerpt.id,
            excerpt.version.contribution.invitation.acronym,
            question.label,
            text[excerpt.start : excerpt.end],
            (coding,),
        )
    return list(said.values())


def _facts(said: Said) -> tuple[int, str, str, str]:
    return said.excerpt, said.agency, said.question, said.text


def _lists(call: Call) -> Iterator[tuple[str, str, QuestionKind | None, bool]]:
    for section in call.sections:
        for one in section.questions:
            yield one.key, one.label, one.kind, one.retired_at is not None
    yield "", "", None, False


def _number(call: Call, key: str) -> int | None:
    asked = (one for section in call.sections for one in section.questions)
    return next((one.id for one in asked if one.key == key), None)


def _lines(
    key: str,
    themes: Sequence[Theme],
    rows: Mapping[tuple[str, str], Row],
    used: Mapping[int, datetime],
) -> Iterator[Line]:
    known = {theme.id: theme for theme in themes}
    for branch in branches(themes):
        theme = known[branch.id]
        row = rows[key, theme.key]
        yield Line(
            *(theme, branch.depth, branch.rank, branch.among),
            agencies=len(row.agencies),
            passages=_distinct(one for cell in row.cells.values() for one in cell.passages),
            used_at=used.get(theme.id),
        )


def _distinct(passages: Iterable[Passage]) -> int:
    """A passage that two people put under one theme is one passage."""
    return len(
        {(one.agency, one.question, one.item, one.field, one.start, one.end) for one in passages}
    )


def _last_used(session: Session, call: Call) -> Mapping[int, datetime]:
    rows = session.execute(
        select(Coding.theme_id, func.max(Coding.coded_at))
        .join(Theme, Theme.id == Coding.theme_id)
        .where(Theme.call_id == call.id)
        .group_by(Coding.theme_id)
    )
    return {row[0]: row[1] for row in rows}


def _claims(rule: str) -> Iterator[Coded]:
    """Every theme that a rule names; none where it can no longer be read."""
    try:
        waiting: list[Rule] = [parse(rule)]
    except RuleError:
        return
    while waiting:
        match waiting.pop():
            case Both(left, right) | Either(left, right):
                waiting += [left, right]
            case Not(inner) | Narrowed(inner):
                waiting.append(inner)
            case Coded() as claim:
                yield claim
