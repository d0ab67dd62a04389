"""Two versions of a note side by side: what was said and is not, what is said now, and how.

Statements are recognised by what they count, else by their words: their numbers are not kept
from one version to the next. Sources are compared by agency, for codes are not kept either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.contributions.texts.word_by_word import Piece, State, words
from consult.synthesis.snapshot import Snapshot
from consult.synthesis.versions.entries import (
    ADVICE,
    ANNEX_A,
    ANNEX_B,
    ESSENTIALS,
    PRACTICES,
    Entry,
    Kind,
    entries,
)
from consult.synthesis.versions.pairing import paired


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same any more. `place` is the question it stands under.

    `came_from` is the part it stood in before, where it moved.
    """

    state: State
    kind: Kind
    place: str
    pieces: tuple[Piece, ...]
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    came_from: str = ""

    @property
    def before(self) -> tuple[Piece, ...]:
        """The earlier words, those taken away marked."""
        return tuple(piece for piece in self.pieces if piece.state is not State.IN)

    @property
    def after(self) -> tuple[Piece, ...]:
        """The later words, those added marked."""
        return tuple(piece for piece in self.pieces if piece.state is not State.OUT)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the note with what changed in it; `same` counts what did not."""

    key: str
    title: str
    changes: tuple[Change, ...]
    same: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure whose count is not the same; "" where one version does not print it."""

    rule: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two versions. `facts` are fields with their words."""

    facts: tuple[tuple[str, tuple[Piece, ...]], ...]
    parts: tuple[Part, ...]
    figures: tuple[Counted, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    """Contributions that the index of sources no longer has, or has now."""

    @property
    def changes(self) -> int:
        """How many things changed in the pages."""
        return sum(len(part.changes) for part in self.parts)

    def count(self, kind: Kind, state: State) -> int:
        """How many things of one kind were added, removed or changed."""
        return sum(
            one.kind == kind and one.state == state for part in self.parts for one in part.changes
        )

    @property
    def is_same(self) -> bool:
        """Whether the two say the same."""
        return not (self.facts or self.changes or self.figures or self.lost or self.gained)


def compared(old: Snapshot, new: Snapshot) -> Comparison:
    """What differs between two versions, in the order of the later one."""
    titles = {**_titles(old), **_titles(new)}
    before, after = list(entries(old)), list(entries(new))
    moved = _moved(before, after)
    before = [one for one in before if one not in moved]
    parts = []
    for key in _order(old, new):
        then = [one for one in before if one.part == key]
        now = [one for one in after if one.part == key]
        changes, same = _changes(then, now, moved, titles)
        parts.append(Part(key, titles.get(key, ""), tuple(changes), same))
    was, are = _indexed(old), _indexed(new)
    return Comparison(
        facts=tuple(_facts(old, new)),
        parts=tuple(part for part in parts if part.changes or part.same),
        figures=tuple(_figures(old, new)),
        lost=tuple(one for one in was if one not in are),
        gained=tuple(one for one in are if one not in was),
    )


def _titles(note: Snapshot) -> dict[str, str]:
    return {f"chapter:{one.key}": f"{one.number}. {one.title}" for one in note.chapters}


def _order(old: Snapshot, new: Snapshot) -> list[str]:
    """The parts in the order of the later version, then those that only the earlier has."""
    chapters = dict.fromkeys([*_titles(new), *_titles(old)])
    return [ESSENTIALS, *chapters, PRACTICES, ADVICE, ANNEX_A, ANNEX_B, ""]


# --- what became of it ----------------------------------------------------------------------


def _moved(before: Sequence[Entry], after: Sequence[Entry]) -> Mapping[Entry, str]:
    """What stands, word for word, in another part than before, and where it stood."""
    there = {(one.part, one.kind, one.text) for one in after}
    here = {(one.part, one.kind, one.text) for one in before}
    gone = [one for one in before if (one.part, one.kind, one.text) not in there]
    by_text: dict[tuple[Kind, str], Entry] = {(one.kind, one.text): one for one in gone}
    found: dict[Entry, str] = {}
    for one in after:
        was = by_text.get((one.kind, one.text))
        if was is not None and (one.part, one.kind, one.text) not in here:
            found[was] = was.part
            found[one] = was.part
            del by_text[one.kind, one.text]
    return found


def _changes(
    then: Sequence[Entry],
    now: Sequence[Entry],
    moved: Mapping[Entry, str],
    titles: Mapping[str, str],
) -> tuple[list[Change], int]:
    changes: list[Change] = []
    same = 0
    for was, now_ in paired(then, now):
        if was is None and now_ is not None and now_ in moved:
            piece = Piece(State.SAME, now_.text)
            where = moved[now_]
            came_from = titles.get(where, where)
            changes.append(
                Change(State.MOVED, now_.kind, now_.place, (piece,), came_from=came_from)
            )
        elif (change := _change(was, now_)) is None:
            same += 1
        else:
            changes.append(change)
    return changes, same


def _change(was: Entry | None, now: Entry | None) -> Change | None:
    """What became of one entry; None where it says the same, on the same sources."""
    if was is None or now is None:
        one = was or now
        if one is None:
            return None
        state = State.IN if was is None else State.OUT
        return Change(state, one.kind, one.place, (Piece(state, one.text),))
    lost = tuple(one for one in was.sources if one not in now.sources)
    gained = tuple(one for one in now.sources if one not in was.sources)
    if was.text == now.text and not lost and not gained:
        return None
    pieces = words(was.text, now.text)
    return Change(State.CHANGED, now.kind, now.place, pieces, lost, gained)


# --- the rest -------------------------------------------------------------------------------

FACTS = ("title", "subtitle", "commissioner", "federation", "hearing")


def _facts(old: Snapshot, new: Snapshot) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for name in FACTS:
        was, now = str(getattr(old, name)), str(getattr(new, name))
        if was != now:
            yield name, words(was, now)


def _figures(old: Snapshot, new: Snapshot) -> Iterator[Counted]:
    """Every rule that counts otherwise, or that only one of the two prints."""
    was = {record.rule: record.text for record in old.figures}
    now = {record.rule: record.text for record in new.figures}
    for rule in dict.fromkeys([*now, *was]):
        if was.get(rule) != now.get(rule):
            yield Counted(rule, was.get(rule, ""), now.get(rule, ""))


def _indexed(note: Snapshot) -> tuple[str, ...]:
    return tuple(source.agency for source in note.sources)
