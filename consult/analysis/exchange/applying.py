"""Doing what the plan of an import says, as one act that can be undone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.analysis.code_book.editing import Book, By, CannotShape, Facts, Fault, digest, shaping
from consult.analysis.code_book.tree import fits
from consult.analysis.exchange.held import Held, held
from consult.analysis.exchange.planning import Matched, Placed, Plan, in_order, planned
from consult.analysis.exchange.said import Sheet
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Question
from consult.calls.shapes import KEY


def apply(session: Session, *, by: By, sheet: Sheet, seen: str) -> Plan:
    """Import a sheet, all of it or nothing; `seen` is the digest of the plan that was shown.

    Raises `CannotShape` when the call moved since: what would be done is no longer that.
    """
    about = {"theme": sheet.name}
    with shaping(session, by, "themes_imported", about) as book:
        now = held(session, by.call)
        plan = planned(sheet, now)
        if digest(plan.shown) != seen:
            raise CannotShape(Fault.CHANGED)
        themes = _themes(book, plan, now.questions)
        _codings(session, by, now, plan, themes)
        return plan


def _themes(book: Book, plan: Plan, questions: Mapping[str, Question]) -> Mapping[str, Theme]:
    found: dict[str, Theme] = {}
    for one in plan.themes:
        theme = one.theme or _new(book, one, questions)
        found[one.said.ref] = theme
        for name in one.changes:
            if name != "parent":
                setattr(theme, name, getattr(one.said, name))
    for one in in_order(plan.themes):
        if one.said.parent is not None and (one.theme is None or "parent" in one.changes):
            _put_under(book, found[one.said.ref], found.get(one.said.parent))
    return found


def _new(book: Book, one: Matched, questions: Mapping[str, Question]) -> Theme:
    """A theme of the file that the call does not have; its key is kept where it is free."""
    said = one.said
    facts = Facts(said.label, said.claim or "", said.description or "", said.colour)
    question = questions[said.question] if said.question else None
    theme = book.new(question, facts)
    if KEY.fullmatch(said.key) and said.key != theme.key:
        others = book.taken(theme.question_id) - {theme.key}
        theme.key = said.key if said.key not in others else theme.key
    return theme


def _put_under(book: Book, theme: Theme, parent: Theme | None) -> None:
    """Where another list or six levels forbid it, the theme stands alone."""
    if parent is None:
        theme.parent_id = None
    elif parent.question_id == theme.question_id and fits(book.themes, theme.id, parent.id):
        theme.parent_id = parent.id


def _codings(session: Session, by: By, now: Held, plan: Plan, themes: Mapping[str, Theme]) -> None:
    known = dict(now.excerpts)
    last = select(func.max(Excerpt.position)).where(
        Excerpt.question_id.in_([one.id for one in now.questions.values()])
    )
    position = (session.scalar(last) or 0) + 1
    for rank, one in enumerate(plan.placed, start=position):
        excerpt = known.get(one.place)
        if excerpt is None:
            excerpt = known[one.place] = _excerpt(session, now, one, rank)
        if one.said.theme is not None:
            excerpt.codings.append(
                Coding(
                    theme=themes[one.said.theme],
                    stance=one.said.stance,
                    comment=one.said.comment,
                    origin=Origin.IMPORT,
                    coded_at=by.at,
                )
            )


def _excerpt(session: Session, now: Held, one: Placed, position: int) -> Excerpt:
    where = one.place.where
    version = now.versions[where.agency]
    made = Excerpt(
        version=version,
        question=now.questions[where.question],
        item=where.item,
        field=where.field,
        start=one.place.start,
        end=one.place.end,
        confidential=one.said.confidential or where.question in version.content["confidential"],
        position=position,
        codings=[],
    )
    session.add(made)
    return made
