"""Blocks put into topics so that the order of the author is the order of the page.

A topic is printed in a fixed order: numbers, text, statements with their quotations, a chart,
pictures, other quotations, practices, recommendations. Wherever a block comes too late for the
topic it stands in, an untitled one begins, which continues it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum

from consult.synthesis.snapshot import (
    Claim,
    Exhibit,
    Picture,
    Practice,
    Prose,
    Quote,
    Recommendation,
    Topic,
)


class Rank(IntEnum):
    """Where a piece stands in a topic."""

    NUMBER = 1
    PROSE = 2
    CLAIM = 3
    EXHIBIT = 4
    PICTURE = 5
    QUOTE = 6
    BOXED = 7
    ADVICE = 8


@dataclass
class Open:
    """A topic being filled."""

    key: str
    title: str = ""
    rank: Rank = Rank.NUMBER
    numbers: list[tuple[str, str]] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    exhibit: Exhibit | None = None
    pictures: list[Picture] = field(default_factory=list)
    boxed: list[Practice] = field(default_factory=list)
    advice: list[Recommendation] = field(default_factory=list)

    def closed(self) -> Topic:
        """The topic as a snapshot holds it."""
        return Topic(
            key=self.key,
            title=self.title,
            claims=tuple(self.claims),
            quotes=tuple(self.quotes),
            exhibit=self.exhibit,
            prose=tuple(self.prose),
            boxed=tuple(self.boxed),
            advice=tuple(self.advice),
            numbers=tuple(self.numbers),
            pictures=tuple(self.pictures),
        )


class Packer:
    """Fills the topics of one chapter."""

    def __init__(self) -> None:
        self.topics: list[Open] = []

    def head(self, key: str, title: str) -> None:
        """Begin a topic under a title of its own."""
        self.topics.append(Open(key, title))

    def number(self, key: str, figure: tuple[str, str]) -> None:
        """A number that catches the eye."""
        self._at(key, Rank.NUMBER).numbers.append(figure)

    def prose(self, key: str, prose: Prose) -> None:
        """Text, or a box."""
        self._at(key, Rank.PROSE).prose.append(prose)

    def claim(self, key: str, claim: Claim) -> None:
        """A statement."""
        self._at(key, Rank.CLAIM).claims.append(claim)

    def exhibit(self, key: str, exhibit: Exhibit) -> None:
        """A chart or a table, one a topic."""
        if self.topics and self.topics[-1].exhibit is not None:
            self.head(key, "")
        self._at(key, Rank.EXHIBIT).exhibit = exhibit

    def picture(self, key: str, picture: Picture) -> None:
        """A picture."""
        self._at(key, Rank.PICTURE).pictures.append(picture)

    @property
    def advises(self) -> bool:
        """Whether what comes next comes behind a recommendation."""
        return bool(self.topics) and self.topics[-1].rank is Rank.ADVICE

    def quote(self, key: str, quote: Quote) -> None:
        """A quotation: of the statement or the recommendation it follows, or by itself."""
        last = self.topics[-1] if self.topics else None
        if last is not None and self.advises:
            spoken = last.advice[-1]
            last.advice[-1] = replace(spoken, wordings=(*spoken.wordings, quote))
        elif last is not None and last.rank is Rank.CLAIM:
            last.quotes.append(replace(quote, about=last.claims[-1].id))
        else:
            self._at(key, Rank.QUOTE).quotes.append(quote)

    def boxed(self, key: str, practice: Practice) -> None:
        """A good practice."""
        self._at(key, Rank.BOXED).boxed.append(practice)

    def advise(self, key: str, recommendation: Recommendation) -> None:
        """A recommendation."""
        self._at(key, Rank.ADVICE).advice.append(recommendation)

    def closed(self) -> tuple[Topic, ...]:
        """Every topic, in order."""
        return tuple(one.closed() for one in self.topics)

    def _at(self, key: str, rank: Rank) -> Open:
        """The topic in which a piece of that rank can still stand."""
        if not self.topics or rank < self.topics[-1].rank:
            self.head(key, "")
        topic = self.topics[-1]
        topic.rank = rank
        return topic


def claims_of(topics: Iterable[Topic]) -> list[Claim]:
    """The statements of some topics, recommendations included."""
    return [
        claim
        for topic in topics
        for claim in (*topic.claims, *(one.support for one in topic.advice))
    ]
