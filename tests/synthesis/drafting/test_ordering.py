from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.drafting.ordering import after_which, places, together


@dataclass
class One:
    key: str
    kind: BlockKind
    place: float = 0.0


def note(pattern):
    """« mCcCcA »: M message, C chapter, c claim, A annex; keys are their ranks."""
    kinds = {"m": "message", "C": "chapter", "c": "claim", "A": "annex"}
    return [One(str(rank), BlockKind(kinds[sign])) for rank, sign in enumerate(pattern)]


def keys(blocks):
    return "".join(one.key for one in blocks)


def test_a_chapter_goes_with_its_blocks_up_to_the_next_or_the_annexes():
    blocks = note("mCccCcA")

    assert keys(together(blocks, "1")) == "123"
    assert keys(together(blocks, "4")) == "45"
    assert keys(together(blocks, "2")) == "2"
    assert keys(together(blocks, "x")) == ""


def test_a_chapter_never_comes_into_another():
    blocks = note("mCccCcA")

    assert after_which(blocks, together(blocks, "4"), "1").key == "3"
    assert after_which(blocks, together(blocks, "1"), "4").key == "5"
    assert after_which(blocks, together(blocks, "4"), None).key == "0"
    assert after_which(blocks, together(blocks, "2"), None) is None
    assert after_which(blocks, together(blocks, "2"), "5").key == "5"


@given(st.integers(1, 5), st.none() | st.floats(-9, 9), st.none() | st.floats(0.5, 9))
def test_places_are_in_order_and_between(count, before, gap):
    after = None if gap is None else (before or 0.0) + gap
    found = places(before, after, count)

    ends = [*([] if before is None else [before]), *found, *([] if after is None else [after])]
    assert len(found) == count
    assert ends == sorted(set(ends))


def test_where_there_is_no_room_left_it_is_said():
    assert places(1.0, 1.0, 1) is None
    assert places(1.0, 1.0000000000000002, 1) is None
