"""Shaping the code book: themes added, worded, moved, joined, divided, taken away.

Every change is one act of the journal, so that it can be undone. What is changed is read again
once nobody else may change it; a page that was built from something older is told, and nothing
is lost of either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import User
from consult.analysis.code_book.tree import below, fits, reordered
from consult.analysis.coding import journal
from consult.analysis.models import COLOURS, Theme
from consult.calls.models import Call, Question
from consult.calls.naming import key_from
from consult.errors import NotFound, StaleRevision


class Fault(StrEnum):
    """Why the code book is left as it is; the sentences are in `code_words`."""

    CHANGED = "changed"
    KEY_TAKEN = "key_taken"
    OTHER_QUESTIONS = "other_questions"
    NOT_UNDER = "not_under"
    ITSELF = "itself"
    OTHER_LIST = "other_list"
    NOTHING_CHOSEN = "nothing_chosen"


class CannotShape(StaleRevision):
    """The code book does not allow it, or changed meanwhile; nothing was done."""

    def __init__(self, fault: Fault, **params: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.params = params


@dataclass(frozen=True, slots=True)
class Facts:
    """What staff say of a theme; `parent` is the id of the theme it is under."""

    label: str
    claim: str = ""
    description: str = ""
    colour: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Who changes the code book of which call, and when."""

    call: Call
    user: User | None
    at: datetime


class Book:
    """The themes of a call while one act changes them."""

    def __init__(self, session: Session, call: Call) -> None:
        self.session = session
        self.call = call
        self.themes = themes_of(session, call)

    def theme(self, number: int) -> Theme:
        """The theme of that id, or `NotFound`."""
        found = next((one for one in self.themes if one.id == number), None)
        if found is None:
            raise NotFound(f"theme {number}")
        return found

    def like(self, question: int | None, parent: int | None) -> list[Theme]:
        """The themes of one list that stand under the same one, in order."""
        return [
            one for one in self.themes if one.question_id == question and one.parent_id == parent
        ]

    def taken(self, question: int | None) -> set[str]:
        """Keys that a theme of the question cannot have; of every question, those of all."""
        return {
            one.key
            for one in self.themes
            if question is None or one.question_id in (None, question)
        }

    def number(self, themes: Sequence[Theme]) -> None:
        """Give the themes the places that they stand in."""
        for position, theme in enumerate(themes):
            theme.position = position

    def new(self, question: Question | None, facts: Facts) -> Theme:
        """A theme more, last of its list."""
        of = question.id if question else None
        like = [one for one in self.themes if one.question_id == of]
        theme = Theme(
            call=self.call,
            question=question,
            key=key_from(facts.label, self.taken(of), otherwise="theme"),
            position=max((one.position + 1 for one in like), default=0),
            colour=facts.colour or self.next_colour(),
        )
        self.word(theme, facts)
        self.session.add(theme)
        self.session.flush()
        self.themes.append(theme)
        self.put_under(theme, facts.parent)
        return theme

    def word(self, theme: Theme, facts: Facts) -> None:
        """Say what the theme is."""
        theme.label, theme.claim, theme.description = facts.label, facts.claim, facts.description

    def put_under(self, theme: Theme, parent: int | None) -> None:
        """Stand under another theme of the same list, without a ring and not too deep."""
        if parent == theme.parent_id:
            return
        if parent is not None and self.theme(parent).question_id != theme.question_id:
            raise CannotShape(Fault.OTHER_LIST)
        if not fits(self.themes, theme.id, parent):
            raise CannotShape(Fault.NOT_UNDER)
        theme.parent_id = parent

    def next_colour(self) -> int:
        """The colour that the fewest themes have, the first of them."""
        used = [one.colour for one in self.themes]
        return min(range(1, COLOURS + 1), key=lambda colour: (used.count(colour), colour))


def themes_of(session: Session, call: Call) -> list[Theme]:
    """The themes of a call as they are now, in the order of the code book."""
    return list(
        session.scalars(
            select(Theme)
            .where(Theme.call_id == call.id)
            .options(joinedload(Theme.question), joinedload(Theme.parent))
            .order_by(Theme.position, Theme.id)
            .execution_options(populate_existing=True)
        )
    )


@contextmanager
def shaping(session: Session, by: By, kind: str, about: dict[str, Any]) -> Iterator[Book]:
    """One act on the code book, read once nobody else changes it. `about` may be filled inside."""
    with journal.act(session, call=by.call, user=by.user, kind=kind, at=by.at, about=about):
        yield Book(session, by.call)


def told(theme: Theme) -> str:
    """What a page shows of a theme: as long as it is the same, nobody changed it since."""
    parts = (theme.label, theme.claim, theme.description, theme.colour, theme.parent_id)
    return digest((theme.id, theme.question_id, *parts))


def digest(shown: object) -> str:
    """Something short that changes with what is shown."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def add(session: Session, *, by: By, question: Question | None, facts: Facts) -> Theme:
    """A new theme, last of its question, or last of those of every question."""
    with shaping(session, by, "theme_added", {"theme": facts.label}) as book:
        return book.new(question, facts)


def amend(session: Session, *, by: By, theme: int, facts: Facts, seen: str) -> Theme:
    """Word the theme otherwise, give it another colour, put it under another one.

    `seen` is what the page showed (see `told`). The key stays: rules and figures name it.
    """
    about = {"theme": facts.label}
    with shaping(session, by, "theme_amended", about) as book:
        found = book.theme(theme)
        if told(found) != seen:
            raise CannotShape(Fault.CHANGED)
        if found.label != facts.label:
            about["before"] = found.label
        book.word(found, facts)
        found.colour = facts.colour or found.colour
        if found.parent_id != facts.parent:
            book.put_under(found, facts.parent)
            _last_of(book, found)
        return found


def move(session: Session, *, by: By, theme: int, before: int | None) -> None:
    """Stand before another theme under the same one, or last."""
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_moved", about) as book:
        found = book.theme(theme)
        about["theme"] = found.label
        like = book.like(found.question_id, found.parent_id)
        target = next((one for one in like if one.id == before), None)
        if before is not None and target is None:
            raise CannotShape(Fault.CHANGED)
        _number(book, found, reordered(like, found, target))


def step(session: Session, *, by: By, theme: int, places: int) -> None:
    """One place up (-1) or down (+1) among those under the same theme; nothing at either end."""
    about: dict[str, Any] = {}
    with shaping(session, by, "theme_moved", about) as book:
        found = book.theme(theme)
        about["theme"] = found.label
        like = book.like(found.question_id, found.parent_id)
        place = like.index(found) + places
        if 0 <= place < len(like):
            rest = [one for one in like if one is not found]
            _number(book, found, [*rest[:place], found, *rest[place:]])


def _number(book: Book, moved: Theme, like: Sequence[Theme]) -> None:
    """Renumber a whole list: those under other themes keep their order among themselves."""
    rank = {one.id: place for place, one in enumerate(like)}
    whole = [one for one in book.themes if one.question_id == moved.question_id]
    rest = iter(like)
    book.number([next(rest) if one.id in rank else one for one in whole])


def _last_of(book: Book, theme: Theme) -> None:
    """A theme that comes under another one comes last there."""
    whole = [one for one in book.themes if one.question_id == theme.question_id]
    book.number([*(one for one in whole if one is not theme), theme])


def subtree(book: Book, theme: Theme) -> list[Theme]:
    """The theme and what is under it, in the order of the code book."""
    inside = below(book.themes, theme.id)
    return [one for one in book.themes if one.id in inside]
