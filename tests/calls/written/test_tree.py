from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.written.tree import Unreadable, decoded, meaning, parsed


def plain(node):
    if isinstance(node.value, dict):
        return {key: plain(one) for key, one in node.value.items()}
    if isinstance(node.value, list):
        return [plain(one) for one in node.value]
    return node.value


def test_words_that_older_yaml_took_for_something_else_are_words():
    text = "[yes, no, on, off, y, 2018-10-26, 12:30, 0x1f, 1_000, .inf, .nan, =, <<]"

    assert plain(parsed(text)) == text.strip("[]").split(", ")


def test_only_numbers_truth_and_nothing_are_more_than_words():
    assert plain(parsed("[1, -2, 3.5, 1e3, true, False, null, ~, '1', \"true\"]")) == [
        1, -2, 3.5, 1000.0, True, False, None, None, "1", "true",
    ]  # fmt: skip


def test_a_number_remembers_how_it_was_written():
    assert [one.text for one in parsed("[01, 1.50, +3, 1e3]").value] == ["01", "1.50", "+3", "1e3"]


def test_every_value_knows_its_line():
    tree = parsed("a: 1\n\nb:\n  - x\n  - c: y\n")

    assert (tree.value["a"].line, tree.value["b"].value[1].value["c"].line) == (1, 5)


def test_a_line_separator_of_unicode_does_not_break_a_line():
    assert plain(parsed("a: b\u2028c\u0085d\ne: f")) == {"a": "b\u2028c\u0085d", "e": "f"}


def test_an_alias_stands_for_what_it_names():
    assert plain(parsed("a: &x [1, 2]\nb: *x")) == {"a": [1, 2], "b": [1, 2]}


def test_depth_is_refused_just_beyond_forty():
    assert plain(parsed("[" * 39 + "]" * 39)) is not None
    with pytest.raises(Unreadable, match="too_deep"):
        parsed("[" * 41 + "]" * 41)


def test_depth_counts_what_aliases_stand_for():
    text = "a: &a " + "[" * 25 + "]" * 25 + "\nb: " + "[" * 20 + "*a" + "]" * 20

    with pytest.raises(Unreadable, match="too_deep"):
        parsed(text)


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(data):
    with suppress(Unreadable):
        plain(parsed(decoded(data)))


@given(st.text(max_size=100))
def test_texts_are_read_or_refused(text):
    with suppress(Unreadable):
        plain(parsed(text))


@given(st.text(max_size=50))
def test_what_a_word_means_is_always_known(text):
    value = meaning(text)
    assert value is None or isinstance(value, str | int | float)
