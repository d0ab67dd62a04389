"""Answers with the passages coded in them, as plain values that pages draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from consult.analysis.coding.carrying import Carried
from consult.analysis.coding.highlights import Mark, Piece, pieces
from consult.analysis.material import Stance
from consult.analysis.models import Origin
from consult.analysis.suggesting.passages import passages
from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.consent import Attribution
from consult.contributions.texts import rich
from consult.contributions.values import plain_text

Pair = tuple[int, int]
"""A contribution and a question, by their ids: one answer."""

Place = tuple[int | None, str | None]
"""Which text of an answer: an item counted from 1 and a field of it, or nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A theme as it is offered for one question; the first nine are chosen by a digit."""

    id: int
    label: str
    claim: str
    description: str
    colour: int
    digit: int | None
    across: bool
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One coding: who put the passage under the theme, how, and what they added."""

    id: int
    stance: Stance | None
    comment: str
    origin: Origin
    who: str
    mine: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Strand:
    """One passage under one theme, with everybody who said so; without a theme, nobody did."""

    excerpt: int
    start: int
    end: int
    quote: str
    theme: int | None
    label: str
    claim: str
    colour: int
    said: tuple[Said, ...]

    @property
    def name(self) -> str:
        """What ties the words in the text to the line in the margin."""
        return f"{self.excerpt}-{self.theme or 0}"


@dataclass(frozen=True, slots=True)
class Text:
    """One readable text of an answer; `label` names it where an answer has several.

    `formats` is how the agency set some of its words.
    """

    item: int | None
    field: str | None
    label: str
    text: str
    formats: tuple[tuple[int, int, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    strands: tuple[Strand, ...] = ()

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """Where its sentences begin and end, however short."""
        return passages(self.text, shortest=0)

    @property
    def place(self) -> Place:
        """Which text of the answer it is."""
        return self.item, self.field


@dataclass(frozen=True, slots=True)
class Loose:
    """A passage of an earlier version that does not stand as it was: it waits for somebody."""

    excerpt: int
    version: int
    item: int | None
    field: str | None
    quote: str
    now: str
    carried: Carried
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer, with the consent its agency chose.

    `loose` are the passages to look at again; `others` counts the codings of others that a
    blind reader does not see.
    """

    contribution: int
    question_id: int
    question: str
    kind: QuestionKind
    acronym: str
    name: str
    version_id: int
    version: int
    attribution: Attribution
    confidential: bool
    withdrawn: bool
    texts: tuple[Text, ...]
    loose: tuple[Loose, ...] = ()
    others: int = 0

    @property
    def pair(self) -> Pair:
        """Which answer it is."""
        return self.contribution, self.question_id

    @property
    def anchor(self) -> str:
        """Its place on a page."""
        return f"answer-{self.contribution}-{self.question_id}"


def texts_of(question: Question, value: Any) -> Iterator[Text]:
    """The texts of an answer in which passages are told; those that hold nothing are left out."""
    if question.kind is not QuestionKind.REPEAT:
        text = plain_text(question, value)
        if text.strip():
            yield Text(None, None, "", text, formats=tuple(_formats(value)))
        return
    for rank, item in enumerate(value if isinstance(value, list) else (), start=1):
        for field in question.fields:
            text = plain_text(question, value, rank, field.key)
            if text.strip():
                name = f"{question.item_label or question.label} {rank} – {field.label}"
                yield Text(
                    rank, field.key, name, text, formats=tuple(_formats(item.get(field.key)))
                )


def drawn(text: Text, strands: Iterable[Strand]) -> Text:
    """The text with what lies over it."""
    told = tuple(sorted(strands, key=lambda one: (one.start, -one.end, one.excerpt)))
    marks = (Mark(one.start, one.end, one.name, one.colour) for one in told)
    return replace(text, strands=told, pieces=pieces(text.text, marks, text.formats))


def _formats(value: Any) -> Iterator[tuple[int, int, str]]:
    for mark in rich.marks_of(value):
        yield mark.start, mark.end, mark.kind
