"""Figures to draw, and what is true of every drawing."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from consult.charts import figures
from consult.charts.calendar import calendar
from consult.charts.lettering import measure
from consult.charts.marks import Block, Dot, Line, Trace
from consult.charts.spread import spread

NEAR = 0.11
"""Two decimals are written, and a width is made of several."""

labels = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(
        (
            "Région",
            "Un bassin industriel couvrant plusieurs intercommunalités " * 5,
            "<script>alert(1)</script> & “x” 'y'",
            "שלום עולם מה שלומך",
            "\u202eedoc\u202c",
            "😀🏭" * 30,
            "anticonstitutionnellement" * 12,
            "\x00\x07\x1b",
            "",
        )
    ),
)
counts = st.one_of(st.integers(0, 12), st.integers(0, 10**6))
bars = st.builds(
    figures.Bars,
    labels,
    st.lists(
        st.builds(
            figures.Bar, labels, counts, st.none() | st.floats(0, 100).map(lambda x: round(x, 1))
        ),
        max_size=6,
    ).map(tuple),
    st.none() | counts,
    st.booleans(),
)


@st.composite
def opinions(draw):
    points = draw(st.integers(2, 7))
    row = st.builds(
        figures.Judged,
        labels,
        st.tuples(*[counts] * points),
        st.none() | st.floats(1, points).map(lambda x: round(x, 2)),
    )
    return figures.Opinions(
        draw(labels),
        tuple(draw(st.lists(labels, min_size=points, max_size=points))),
        tuple(draw(st.lists(row, max_size=4))),
        draw(st.none() | counts),
    )


@st.composite
def rankings(draw):
    number = draw(st.integers(1, 12))
    subject = st.builds(
        figures.Ranked,
        labels,
        st.tuples(*[counts] * number),
        st.none() | st.floats(1, number).map(lambda x: round(x, 2)),
        counts,
    )
    return figures.Ranking(
        draw(labels), tuple(draw(st.lists(subject, max_size=number))), draw(counts)
    )


spreads = st.builds(
    spread,
    labels,
    st.lists(
        st.floats(-(10**9), 10**9).map(lambda x: round(x, 2)) | st.integers(0, 100),
        min_size=1,
        max_size=60,
    ),
    unit=st.sampled_from(("", "%", "emplois industriels", "k€", "x" * 300)),
    each=st.booleans(),
)
calendars = st.builds(calendar, labels, st.lists(st.dates(), min_size=1, max_size=20))
stances = st.builds(
    figures.Stances,
    labels,
    st.lists(st.builds(figures.Held, labels, *[counts] * 5), max_size=5).map(tuple),
    counts,
)


@st.composite
def arrivals(draw):
    days = sorted(draw(st.sets(st.dates(), min_size=1, max_size=12)))
    sent = sorted(draw(st.lists(counts, min_size=len(days), max_size=len(days))))
    letter = st.builds(figures.Letters, st.sampled_from(days), labels, counts)
    return figures.Arrivals(
        draw(labels),
        tuple(figures.Day(day, number + 1, number) for day, number in zip(days, sent, strict=True)),
        tuple(draw(st.lists(letter, max_size=10))),
        draw(st.none() | st.dates()),
    )


saturations = st.builds(
    figures.Saturation, labels, st.lists(st.integers(0, 99), max_size=20).map(sorted).map(tuple)
)
multiples = st.builds(
    figures.Multiples, labels, st.lists(st.tuples(labels, bars), max_size=4).map(tuple)
)
every = st.one_of(
    bars,
    opinions(),
    rankings(),
    spreads,
    calendars,
    stances,
    arrivals(),
    saturations,
    multiples,
)


def edges(mark):
    """Left, right, top and bottom of a mark."""
    if isinstance(mark, Block):
        return mark.x, mark.x + mark.width, mark.y, mark.y + mark.height
    if isinstance(mark, Line):
        xs, ys = sorted((mark.x1, mark.x2)), sorted((mark.y1, mark.y2))
        return *xs, *ys
    if isinstance(mark, Dot):
        return (
            mark.x - mark.radius,
            mark.x + mark.radius,
            mark.y - mark.radius,
            mark.y + mark.radius,
        )
    if isinstance(mark, Trace):
        xs, ys = zip(*mark.points, strict=True)
        return min(xs), max(xs), min(ys), max(ys)
    width = measure(mark.words, mark.size)
    left = {"start": mark.x, "end": mark.x - width, "middle": mark.x - width / 2}[mark.anchor]
    return left, left + width, mark.y - mark.size * 0.78, mark.y + mark.size * 0.1


def outside(picture):
    """The marks of a picture that are not wholly on it."""
    found = []
    for mark in picture.marks:
        left, right, top, bottom = edges(mark)
        within = left >= -NEAR and right <= picture.width + NEAR
        if not (within and top >= -NEAR and bottom <= picture.height + 2.2):
            found.append((mark, edges(mark)))
    return found


def touching(picture):
    """Texts of a picture that lie over one another."""
    texts = [text for text in picture.texts if text.words]
    found = []
    for one, other in itertools.combinations(texts, 2):
        a, b = edges(one), edges(other)
        if min(a[1], b[1]) - max(a[0], b[0]) > NEAR and min(a[3], b[3]) - max(a[2], b[2]) > NEAR:
            found.append((one, other))
    return found
