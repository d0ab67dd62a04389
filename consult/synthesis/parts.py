"""A walk through a note: its statements and its quotations, in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from consult.synthesis.snapshot import (
    Claim,
    Exhibit,
    Picture,
    Practice,
    Quote,
    Recommendation,
    Snapshot,
)


def statements(
    note: Snapshot, *, essentials: str = "", practices: str = ""
) -> Iterator[tuple[str, Claim]]:
    """Every statement with the title it stands under; two parts have titles of the reader's."""
    yield from ((essentials, claim) for claim in note.essentials)
    for chapter in note.chapters:
        for topic in chapter.topics:
            yield from ((topic.title, claim) for claim in topic.claims)
            yield from ((one.title, one.support) for one in topic.advice)
        yield from ((chapter.title, claim) for claim in chapter.minority)
    yield from ((practices, claim) for claim in note.practices_told)
    yield from ((one.title, one.support) for one in note.recommendations)
    for positions in note.positions:
        yield from ((positions.title, row.claim) for row in positions.rows if row.claim is not None)


def quotes(note: Snapshot) -> Iterator[tuple[str, Quote]]:
    """Every quotation with the title it stands under."""
    for chapter in note.chapters:
        for topic in chapter.topics:
            yield from ((topic.title, quote) for quote in topic.quotes)
            for one in topic.advice:
                yield from ((one.title, quote) for quote in one.wordings)
    for recommendation in note.recommendations:
        yield from ((recommendation.title, quote) for quote in recommendation.wordings)
    yield from (("", quote) for quote in note.within)


def practices(note: Snapshot) -> Iterator[Practice]:
    """Every good practice in a box, wherever it stands."""
    for chapter in note.chapters:
        for topic in chapter.topics:
            yield from topic.boxed
    yield from note.practices


def recommendations(note: Snapshot) -> Iterator[Recommendation]:
    """Every recommendation, wherever it stands, in the order of its number."""
    for chapter in note.chapters:
        for topic in chapter.topics:
            yield from topic.advice
    yield from note.recommendations


def pictures(note: Snapshot) -> Iterator[Picture]:
    """Every picture of the pages."""
    for chapter in note.chapters:
        for topic in chapter.topics:
            yield from topic.pictures


def exhibits(note: Snapshot) -> Iterator[Exhibit]:
    """Every chart and table of the pages, then those of annex A."""
    for chapter in note.chapters:
        yield from (topic.exhibit for topic in chapter.topics if topic.exhibit is not None)
    yield from note.exhibits
