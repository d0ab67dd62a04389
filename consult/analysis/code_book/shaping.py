"""Themes joined, divided, taken away, or moved to another list, with what was coded under them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from consult.analysis.code_book.editing import (
    Book,
    By,
    CannotShape,
    Facts,
    Fault,
    digest,
    shaping,
    subtree,
    told,
)
from consult.analysis.code_book.tree import below
from consult.analysis.models import Coding, Excerpt, Theme
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from consult.errors import NotFound


def holding(session: Session, *themes: Theme) -> str:
    """What a page shows of themes and of what is under them; the same as long as nobody coded."""
    codings = select(func.count(Coding.id), func.max(Coding.id)).where(
        Coding.theme_id.in_([one.id for one in themes])
    )
    return digest(([told(one) for one in themes], tuple(session.execute(codings).one())))


def bind(session: Session, *, by: By, theme: int, question: Question | None, seen: str) -> None:
    """Make the theme, and those under it, of one question or of every question.

    Refused while passages of other questions are under them, or where a key is taken there.
    """
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_bound", about) as book:
        found = _unchanged(book, theme, seen)
        about |= {"theme": found.label, "question": question.key if question else ""}
        moving = subtree(book, found)
        _rehouse(book, moving, question.id if question else None)
        found.parent_id = None
        others = [one for one in book.themes if one not in moving]
        book.number([one for one in others if one.question_id == found.question_id] + moving)


def merge(
    session: Session, *, by: By, theme: int, into: int, seen: str, stances: bool = True
) -> Theme:
    """Put everything of one theme under another, then take the first away.

    Who had put a passage under both has it once, with the stance towards the theme that stays,
    and both comments. Without `stances`, or without a claim to be for or against, a passage
    that moves takes none. Themes under the first come under the second.
    """
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_merged", about) as book:
        target = book.theme(into)
        found = _unchanged(book, theme, seen, target)
        if found is target:
            raise CannotShape(Fault.ITSELF)
        about |= {"theme": found.label, "into": target.label, **_about(session, [found])}
        inside = below(book.themes, target.id)
        moving = [one for one in subtree(book, found) if one.id not in inside]
        if found.question_id != target.question_id:
            _rehouse(book, moving, target.question_id, leaving=found)
        _children_to(book, found, target)
        _codings_to(session, found, target, stances=stances and bool(target.claim))
        session.flush()
        session.delete(found)
        return target


def split(
    session: Session,
    *,
    by: By,
    theme: int,
    facts: Facts,
    excerpts: Collection[int],
    seen: str,
) -> Theme:
    """Make a new theme of some passages of one, with everybody's codings of them."""
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_split", about) as book:
        found = _unchanged(book, theme, seen)
        chosen = [one for one in _codings(session, [found]) if one.excerpt_id in excerpts]
        if not chosen:
            raise CannotShape(Fault.NOTHING_CHOSEN)
        about |= {"theme": found.label, "into": facts.label, "count": len(chosen)}
        about["answers"] = _answers(session, chosen)
        made = book.new(found.question, facts)
        made.parent_id = found.parent_id
        whole = [one for one in book.themes if one.question_id == found.question_id]
        whole.remove(made)
        whole.insert(whole.index(found) + 1, made)
        book.number(whole)
        for coding in chosen:
            coding.theme = made
            coding.stance = coding.stance if made.claim else None
        return made


def remove(session: Session, *, by: By, theme: int, seen: str) -> None:
    """Take the theme away with its codings; passages stay, and so do the themes under it."""
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_removed", about) as book:
        found = _unchanged(book, theme, seen)
        about |= {"theme": found.label, **_about(session, [found])}
        for child in book.like(found.question_id, found.id):
            child.parent_id = found.parent_id
        for coding in _codings(session, [found]):
            session.delete(coding)
        session.flush()
        session.delete(found)


def question_of(session: Session, call: Call, key: str) -> Question | None:
    """The question of that key, None for an empty one; raises `NotFound`."""
    if not key:
        return None
    found = session.scalars(
        select(Question).where(Question.call_id == call.id, Question.key == key)
    ).one_or_none()
    if found is None:
        raise NotFound(f"question {key}")
    return found


def _unchanged(book: Book, theme: int, seen: str, *others: Theme) -> Theme:
    found = book.theme(theme)
    if holding(book.session, found, *others) != seen:
        raise CannotShape(Fault.CHANGED)
    return found


def _rehouse(
    book: Book, moving: Sequence[Theme], question: int | None, *, leaving: Theme | None = None
) -> None:
    """Move themes to another list if their keys and their passages allow it."""
    staying = [one for one in book.themes if one not in moving]
    taken = {one.key for one in staying if question is None or one.question_id in (None, question)}
    held = next((one for one in moving if one is not leaving and one.key in taken), None)
    if held is not None:
        raise CannotShape(Fault.KEY_TAKEN, key=held.key)
    if question is not None and (count := _elsewhere(book.session, moving, question)):
        raise CannotShape(Fault.OTHER_QUESTIONS, count=count)
    for one in moving:
        if one is not leaving:
            one.question_id = question


def _elsewhere(session: Session, themes: Iterable[Theme], question: int) -> int:
    """How many passages of other questions are under the themes."""
    found = session.scalar(
        select(func.count(Excerpt.id.distinct()))
        .join(Coding, Coding.excerpt_id == Excerpt.id)
        .where(Coding.theme_id.in_([one.id for one in themes]), Excerpt.question_id != question)
    )
    return found or 0


def _children_to(book: Book, found: Theme, target: Theme) -> None:
    if target.id in below(book.themes, found.id):
        target.parent_id = found.parent_id
    for child in [one for one in book.themes if one.parent_id == found.id]:
        if child is not target:
            book.put_under(child, target.id)


def _codings_to(session: Session, found: Theme, target: Theme, *, stances: bool) -> None:
    there = {(one.excerpt_id, one.user_id): one for one in _codings(session, [target])}
    for coding in _codings(session, [found]):
        double = there.get((coding.excerpt_id, coding.user_id))
        if double is None:
            coding.theme = target
            coding.stance = coding.stance if stances else None
        else:
            both = (double.comment, coding.comment)
            double.comment = "\n".join(dict.fromkeys(one for one in both if one))
            session.delete(coding)


def _codings(session: Session, themes: Iterable[Theme]) -> Sequence[Coding]:
    return session.scalars(
        select(Coding)
        .where(Coding.theme_id.in_([one.id for one in themes]))
        .options(joinedload(Coding.excerpt))
        .order_by(Coding.id)
        .execution_options(populate_existing=True)
    ).all()


def _about(session: Session, themes: Iterable[Theme]) -> dict[str, Any]:
    """For the history: how many codings an act concerns, and of which answers."""
    codings = _codings(session, themes)
    return {"count": len(codings), "answers": _answers(session, codings)}


def _answers(session: Session, codings: Iterable[Coding]) -> list[list[int]]:
    excerpts = {one.excerpt_id for one in codings}
    found = session.execute(
        select(Version.contribution_id, Excerpt.question_id)
        .join(Version, Version.id == Excerpt.version_id)
        .where(Excerpt.id.in_(excerpts))
        .distinct()
        .order_by(Version.contribution_id, Excerpt.question_id)
    )
    return [list(row) for row in found]
