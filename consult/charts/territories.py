"""The map of France by region, overseas in its place: who answered of whom was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from consult.charts.bars import NARROW
from consult.charts.figures import Area, Table, Territories
from consult.charts.lettering import measure, shortened
from consult.charts.marks import LINE, SIZE, Block, Mark, Picture, Shape, Text
from consult.charts.palette import STEPS, Tone, on, step
from consult.charts.voice import Voice

GEOMETRY = Path(__file__).parent.parent / "static" / "dist" / "france.json"
"""Made by `.ci/map.mjs`; where it is not there, the list beside the map says the same."""
OVERSEAS = ("97", "98")
SMALL = 7.4
TINY = 6.8
MINUTE = 20.0
APART = 170.0
"""How far from one another overseas regions stand, in the units of the outlines."""


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, Any] | None:
    """The outlines under the numbers of the departments, or None where no assets were built."""
    return json.loads(GEOMETRY.read_text("utf-8")) if GEOMETRY.is_file() else None


def picture(figure: Territories, voice: Voice, width: float) -> Picture:
    """The map, and beside it (under it on a phone) each region that was asked, with its count."""
    narrow = width < NARROW
    room = width if narrow else width * 0.56
    marks: list[Mark] = []
    below = 0.0
    if drawn := outlines():
        scale = room / drawn["box"][2]
        for area in figure.areas:
            marks += _shapes(area, drawn["places"], scale)
        for area in figure.areas:
            marks += _count(area, drawn["places"], scale, voice)
        squares = any(isinstance(mark, Block) for mark in marks)
        below = _under(drawn["places"], scale) + (MINUTE + 28 if squares else 16)
    else:
        room = 0.0
    left, y = (0.0, below + 8) if narrow else (room + 16, 4.0)
    listed, end = _list(figure, voice, left, width, y)
    return Picture(width, max(below, end), (*marks, *listed))


def _tone(area: Area) -> Tone:
    if not area.asked:
        return Tone.BED
    return step(area.answered, area.asked) if area.answered else STEPS[0]


def _shapes(area: Area, places: Mapping[str, Any], scale: float) -> list[Mark]:
    known = [places[code] for code in area.shapes if code in places]
    if not known:
        return []
    if _minute(area, known):
        if not area.asked:
            return []
        x, y = known[0]["at"][0] * scale, _under(places, scale) + MINUTE
        return [Block(round(x - 4, 2), y, 8.0, 8.0, _tone(area))]
    paths = [path for one in known for path in (one["d"], one.get("large")) if path]
    return [Shape("".join(paths), _tone(area), scale)]


def _minute(area: Area, known: Sequence[Mapping[str, Any]]) -> bool:
    """Too small to be drawn: a square stands for it."""
    return area.shapes[0].startswith(OVERSEAS) and "frame" not in known[0]


def _under(places: Mapping[str, Any], scale: float) -> float:
    """The foot of the frames in which overseas regions are drawn."""
    feet = (one["frame"][1] + one["frame"][2] for one in places.values() if "frame" in one)
    return float(max(feet, default=0)) * scale


def _count(area: Area, places: Mapping[str, Any], scale: float, voice: Voice) -> list[Mark]:
    """« 3/5 » on the region, or under it overseas, so that nothing rests on its shade."""
    known = [places[code] for code in area.shapes if code in places]
    if not area.asked or not known:
        return []
    x = sum(one["at"][0] for one in known) / len(known) * scale
    y = sum(one["at"][1] for one in known) / len(known) * scale
    said = f"{voice.number(area.answered)}/{voice.number(area.asked)}"
    if not area.shapes[0].startswith(OVERSEAS):
        tone = on(_tone(area))
        return [Text(round(x, 2), round(y + 2.6, 2), said, "middle", tone, strong=True, size=SMALL)]
    if frame := known[0].get("frame"):
        x = (frame[0] + frame[2] / 2) * scale
    y = _under(places, scale) + (MINUTE + 8 if _minute(area, known) else -4)
    [name] = shortened(voice.label(area.name), APART * scale, TINY, most=1)
    x = round(max(x, measure(name, TINY) / 2), 2)
    return [
        Text(x, round(y + 8, 2), name, "middle", Tone.MUTED, size=TINY),
        Text(x, round(y + 16, 2), said, "middle", strong=True, size=SMALL),
    ]


def _list(
    figure: Territories, voice: Voice, left: float, width: float, y: float
) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    for area in (one for one in figure.areas if one.asked):
        said = _of(area, voice)
        room = width - left - measure(said, SIZE) - 8
        for line in shortened(voice.label(area.name), room, SIZE, most=2):
            y += LINE + 1
            marks.append(Text(left, y, line))
        marks.append(Text(width, y, said, "end", strong=bool(area.answered)))
        y += 2
    return marks, y + 4


def _of(area: Area, voice: Voice) -> str:
    said = voice.gettext("%(answered)s of %(asked)s")
    return said % {"answered": voice.number(area.answered), "asked": voice.number(area.asked)}


def sentence(figure: Territories, voice: Voice) -> str:
    """How many regions were heard, and which were asked and not heard."""
    asked = [area for area in figure.areas if area.asked]
    silent = [area.name for area in asked if not area.answered]
    said = voice.ngettext(
        "%(heard)s region out of %(asked)s has answered.",
        "%(heard)s regions out of %(asked)s have answered.",
        len(asked) - len(silent),
    ) % {"heard": voice.number(len(asked) - len(silent)), "asked": voice.number(len(asked))}
    if not silent:
        return said
    none = voice.gettext("None from %(regions)s.")
    return f"{said} {none % {'regions': voice.listed(map(voice.label, silent))}}"


def table(figure: Territories, voice: Voice) -> Table:
    """Each region that was asked."""
    columns = (voice.gettext("Region"), voice.gettext("Answered"), voice.gettext("Asked"))
    rows = tuple(
        (voice.label(one.name), voice.number(one.answered), voice.number(one.asked))
        for one in figure.areas
        if one.asked
    )
    return Table(columns, rows)
