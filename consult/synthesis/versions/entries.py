"""Everything that a note says, one entry after the other, with what recognises it elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consult.synthesis.snapshot import (
    Chapter,
    Claim,
    Exhibit,
    Picture,
    Practice,
    Prose,
    Quote,
    Recommendation,
    Snapshot,
    Topic,
)

ESSENTIALS, PRACTICES, ADVICE, ANNEX_A, ANNEX_B = (
    "essentials",
    "practices",
    "recommendations",
    "annex-a",
    "annex-b",
)
"""The parts of a note that no chapter names; their titles are the reader's words."""


class Kind(StrEnum):
    """What one entry of a note is."""

    STATEMENT = "statement"
    QUOTE = "quote"
    PROSE = "prose"
    EXHIBIT = "exhibit"
    PICTURE = "picture"
    PRACTICE = "practice"
    ADVICE = "advice"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a note says, in one part of it; `name` recognises it beyond its words."""

    part: str
    kind: Kind
    place: str
    text: str
    sources: tuple[str, ...] = ()
    name: str = ""


def entries(note: Snapshot) -> Iterator[Entry]:
    """Everything that a note says, in the order of its pages."""
    walk = _Walk(note)
    yield from (walk.claim(ESSENTIALS, "", one) for one in note.essentials)
    for chapter in note.chapters:
        yield from walk.chapter(chapter)
    yield from (walk.claim(PRACTICES, "", one) for one in note.practices_told)
    yield from (walk.practice(PRACTICES, "", one) for one in note.practices)
    for advice in note.recommendations:
        yield from walk.advice(ADVICE, "", advice)
    yield from (walk.exhibit(ANNEX_A, one.title, one) for one in note.exhibits)
    for table in note.positions:
        for row in table.rows:
            if row.claim is not None:
                yield walk.claim(ANNEX_A, table.title, row.claim)
            else:
                text = f"{row.label} – {row.count.text}"
                yield Entry(ANNEX_A, Kind.STATEMENT, table.title, text, (), row.label)
    for one in note.contributions:
        for answer in one.answers:
            place = f"{one.agency} – {answer.question}"
            yield Entry(ANNEX_B, Kind.ANSWER, place, "\n".join(answer.paragraphs), (), place)
    yield from (walk.quote("", "", one) for one in note.within)


class _Walk:
    """Names what it meets in one note."""

    def __init__(self, note: Snapshot) -> None:
        self._agencies = {source.code: source.agency for source in note.sources}
        self._rules = {record.id: record.rule for record in note.figures}

    def chapter(self, chapter: Chapter) -> Iterator[Entry]:
        part = f"chapter:{chapter.key}"
        if chapter.lead:
            yield Entry(part, Kind.PROSE, "", chapter.lead)
        for topic in chapter.topics:
            yield from self.topic(part, topic)
        yield from (self.claim(part, "", one) for one in chapter.minority)

    def topic(self, part: str, topic: Topic) -> Iterator[Entry]:
        yield from (self.prose(part, topic.title, one) for one in topic.prose)
        yield from (self.claim(part, topic.title, one) for one in topic.claims)
        yield from (self.quote(part, topic.title, one) for one in topic.quotes)
        if topic.exhibit is not None:
            yield self.exhibit(part, topic.title, topic.exhibit)
        yield from (self.picture(part, topic.title, one) for one in topic.pictures)
        yield from (self.practice(part, topic.title, one) for one in topic.boxed)
        for one in topic.advice:
            yield from self.advice(part, topic.title, one)

    def claim(self, part: str, place: str, claim: Claim) -> Entry:
        rules = [self._rules.get(run.figure, "") for run in claim.runs if run.figure is not None]
        text = "".join(run.text for run in claim.runs)
        name = " ".join(sorted(rules))
        return Entry(part, Kind.STATEMENT, place, text, self.named(claim.sources), name)

    def quote(self, part: str, place: str, quote: Quote) -> Entry:
        return Entry(
            part, Kind.QUOTE, place, f"{quote.text} – {quote.by}", self.named([quote.source])
        )

    def prose(self, part: str, place: str, prose: Prose) -> Entry:
        lines = [prose.title, *("".join(run.text for run in one) for one in prose.paragraphs)]
        return Entry(part, Kind.PROSE, place, "\n".join(filter(None, lines)), (), prose.title)

    def exhibit(self, part: str, place: str, exhibit: Exhibit) -> Entry:
        return Entry(part, Kind.EXHIBIT, place, "\n".join(_told(exhibit)), (), exhibit.title)

    def picture(self, part: str, place: str, picture: Picture) -> Entry:
        """Another file is another picture: the beginning of its digest is told."""
        told = (picture.title, picture.alternative, picture.credit)
        text = "\n".join(filter(None, (*told, f"sha256:{picture.digest[:12]}")))
        return Entry(part, Kind.PICTURE, place, text, (), picture.title)

    def practice(self, part: str, place: str, practice: Practice) -> Entry:
        told = (f"{label} – {text}" if label else text for label, text in practice.details)
        text = "\n".join((f"{practice.title} – {practice.by}", *told))
        sources = self.named([practice.source])
        return Entry(part, Kind.PRACTICE, place, text, sources, practice.title)

    def advice(self, part: str, place: str, advice: Recommendation) -> Iterator[Entry]:
        support = "".join(run.text for run in advice.support.runs)
        text = f"{advice.number}. {advice.title}\n{support}"
        sources = self.named(advice.support.sources)
        yield Entry(part, Kind.ADVICE, place, text, sources, advice.title)
        yield from (self.quote(part, advice.title, one) for one in advice.wordings)

    def named(self, codes: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(self._agencies.get(code, code) for code in codes if code)


def _told(thing: Any) -> Iterator[str]:
    """A chart or a table as lines: one for each thing inside it."""
    plain: list[str] = []
    inner: list[Any] = []
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if field.name == "kind" or value is None or isinstance(value, bool):
            continue
        several = value if isinstance(value, tuple) else (value,)
        inside = [one for one in several if dataclasses.is_dataclass(one)]
        inner += inside
        if not inside:
            plain += [_line(one) for one in several]
    yield " · ".join(filter(None, plain))
    for one in inner:
        yield from _told(one)


def _line(value: Any) -> str:
    return " · ".join(map(_line, value)) if isinstance(value, tuple) else str(value)
