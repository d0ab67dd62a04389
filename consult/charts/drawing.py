"""Any figure as a drawing: its SVG, the sentence that says it, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from consult.charts import (
    bars,
    calendar,
    curves,
    multiples,
    opinions,
    ranking,
    spread,
    stances,
    territories,
)
from consult.charts.figures import (
    Arrivals,
    Bars,
    Calendar,
    Figure,
    Multiples,
    Opinions,
    Ranking,
    Saturation,
    Spread,
    Stances,
    Table,
    Territories,
)
from consult.charts.marks import PAGE, PHONE, Picture, written
from consult.charts.voice import Voice, voice

__all__ = ["PAGE", "PHONE", "Drawing", "draw", "pictured", "said", "tabled"]

_Maker = tuple[
    Callable[[Any, Voice, float], Picture],
    Callable[[Any, Voice], str],
    Callable[[Any, Voice], Table],
]
_MAKERS: Mapping[type, _Maker] = {
    Bars: (bars.picture, bars.sentence, bars.table),
    Opinions: (opinions.picture, opinions.sentence, opinions.table),
    Ranking: (ranking.picture, ranking.sentence, ranking.table),
    Spread: (spread.picture, spread.sentence, spread.table),
    Calendar: (calendar.picture, calendar.sentence, calendar.table),
    Stances: (stances.picture, stances.sentence, stances.table),
    Arrivals: (curves.arrivals, curves.arrivals_sentence, curves.arrivals_table),
    Saturation: (curves.saturation, curves.saturation_sentence, curves.saturation_table),
    Territories: (territories.picture, territories.sentence, territories.table),
    Multiples: (multiples.picture, multiples.sentence, multiples.table),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is shown of a figure, on a page or on a screen."""

    title: str
    sentence: str
    svg: Markup
    table: Table


@lru_cache(maxsize=512)
def draw(figure: Figure, language: str, *, width: float = PAGE, fitted: bool = False) -> Drawing:
    """The drawing of a figure: equal figures give equal bytes, wherever they are shown."""
    sentence = said(figure, language)
    title = voice(language).label(figure.title)
    svg = written(
        pictured(figure, language, width), title=f"{title} {sentence}".strip(), fitted=fitted
    )
    return Drawing(title, sentence, svg, tabled(figure, language))


def pictured(figure: Figure, language: str, width: float = PAGE) -> Picture:
    """Where everything stands on the drawing."""
    return _MAKERS[type(figure)][0](figure, voice(language), width)


def said(figure: Figure, language: str) -> str:
    """The sentence that says what the drawing shows."""
    return _MAKERS[type(figure)][1](figure, voice(language))


def tabled(figure: Figure, language: str) -> Table:
    """The figures themselves."""
    return _MAKERS[type(figure)][2](figure, voice(language))
