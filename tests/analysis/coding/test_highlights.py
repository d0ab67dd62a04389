"""Overlapping passages are drawn so that each can be followed from end to end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.coding.highlights import LANES, Mark, lanes, pieces

TEXT = "0123456789"

marks = st.lists(
    st.builds(
        lambda start, length, rank: Mark(start, start + length, f"m{rank}", rank % 12 + 1),
        st.integers(0, 25),
        st.integers(1, 9),
        st.integers(0, 99),
    ),
    max_size=12,
    unique_by=lambda one: one.name,
)


def shown(*marks):
    return [(one.text, one.names, one.ends) for one in pieces(TEXT, marks)]


def test_a_text_without_passages_is_one_piece():
    assert shown() == [(TEXT, (), ())]
    assert pieces("", [Mark(0, 3, "a", 1)]) == ()


def test_overlapping_passages_cut_the_text_where_they_begin_and_end():
    assert shown(Mark(0, 5, "a", 1), Mark(3, 8, "b", 2)) == [
        ("012", ("a",), ()),
        ("34", ("a", "b"), ("a",)),
        ("567", ("b",), ("b",)),
        ("89", (), ()),
    ]


def test_a_passage_that_begins_where_another_ends_takes_its_lane():
    found = {one.mark.name: one.lane for one in lanes([Mark(0, 5, "a", 1), Mark(5, 8, "b", 1)])}
    assert found == {"a": 1, "b": 1}


def test_the_longer_of_two_that_begin_together_is_nearest_to_the_words():
    found = {one.mark.name: one.lane for one in lanes([Mark(0, 2, "a", 1), Mark(0, 8, "b", 1)])}
    assert found == {"b": 1, "a": 2}


def test_beyond_four_lanes_the_others_are_counted():
    [first, *_] = pieces(TEXT, [Mark(0, 9 - n, f"m{n}", 1) for n in range(6)])
    assert (len(first.lanes), first.more, len(first.names)) == (LANES, 2, 6)


def test_how_the_agency_set_its_words_is_kept():
    found = pieces(TEXT, [Mark(2, 6, "a", 1)], [(0, 4, "bold"), (8, 99, "italic")])
    assert [(one.text, one.formats) for one in found] == [
        ("01", ("bold",)),
        ("23", ("bold",)),
        ("45", ()),
        ("67", ()),
        ("89", ("italic",)),
    ]


@given(st.text(max_size=30), marks)
def test_pieces_joined_are_the_text_and_no_two_marks_share_a_lane(text, given_marks):
    found = pieces(text, given_marks)

    assert "".join(one.text for one in found) == text
    for one in found:
        used = [laned.lane for laned in one.lanes]
        assert len(set(used)) == len(used)
        assert len(one.lanes) + one.more == len(one.names)
    for name in {mark.name for mark in given_marks}:
        kept = {laned.lane for one in found for laned in one.lanes if laned.mark.name == name}
        assert len(kept) <= 1
