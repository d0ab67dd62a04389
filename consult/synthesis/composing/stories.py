"""What there is to tell of one question or theme, and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consult.analysis.material import Theme
from consult.calls.questionnaire import Question
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.sayings import Saying
from consult.synthesis.wording import Part


@dataclass(frozen=True, slots=True)
class Story:
    """A closed question, a theme, or an open question that nobody coded.

    `sayings` make its sentence; `minority` and `others` are told apart, or in the annex only.
    """

    question: Question
    value: int
    sayings: tuple[Saying, ...]
    minority: tuple[Saying, ...] = ()
    others: tuple[Saying, ...] = ()
    theme: Theme | None = None
    dispute: int = 0
    opening: str = ""
    tail: str = ""
    tail_parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from the other stories of its section."""
        return f"{self.question.key}/{self.theme.key}" if self.theme else self.question.key

    @property
    def weight(self) -> int:
        """How many agencies stand behind it; those who disagree with them count twice over."""
        return self.value + 2 * self.dispute

    @property
    def head(self) -> str:
        """What its sentence begins with, where no title says it."""
        return self.theme.label if self.theme else ""


def answered(desk: Desk, question: Question, said: str, texts: Mapping[str, Part]) -> Story:
    """The story of a question that is told as a whole: %(count)s is who answered it."""
    counts = {"count": (f"answered_question:{question.key}", question.key)}
    value = len(desk.answered(question))
    label = desk.words.gettext("All answers")
    saying = Saying(label, value, counts, said, said, texts, brief=said)
    return Story(question, value, (saying,))


def chosen(stories: Iterable[Story], room: int) -> list[Story]:
    """As many stories as there is room for: one of each question first, then the weightiest.

    A question put to some only is not among the first. On a tie the order asked decides; what
    is chosen stays in the order it came in.
    """
    found = list(stories)
    met: set[str] = set()
    ranks: list[tuple[bool, int, int]] = []
    by_weight = sorted(range(len(found)), key=lambda place: (-found[place].weight, place))
    for place in by_weight:
        question = found[place].question
        key = question.key
        ranks.append((key in met or question.show_if is not None, -found[place].weight, place))
        met.add(key)
    kept = {place for _, _, place in sorted(ranks)[:room]}
    return [story for place, story in enumerate(found) if place in kept]


def rooms(sizes: Sequence[int], total: int, least: int) -> list[int]:
    """How `total` places are shared between parts of those sizes; a small part keeps `least`."""
    everything = sum(sizes)
    if everything <= total:
        return list(sizes)
    return [min(size, max(least, round(total * size / everything))) for size in sizes]
