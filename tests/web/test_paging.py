"""A long list is read a page at a time, and no number leads astray."""

from __future__ import annotations

import pytest

from consult.web.paging import paged


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1", 1), ("2", 2), ("3", 3), ("4", 3), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("", 1)],
)
def test_what_is_no_page_gives_the_nearest_one(number, shown):
    assert paged(range(5), number, size=2).number == shown


def test_a_page_says_where_it_stands():
    last = paged(range(5), 3, size=2)

    assert (list(last.items), last.first, last.last, last.total) == ([4], 5, 5, 5)
    assert (last.before, last.after) == (2, None)


def test_a_list_of_exactly_one_page_has_no_second():
    assert (paged(range(2), 1, size=2).pages, paged([], 1).pages) == (1, 1)
