"""Two texts word by word: what was taken out, what came in, and two changes made one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

TOKENS = re.compile(r"\w+(?:(?:['’\-]|(?<=\d)[.,](?=\d))\w+)*|[^\w\s]|\n|[^\S\n]+")
MOST_TOKENS = 1500
"""Beyond it, words are not matched one by one: a paragraph replaced is shown as replaced."""


class State(StrEnum):
    """What became of a piece, a line, an item."""

    SAME = "same"
    OUT = "out"
    IN = "in"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text, and whether they were kept, removed or added."""

    state: State
    text: str


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word by word; a space between two changed words changes with them."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if len(old) + len(new) <= MOST_TOKENS:
        return _joined(_compared(old, new))
    pieces: list[Piece] = []
    for tag, first, last, start, end in _opcodes(_paragraphs(before), _paragraphs(after)):
        gone = "".join(_paragraphs(before)[first:last])
        come = "".join(_paragraphs(after)[start:end])
        if tag == "equal":
            pieces.append(Piece(State.SAME, gone))
        elif len(gone) + len(come) <= MOST_TOKENS * 4:
            pieces += _compared(TOKENS.findall(gone), TOKENS.findall(come))
        else:
            pieces += [Piece(State.OUT, gone), Piece(State.IN, come)]
    return _joined(pieces)


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes in one text; None where both changed the same words, or words that touch.

    Nothing is dropped: each change of either side is in the result as it was made.
    """
    source = TOKENS.findall(base)
    if len(source) + max(len(mine), len(theirs)) > MOST_TOKENS * 8:
        return None
    edits = sorted(
        {*_edits(source, TOKENS.findall(mine)), *_edits(source, TOKENS.findall(theirs))},
        key=lambda edit: edit[:2],
    )
    if any(later[0] <= sooner[1] for sooner, later in pairwise(edits)):
        return None
    said: list[str] = []
    place = 0
    for start, end, come in edits:
        said += [*source[place:start], *come]
        place = end
    return "".join([*said, *source[place:]])


def _edits(source: Sequence[str], target: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    return [
        (first, last, tuple(target[start:end]))
        for tag, first, last, start, end in _opcodes(source, target)
        if tag != "equal"
    ]


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    pieces = []
    for tag, first, last, start, end in _opcodes(old, new):
        if tag == "equal":
            pieces.append(Piece(State.SAME, "".join(old[first:last])))
            continue
        pieces.append(Piece(State.OUT, "".join(old[first:last])))
        pieces.append(Piece(State.IN, "".join(new[start:end])))
    return pieces


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A lone space kept between two changes reads as part of both."""
    grown: list[Piece] = []
    waiting = {State.OUT: "", State.IN: ""}
    for rank, piece in enumerate(pieces):
        follows = rank + 1 < len(pieces)
        between = piece.state is State.SAME and piece.text.isspace() and "\n" not in piece.text
        if piece.state is not State.SAME:
            waiting[piece.state] += piece.text
        elif between and follows and all(waiting.values()):
            waiting = {state: text + piece.text for state, text in waiting.items()}
        else:
            grown += [Piece(state, text) for state, text in waiting.items() if text]
            waiting = {State.OUT: "", State.IN: ""}
            grown.append(piece)
    grown += [Piece(state, text) for state, text in waiting.items() if text]
    return tuple(piece for piece in grown if piece.text)


def _paragraphs(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
