"""Rankings: how many put each subject at each rank, and where its mean lies."""

from __future__ import annotations

from consult.charts.bars import GAP, MOST_TOLD, headed, placed
from consult.charts.figures import Ranked, Ranking, Table
from consult.charts.lettering import measure
from consult.charts.marks import Block, Dot, Line, Mark, Picture, Text
from consult.charts.palette import Tone, on, step
from consult.charts.voice import Voice

TALL = 13.0
SMALL = 8.0


def picture(figure: Ranking, voice: Voice, width: float) -> Picture:
    """A cell for each rank, deeper the more agencies chose it; a dot under the mean rank."""
    start, cut = placed([voice.label(one.label) for one in figure.subjects], width, 0.40)
    ranks = max((len(one.ranks) for one in figure.subjects), default=0) or 1
    mean = voice.gettext("mean rank")
    right = width - max(measure(mean, SMALL), 24.0) - GAP
    cell = (right - start) / ranks
    most = max((max(one.ranks, default=0) for one in figure.subjects), default=0)
    marks: list[Mark] = list(_heads(ranks, start, cell, voice))
    marks.append(Text(width, 8.0, mean, "end", Tone.MUTED, size=SMALL))
    y = 12.0
    for one, words, said in zip(figure.subjects, cut, _means(figure, voice), strict=True):
        labels, middle, y = headed(words, start, y, tall=TALL + 2, gap=6.0)
        marks += labels
        marks += _cells(one, start, cell, middle - 1, most, voice)
        marks.append(Text(width, middle + 2.1, said, "end", strong=True))
    return Picture(width, y + 1, tuple(marks))


def _means(figure: Ranking, voice: Voice) -> list[str]:
    return [said or "–" for said in voice.column(one.mean for one in figure.subjects)]


def _heads(ranks: int, start: float, cell: float, voice: Voice) -> list[Text]:
    """The ranks over their cells, as many as have room."""
    words = [voice.number(rank) for rank in range(1, ranks + 1)]
    every = 1
    while every < ranks and every * cell < max(measure(one, SMALL) for one in words) + 4:
        every += 1
    return [
        Text(start + (place + 0.5) * cell, 8.0, one, "middle", Tone.MUTED, size=SMALL)
        for place, one in enumerate(words)
        if place % every == 0
    ]


def _cells(
    one: Ranked, start: float, cell: float, middle: float, most: int, voice: Voice
) -> list[Mark]:
    marks: list[Mark] = []
    for place, count in enumerate(one.ranks):
        tone, x = step(count, most), start + place * cell
        marks.append(Block(round(x, 2), middle - TALL / 2, max(cell - 0.8, 0.4), TALL, tone))
        said = voice.number(count)
        if count and measure(said, 8.6) + 2 <= cell:
            x += (cell - 0.8) / 2
            marks.append(
                Text(round(x, 2), middle + 3, said, "middle", on(tone), strong=True, size=8.6)
            )
    if one.mean is not None:
        x = start + (one.mean - 0.5) * cell
        under = middle + TALL / 2 + 2.6
        marks += [Line(start, under, x, under, Tone.ACT), Dot(x, under, 2.0, Tone.ACT)]
    return marks


def sentence(figure: Ranking, voice: Voice) -> str:
    """Subjects in their order with their mean rank, and how often each came first."""
    told = []
    for one in figure.subjects[:MOST_TOLD]:
        if one.mean is None:
            told.append(voice.told(one.label, voice.gettext("ranked by nobody")))
            continue
        firsts = one.ranks[0] if one.ranks else 0
        said = voice.gettext("mean rank %(mean)s, ranked first by %(agencies)s") % {
            "mean": voice.number(one.mean),
            "agencies": voice.agencies(firsts, figure.answers),
        }
        told.append(voice.told(one.label, said))
    gap = "\u202f; " if voice.language == "fr" else "; "
    return f"{gap.join(told)}."


def table(figure: Ranking, voice: Voice) -> Table:
    """Each subject with its ranks, its mean and its points."""
    columns = (
        voice.gettext("Subject"),
        voice.gettext("Ranked first"),
        voice.gettext("Mean rank"),
        voice.gettext("Points"),
    )
    rows = tuple(
        (
            voice.label(one.label),
            voice.number(one.ranks[0] if one.ranks else 0),
            mean,
            voice.number(one.points),
        )
        for one, mean in zip(figure.subjects, _means(figure, voice), strict=True)
    )
    return Table(columns, rows)
