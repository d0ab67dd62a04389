"""What changed between two answers, in words: for people who read, not for machines.

Texts are compared word by word, lists line by line, and the items of a repeated group are
recognised by what they say, so that an item moved is not one removed and another added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.calls.questionnaire import Question, Questionnaire
from consult.contributions.shown import Shown, shown
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.texts.word_by_word import TOKENS, Piece, State, words

ALIKE = 0.5
"""From this share of common words on, two items are the same item, changed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: its words, its place before and after (from 1), and its inside."""

    state: State
    pieces: tuple[Piece, ...] = ()
    label: str = ""
    was: int | None = None
    now: int | None = None
    inside: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One question whose answer, or whose confidentiality, is not the same any more."""

    question: Question
    shape: str
    lines: tuple[Line, ...]
    before: Said
    after: Said

    @property
    def became_secret(self) -> bool | None:
        """Whether it is confidential from now on; None when that did not change."""
        same = self.before.confidential == self.after.confidential
        return None if same else self.after.confidential

    @property
    def is_only_formatting(self) -> bool:
        """Whether the words are the same: only bold, italic or a link changed."""
        return self.before.value != self.after.value and all(
            line.state is State.SAME and all(piece.state is State.SAME for piece in line.pieces)
            for line in self.lines
        )


def changes(
    questionnaire: Questionnaire, before: Mapping[str, Said], after: Mapping[str, Said]
) -> Iterator[Change]:
    """Every question that changed, in the order of the form."""
    for question in questionnaire:
        change = change_of(
            question, before.get(question.key, NOTHING), after.get(question.key, NOTHING)
        )
        if change is not None:
            yield change


def change_of(question: Question, before: Said, after: Said) -> Change | None:
    """What changed in one answer; None when nothing did."""
    if before == after:
        return None
    old, new = shown(question, before.value), shown(question, after.value)
    shape = (new or old or Shown("text")).shape
    return Change(question, shape, lines_of(old, new), before, after)


def said_in(content: Mapping[str, Any]) -> dict[str, Said]:
    """The answers of a version, as they are compared, with the consent it says itself."""
    secret = set(content["confidential"])
    said = {key: Said(value, key in secret) for key, value in content["answers"].items()}
    for key in ("attribution", "quote_permission"):
        if key not in said and content.get(key):
            said[key] = Said(content[key])
    return said


def lines_of(old: Shown | None, new: Shown | None) -> tuple[Line, ...]:
    """Two answers line by line; answers of different shapes are one removed and one added."""
    if old is not None and new is not None and old.shape != new.shape:
        return (*lines_of(old, None), *lines_of(None, new))
    shape = (new or old or Shown("text")).shape
    old, new = old or Shown(shape), new or Shown(shape)
    if shape == "pairs":
        return tuple(_pairs(dict(old.pairs), dict(new.pairs)))
    if shape == "items":
        return tuple(_items(old.items, new.items))
    if shape == "order":
        return tuple(_ranks(old.lines, new.lines))
    if shape in ("list", "files"):
        return tuple(_list(old.lines, new.lines))
    return (Line(State.SAME, words(old.text, new.text)),)


def _list(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    kept = set(old) & set(new)
    for line in old:
        if line not in kept:
            yield Line(State.OUT, (Piece(State.OUT, line),))
    for line in new:
        state = State.SAME if line in kept else State.IN
        yield Line(state, (Piece(state, line),))


def _ranks(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    before = {line: rank for rank, line in enumerate(old, start=1)}
    for rank, line in enumerate(new, start=1):
        was = before.pop(line, None)
        state = State.IN if was is None else State.SAME if was == rank else State.MOVED
        piece = Piece(State.IN if was is None else State.SAME, line)
        yield Line(state, (piece,), was=was, now=rank)
    for line, rank in before.items():
        yield Line(State.OUT, (Piece(State.OUT, line),), was=rank)


def _pairs(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Line]:
    for label in dict.fromkeys((*old, *new)):
        was, now = old.get(label, ""), new.get(label, "")
        if was == now:
            yield Line(State.SAME, (Piece(State.SAME, now),), label)
        else:
            pieces = (Piece(State.OUT, was), Piece(State.IN, now))
            yield Line(State.CHANGED, tuple(one for one in pieces if one.text), label)


Item = tuple[tuple[str, Shown], ...]


def _items(old: Sequence[Item], new: Sequence[Item]) -> Iterator[Line]:
    pairs = _matched(old, new)
    in_order = _longest_run([pairs[place] for place in sorted(pairs)])
    for now, item in enumerate(new):
        was = pairs.get(now)
        if was is None:
            yield Line(State.IN, now=now + 1, inside=tuple(_fields((), item)))
            continue
        inside = tuple(_fields(old[was], item))
        same = all(line.state is State.SAME for line in inside)
        state = State.SAME if same else State.CHANGED
        moved = was not in in_order
        yield Line(
            State.MOVED if moved and same else state, was=was + 1, now=now + 1, inside=inside
        )
    for was, item in enumerate(old):
        if was not in pairs.values():
            yield Line(State.OUT, was=was + 1, inside=tuple(_fields(item, ())))


def _fields(old: Item, new: Item) -> Iterator[Line]:
    before, after = dict(old), dict(new)
    for label in dict.fromkeys((*before, *after)):
        lines = lines_of(before.get(label), after.get(label))
        pieces = tuple(piece for line in lines for piece in line.pieces)
        same = all(piece.state is State.SAME for piece in pieces)
        yield Line(State.SAME if same else State.CHANGED, pieces, label)


def _matched(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """Which item became which: the same ones first, then the most alike."""
    pairs: dict[int, int] = {}
    scored = sorted(
        (
            (-_likeness(before, after), abs(was - now), now, was)
            for was, before in enumerate(old)
            for now, after in enumerate(new)
        ),
    )
    for score, _, now, was in scored:
        if -score >= ALIKE and now not in pairs and was not in pairs.values():
            pairs[now] = was
    return pairs


def _likeness(old: Item, new: Item) -> float:
    if old == new:
        return 1.0
    mine, theirs = _bag(old), _bag(new)
    together = len(mine | theirs)
    return 0.99 * len(mine & theirs) / together if together else 0.0


def _bag(item: Item) -> frozenset[tuple[str, str]]:
    return frozenset(
        (label, word)
        for label, answer in item
        for word in TOKENS.findall(" ".join((answer.text, *answer.lines)).casefold())
        if word.strip()
    )


def _longest_run(places: Sequence[int]) -> frozenset[int]:
    """The most items that kept their order; the others moved."""
    best: list[tuple[int, ...]] = []
    for rank, place in enumerate(places):
        before = [best[each] for each in range(rank) if places[each] < place]
        best.append((*_longest(before), place))
    return frozenset(_longest(best))


def _longest(runs: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    longest: tuple[int, ...] = ()
    for run in runs:
        longest = run if len(run) > len(longest) else longest
    return longest
