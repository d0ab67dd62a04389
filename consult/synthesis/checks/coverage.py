"""What of the consultation the note tells, and what it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answered,
    Both,
    Coded,
    Either,
    Narrowed,
    Not,
    Rule,
)
from consult.analysis.figures.rules import RuleError, parse
from consult.analysis.material import Passage
from consult.calls.questionnaire import QuestionKind
from consult.contributions.consent import Attribution
from consult.contributions.values import is_answer
from consult.synthesis.checks.ground import Ground
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Place, Shown

TEXTS = frozenset({QuestionKind.LONG_TEXT, QuestionKind.REPEAT})
"""Questions whose answers are read; the others are all in annex A."""

SEVERAL = 2
"""From so many agencies on, a theme that the note leaves out is told."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What the note makes of one contribution.

    `cited` and `quoted` count its passages; `answers` are the questions answered in words, and
    `left_out` those of which nothing is cited nor counted. `counted` says that a figure or a
    chart counts it, be it for a box ticked.
    """

    agency: str
    name: str
    level: str
    region: str
    confidential: bool
    cited: int
    quoted: int
    answers: tuple[str, ...]
    left_out: tuple[str, ...]
    counted: bool

    @property
    def absent(self) -> bool:
        """Whether the note says nothing of it: neither words nor counts."""
        return not self.cited and not self.counted


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with the agencies that raise it; `voices` are those cited on it in the note."""

    question: str
    key: str
    label: str
    agencies: tuple[str, ...]
    counted: bool
    voices: tuple[str, ...]

    @property
    def absent(self) -> bool:
        """Whether the note does not tell of it."""
        return not self.counted and not self.voices

    @property
    def one_voice(self) -> bool:
        """Whether several raise it and one alone is cited, and nobody counted."""
        return len(self.voices) == 1 and not self.counted and len(self.agencies) >= SEVERAL


@dataclass(frozen=True, slots=True)
class Region:
    """A region or level with the agencies that answered there, and how many are cited."""

    label: str
    answered: int
    cited: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything at once."""

    contributions: tuple[Contribution, ...]
    themes: tuple[Theme, ...]
    regions: tuple[Region, ...]
    levels: tuple[Region, ...]
    quotations: int

    @property
    def most_quoted(self) -> Contribution | None:
        """Who is quoted most."""
        found = max(self.contributions, key=lambda one: one.quoted, default=None)
        return found if found is not None and found.quoted else None


def coverage(ground: Ground) -> Coverage:
    """What a manuscript tells of a consultation."""
    cited, quoted, told = _cited(ground), _quoted(ground), _told(ground)
    contributions = tuple(_contributions(ground, cited, quoted, told))
    return Coverage(
        contributions,
        tuple(_themes(ground, cited, told)),
        _places(contributions, "region"),
        _places(contributions, "level"),
        sum(quoted.values()),
    )


# --- what is told -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What figures and charts count: agencies question by question, and themes."""

    agencies: Mapping[str, frozenset[str]]
    themes: frozenset[tuple[str, str]]


def _cited(ground: Ground) -> tuple[Place, ...]:
    """Every passage that the note cites or quotes, each once."""
    places = (
        place
        for block in ground.blocks
        for place in (*block.sources, *(one.place for one in block.quotations))
    )
    return tuple(dict.fromkeys(places))


def _quoted(ground: Ground) -> Counter[str]:
    return Counter(one.place.agency for block in ground.blocks for one in block.quotations)


