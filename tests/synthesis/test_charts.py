from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis import charts, faces
from consult.synthesis.snapshot import Bar, Bars, Stacked, StackedRow

LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=120)


def drawn(*bars):
    return charts.bars(Bars("t", "b", bars), measure=faces.measure, number=str)


def extent(text):
    width = faces.measure(text.words, text.size)
    left = {"start": text.x, "end": text.x - width, "middle": text.x - width / 2}[text.anchor]
    return left, left + width


def test_bars_are_as_long_as_their_counts():
    chart = drawn(Bar("a", 8), Bar("b", 4), Bar("c", 0))

    lengths = [block.width for block in chart.blocks]

    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.02)
    assert len(lengths) == 2


def test_no_percentage_is_drawn_where_there_is_no_share():
    chart = drawn(Bar("a", 7), Bar("b", 3, 30.0))

    assert [text.words for text in chart.texts if text.fill == "#17365d"] == [
        "7",
        "3 (30.0\u202f%)",
    ]


@given(st.lists(st.tuples(LABELS, st.integers(0, 10**7)), max_size=6))
def test_no_label_of_a_bar_chart_is_cut_or_touches_another(rows):
    chart = drawn(*(Bar(label, count) for label, count in rows))

    for text in chart.texts:
        left, right = extent(text)
        assert left >= -0.1
        assert right <= chart.width + 0.1
        assert 0 <= text.y <= chart.height
    for one, other in itertools.combinations(chart.texts, 2):
        if abs(one.y - other.y) < 7:
            assert extent(one)[1] <= extent(other)[0] or extent(other)[1] <= extent(one)[0]


@given(st.lists(LABELS, min_size=1, max_size=7), st.lists(LABELS, min_size=1, max_size=4))
def test_no_label_of_a_stacked_chart_is_cut_or_touches_another(classes, labels):
    rows = tuple(
        StackedRow(label, tuple(range(rank, rank + len(classes))), 9, 3.5)
        for rank, label in enumerate(labels)
    )
    chart = charts.stacked(
        Stacked("t", "b", tuple(classes), rows), measure=faces.measure, number=str, mean="moyenne"
    )

    for one, other in itertools.combinations([each for each in chart.texts if each.words], 2):
        assert extent(one)[0] >= -0.1
        if abs(one.y - other.y) < 6:
            assert (
                extent(one)[1] <= extent(other)[0] + 0.1 or extent(other)[1] <= extent(one)[0] + 0.1
            )
    assert all(block.x + block.width <= chart.width + 0.1 for block in chart.blocks)


def test_each_segment_carries_its_count_when_it_is_wide_enough():
    rows = (StackedRow("a", (1, 0, 999), 1000),)
    chart = charts.stacked(
        Stacked("t", "b", ("x", "y", "z"), rows), measure=faces.measure, number=str, mean="m"
    )

    assert [text.words for text in chart.texts if text.anchor == "middle"] == ["999"]


def test_classes_keep_their_order_on_grey_paper():
    def grey(colour):
        return sum(
            weight * int(colour[place : place + 2], 16)
            for weight, place in ((0.299, 1), (0.587, 3), (0.114, 5))
        )

    for steps in range(2, 8):
        greys = [grey(colour) for colour in charts.ramp(steps)]
        assert all(one - other > 20 for one, other in itertools.pairwise(greys))


@given(LABELS, st.floats(20, 300))
def test_a_wrapped_text_loses_nothing(text, width):
    lines = charts.wrapped(text, width, 9.0, faces.measure)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
