"""What a search found, in words again: each place is read in the version that was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.analysis.models import SuggestedAnswer, SuggestionRun
from consult.analysis.suggesting import searches as proposals
from consult.analysis.suggesting.searches import Last, Place, Proposed
from consult.calls.models import Call, Question
from consult.calls.questionnaire import Question as Asked
from consult.contributions.models import Version
from consult.contributions.reading import TEXTS
from consult.contributions.values import plain_text

WINDOW = 200
"""So many contributions are looked at for one page of passages."""
ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in its words. `newer` says that its agency sent something else since."""

    acronym: str
    name: str
    contribution: int
    start: int
    end: int
    text: str
    confidential: bool
    newer: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """What happened since the answers were read."""

    newer: int
    gone: int
    added: int

    @property
    def stale(self) -> bool:
        """Whether the same search would read something else."""
        return bool(self.newer or self.gone or self.added)


@dataclass(frozen=True, slots=True)
class Offer:
    """One passage in its words, with the themes proposed for it and the reason of each."""

    proposed: Proposed
    quote: Quote
    reasons: tuple[Quote | None, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Passages for which themes are proposed, those under a theme since, and those left."""

    proposed: int
    coded: int
    skipped: int


class Words:
    """The words of places, as the versions that a search read have them.

    `confidential` are the contributions whose answer is to be kept so, as they last chose.
    """

    def __init__(
        self,
        session: Session,
        question: Question,
        run: SuggestionRun,
        lasts: Sequence[Last],
        confidential: Collection[int],
    ) -> None:
        self._session = session
        self._confidential = confidential
        self._question: Asked = question.spec
        self._read: Mapping[str, int] = run.result["read"]
        self._last = {one.contribution: one for one in lasts}
        self._content: dict[int, Mapping[str, Any]] = {}

    @property
    def freshness(self) -> Freshness:
        """What was sent, withdrawn or begun since."""
        known = {int(one): version for one, version in self._read.items()}
        both = known.keys() & self._last.keys()
        return Freshness(
            newer=sum(self._last[one].version != known[one] for one in both),
            gone=len(known.keys() - self._last.keys()),
            added=len(self._last.keys() - known.keys()),
        )

    def load(self, places: Iterable[Place]) -> None:
        """Have what is needed for some places; one statement."""
        wanted = {self._read.get(str(one.contribution)) for one in places} - {None}
        rows = self._session.execute(
            select(Version.id, Version.content).where(Version.id.in_(wanted - self._content.keys()))
        )
        self._content |= {number: content for number, content in rows}  # noqa: C416 - typed rows

    def quote(self, place: Place) -> Quote | None:
        """The words there; None when the agency withdrew its contribution."""
        last = self._last.get(place.contribution)
        version = self._read.get(str(place.contribution))
        content = self._content.get(version or 0)
        if last is None or content is None:
            return None
        value = content["answers"].get(self._question.key)
        text = plain_text(self._question, value, place.item, place.field)
        newer = last.version != version
        kept = self._question.key in content.get("confidential", ())
        return Quote(
            acronym=last.acronym,
            name=last.name,
            contribution=last.contribution,
            start=place.start,
            end=place.end,
            text=text[place.start : place.end],
            confidential=place.contribution in self._confidential or (newer and kept),
            newer=newer,
        )

    def quotes(self, places: Iterable[Sequence[Any]]) -> list[Quote]:
        """The words of places as JSON has them, those that were withdrawn left out."""
        return [quote for one in places if (quote := self.quote(Place(*one))) is not None]


def open_questions(call: Call) -> list[Question]:
    """The questions that people answer in their own words, at least in a field."""
    return [
        question
        for section in call.sections
        for question in section.questions
        if question.kind in TEXTS or any(field.kind in TEXTS for field in question.spec.fields)
    ]


def shown_places(result: Mapping[str, Any]) -> Iterator[Place]:
    """Every place whose words the page of a question shows."""
    for phrase in result["phrases"]:
        yield from _places(phrase["contexts"])
    for theme in result["themes"]:
        yield from _places(theme["representative"])
    yield from _places(result["atypical"])
    for _, around in result["figures"]:
        yield Place(*around)
    for named in result["places"]:
        yield from _places(around for _, around in named["mentions"])


def _places(kept: Iterable[Sequence[Any]]) -> Iterator[Place]:
    return (Place(*one) for one in kept)


def counts(session: Session, run: SuggestionRun) -> Counts:
    """How many passages have themes proposed, are under a theme whoever put them there, were left.

    Three statements: only answers in which something is coded are looked into.
    """
    mine = SuggestedAnswer.run_id == run.id
    passages, left = session.execute(
        select(
            func.coalesce(func.sum(func.json_array_length(SuggestedAnswer.passages)), 0),
            func.coalesce(func.sum(func.json_array_length(SuggestedAnswer.skipped)), 0),
        ).where(mine)
    ).one()
    coded = proposals.coded(session, {run.question_id})
    rows = session.execute(
        select(
            SuggestedAnswer.contribution_id, SuggestedAnswer.passages, SuggestedAnswer.skipped
        ).where(mine, SuggestedAnswer.contribution_id.in_({pair[0] for pair in coded}))
    )
    done = both = 0
    for contribution, told, skipped in rows:
        places = coded[contribution, run.question_id]
        for rank, (*where, _) in enumerate(told):
            if any(Place(contribution, *where).meets(one) for one in places):
                done += 1
                both += rank in skipped
    return Counts(passages, done, left - both)


def offers(
    session: Session, call: Call, run: SuggestionRun, words: Words, beginning: int
) -> tuple[list[Offer], int | None]:
    """Passages to decide on, from a contribution on; and where the next page begins."""
    numbers = session.scalars(
        select(SuggestedAnswer.contribution_id)
        .where(SuggestedAnswer.run_id == run.id, SuggestedAnswer.contribution_id >= beginning)
        .order_by(SuggestedAnswer.contribution_id)
        .limit(WINDOW + 1)
    ).all()
    window, after = numbers[:WINDOW], numbers[WINDOW:]
    known = proposals.of(session, call, {(one, run.question_id) for one in window})
    chosen: list[Proposed] = []
    following = after[0] if after else None
    for number in window:
        if len(chosen) >= ON_A_PAGE:
            following = number
            break
        chosen += [one for one in known.get((number, run.question_id), ()) if one.open]
    words.load(_needed(chosen))
    return list(_offered(chosen, words)), following


def _needed(chosen: Collection[Proposed]) -> Iterator[Place]:
    for one in chosen:
        yield one.place
        yield from (theme.nearest for theme in one.themes if theme.nearest)


def _offered(chosen: Iterable[Proposed], words: Words) -> Iterator[Offer]:
    for one in chosen:
        quote = words.quote(one.place)
        if quote is not None and not quote.newer:
            reasons = tuple(
                words.quote(theme.nearest) if theme.nearest else None for theme in one.themes
            )
            yield Offer(one, quote, reasons)