def _told(ground: Ground) -> Told:
    agencies: dict[str, set[str]] = {}
    themes: set[tuple[str, str]] = set()
    for block in ground.blocks:
        for text in block.rules:
            try:
                rule = parse(text)
                figure = figures.resolved(ground.desk, text)
            except RuleError:
                continue
            themes.update(_themes_of(rule))
            for question in figures.questions(ground.desk, rule):
                agencies.setdefault(question, set()).update(figure.agencies)
        shown = block.exhibited
        if shown is not None and shown.question:
            agencies.setdefault(shown.question, set()).update(_answering(ground, shown.question))
            if shown.of in (Shown.THEMES, Shown.STANCES):
                themes.update((shown.question, one.key) for one in ground.desk.material.themes)
        if block.described is not None:
            agencies.setdefault(block.described.question, set()).add(block.described.agency)
    return Told({key: frozenset(found) for key, found in agencies.items()}, frozenset(themes))


def _answering(ground: Ground, question: str) -> tuple[str, ...]:
    """Who answered a question; nobody one that is not there any more."""
    try:
        return figures.resolved(ground.desk, f"answered_question:{question}").agencies
    except RuleError:
        return ()


def _themes_of(rule: Rule) -> Iterator[tuple[str, str]]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _themes_of(left)
            yield from _themes_of(right)
        case Not(inner) | Narrowed(inner, _, _):
            yield from _themes_of(inner)
        case Coded(question, theme, _):
            yield (question, theme)
        case Answered():
            return


def _contributions(
    ground: Ground, cited: Iterable[Place], quoted: Counter[str], told: Told
) -> Iterator[Contribution]:
    material = ground.desk.material
    passages = Counter(place.agency for place in cited)
    places = {(place.agency, place.question) for place in cited}
    asked = [
        one
        for one in material.questionnaire
        if one.kind in TEXTS and one.key not in CONSENT_QUESTIONS
    ]
    for reply in material.replies:
        member = material.member.get(reply.agency)
        answered = [one for one in asked if is_answer(one, reply.values.get(one.key))]
        left = [
            one.label
            for one in answered
            if (reply.agency, one.key) not in places
            and reply.agency not in told.agencies.get(one.key, ())
        ]
        yield Contribution(
            agency=reply.agency,
            name=member.name if member else "",
            level=member.level if member else "",
            region=member.region if member else "",
            confidential=reply.attribution is Attribution.CONFIDENTIAL,
            cited=passages[reply.agency],
            quoted=quoted[reply.agency],
            answers=tuple(one.label for one in answered),
            left_out=tuple(left),
            counted=any(reply.agency in agencies for agencies in told.agencies.values()),
        )


def _themes(ground: Ground, cited: Iterable[Place], told: Told) -> Iterator[Theme]:
    material = ground.desk.material
    said: dict[tuple[str, str], list[Passage]] = {}
    for passage in material.passages:
        if passage.theme is not None:
            said.setdefault((passage.question, passage.theme), []).append(passage)
    spots: dict[tuple[str, str], list[Place]] = {}
    for place in cited:
        spots.setdefault((place.agency, place.question), []).append(place)
    labels = {(one.question, one.key): one.label for one in material.themes}
    order = {one.key: rank for rank, one in enumerate(material.questionnaire)}
    for (question, key), passages in sorted(said.items(), key=lambda one: order[one[0][0]]):
        voices = dict.fromkeys(
            one.agency
            for one in passages
            if any(_overlap(one, spot) for spot in spots.get((one.agency, question), ()))
        )
        yield Theme(
            question=question,
            key=key,
            label=labels.get((question, key)) or labels.get(("", key), key),
            agencies=tuple(dict.fromkeys(one.agency for one in passages)),
            counted=(question, key) in told.themes or (ANYWHERE, key) in told.themes,
            voices=tuple(voices),
        )


def _overlap(passage: Passage, place: Place) -> bool:
    same = (passage.item, passage.field) == (place.item, place.field)
    return same and passage.start < place.end and place.start < passage.end


def _places(contributions: Iterable[Contribution], trait: str) -> tuple[Region, ...]:
    answered, cited = Counter[str](), Counter[str]()
    for one in contributions:
        label = getattr(one, trait)
        answered[label] += 1
        cited[label] += bool(one.cited)
    return tuple(Region(label, answered[label], cited[label]) for label in answered if label)
