"""The same bars for several groups, side by side on one scale."""

from __future__ import annotations

from dataclasses import replace

from consult.charts import bars
from consult.charts.figures import Bars, Multiples, Table
from consult.charts.lettering import shortened
from consult.charts.marks import LINE, SIZE, Block, Dot, Line, Mark, Picture, Text
from consult.charts.palette import Tone
from consult.charts.voice import Voice

GAP = 18.0


def picture(figure: Multiples, voice: Voice, width: float) -> Picture:
    """Three groups in a row on a page, one under the other on a phone."""
    across = 1 if width < bars.NARROW else min(3, max(len(figure.groups), 1))
    room = min((width - GAP * (across - 1)) / across, bars.NARROW - 1)
    top = max((bar.count for _, one in figure.groups for bar in one.bars), default=0) or 1
    marks: list[Mark] = []
    y = 0.0
    for first in range(0, len(figure.groups), across):
        lowest = y
        for place, (name, one) in enumerate(figure.groups[first : first + across]):
            x = place * (room + GAP)
            head = shortened(_head(name, one, voice), room, SIZE, most=2)
            marks += [
                Text(x, y + 9 + row * LINE, line, tone=Tone.INK, strong=True)
                for row, line in enumerate(head)
            ]
            under = y + 8 + len(head) * LINE
            drawn = bars.drawn(one.bars, voice, room, top=top)
            marks += [moved(mark, x, under) for mark in drawn.marks]
            lowest = max(lowest, under + drawn.height)
        y = lowest + 10
    return Picture(width, max(y - 8, 1.0), tuple(marks))


def _head(name: str, one: Bars, voice: Voice) -> str:
    label = voice.label(name)
    return label if one.answers is None else f"{label} ({voice.number(one.answers)})"


def moved(mark: Mark, x: float, y: float) -> Mark:
    """The mark as much further right and down."""
    if isinstance(mark, Text | Block | Dot):
        return replace(mark, x=mark.x + x, y=mark.y + y)
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + x, x2=mark.x2 + x, y1=mark.y1 + y, y2=mark.y2 + y)
    return mark


def sentence(figure: Multiples, voice: Voice) -> str:
    """What each group chose."""
    return " ".join(voice.told(name, bars.sentence(one, voice)) for name, one in figure.groups)


def table(figure: Multiples, voice: Voice) -> Table:
    """A column for each group."""
    counts = [{bar.label: bar.count for bar in one.bars} for _, one in figure.groups]
    labels = list(dict.fromkeys(label for group in counts for label in group))
    rows = tuple(
        (voice.label(label), *(voice.number(group.get(label, 0)) for group in counts))
        for label in labels
    )
    columns = (voice.gettext("Answer"), *(voice.label(name) for name, _ in figure.groups))
    return Table(columns, rows)
