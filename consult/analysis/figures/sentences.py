"""What several texts have in common and what only one of them says, sentence by sentence.

Sentences are the same when they are letter for letter, once the blanks are evened: nothing is
merged that differs by a word, for « nous soutenons » and « nous ne soutenons pas » are a word
apart. Said neutrally: a text in common is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^.!?…;\n]+(?:[.!?…;]+(?:\s*[»”\")])*)?\s*|\n|[.!?…;]+\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, and whether every other text says it too, to the letter."""

    text: str
    common: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One text, sentence by sentence, in order; together they are the text."""

    sentences: tuple[Sentence, ...]


def sentences(text: str) -> list[str]:
    """The text cut after each sentence; nothing is lost, not even a blank."""
    return SENTENCE.findall(text)


def side_by_side(texts: Sequence[str]) -> tuple[Side, ...]:
    """Each text with what it has in common with all the others, in the same order.

    A sentence that stands in another order is not in common: it would be read out of place.
    """
    cut = [sentences(text) for text in texts]
    kept = [set(range(len(one))) for one in cut]
    for row, one in enumerate(cut):
        for other in (*cut[:row], *cut[row + 1 :]):
            kept[row] &= _matched(one, other)
    return tuple(
        Side(tuple(Sentence(text, rank in held) for rank, text in enumerate(one)))
        for one, held in zip(cut, kept, strict=True)
    )


def _matched(one: Sequence[str], other: Sequence[str]) -> set[int]:
    here, there = ([" ".join(text.split()) for text in cut] for cut in (one, other))
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    return {block.a + step for block in blocks for step in range(block.size)}
