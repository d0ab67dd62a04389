"""Themes with where agencies stand towards them, each agency counted once."""

from __future__ import annotations

from consult.charts.bars import MOST_TOLD, headed, placed
from consult.charts.figures import Held, Stances, Table
from consult.charts.legends import Key, legend
from consult.charts.lettering import measure
from consult.charts.marks import SIZE, Block, Line, Mark, Picture, Text
from consult.charts.palette import Tone, on
from consult.charts.voice import Voice

TALL = 11.5


def _keys(figure: Stances, voice: Voice) -> list[Key]:
    """The positions that some agency takes: shapes tell them apart as well as inks.

    Themes that nobody is for or against have plain bars, and need no legend.
    """
    keys = (
        ("support", Key(voice.gettext("for"), Tone.HIGH_3)),
        ("nuance", Key(voice.gettext("with a nuance"), Tone.STEP_2)),
        ("mixed", Key(voice.gettext("several positions"), Tone.MIDDLE)),
        ("oppose", Key(voice.gettext("against"), Tone.LOW_3, hatched=True)),
        ("silent", Key(voice.gettext("without a position"), Tone.MUTED, hollow=True)),
    )
    found = [key for name, key in keys if any(getattr(one, name) for one in figure.themes)]
    return [] if all(key.hollow for key in found) else found


def _parts(held: Held, *, plain: bool) -> tuple[tuple[int, Tone], ...]:
    if plain:
        return ((held.silent, Tone.INK),)
    return (
        (held.support, Tone.HIGH_3),
        (held.nuance, Tone.STEP_2),
        (held.mixed, Tone.MIDDLE),
        (held.oppose, Tone.LOW_3),
        (held.silent, Tone.MUTED),
    )


def picture(figure: Stances, voice: Voice, width: float) -> Picture:
    """A bar for each theme: for, with a nuance, against, without a position; the total after it."""
    keys = _keys(figure, voice)
    marks, top = legend(keys, width) if keys else ([], 1.0)
    most = max((one.total for one in figure.themes), default=0) or 1
    end = measure(voice.number(most), SIZE) + 7
    start, cut = placed([voice.label(one.label) for one in figure.themes], width, 0.46)
    scale, y = (width - start - end) / most, top
    for held, words in zip(figure.themes, cut, strict=True):
        labels, middle, y = headed(words, start, y, tall=TALL, gap=4.0)
        marks += labels
        marks += _bar(_parts(held, plain=not keys), held.total, start, middle, scale, voice)
    marks.append(Line(start, top, start, y, Tone.MUTED))
    return Picture(width, y + 1, tuple(marks))


def _bar(
    parts: tuple[tuple[int, Tone], ...],
    total: int,
    start: float,
    middle: float,
    scale: float,
    voice: Voice,
) -> list[Mark]:
    marks: list[Mark] = []
    x = start
    for count, tone in parts:
        if count:
            room = max(count * scale - 0.8, 0.4)
            marks += _part(voice.number(count), tone, x, middle, room, counted=len(parts) > 1)
        x += count * scale
    said = voice.number(total)
    return [*marks, Text(round(x + 5, 2), middle + 3.1, said, strong=bool(total))]


def _part(
    said: str, tone: Tone, x: float, middle: float, room: float, *, counted: bool
) -> list[Mark]:
    hatched, hollow = tone is Tone.LOW_3, tone is Tone.MUTED
    top = middle - TALL / 2
    marks: list[Mark] = [Block(round(x, 2), top, room, TALL, tone, hatched, hollow)]
    wide = measure(said, 8.6) + 4
    if not counted or wide > room + 0.8:
        return marks
    place = round(x + room / 2, 2)
    if hatched:  # Words on hatching would be hard to read: they have a ground of their own.
        marks.append(Block(place - wide / 2, top, wide, TALL, tone))
    ink = Tone.TEXT if hollow else on(tone)
    return [*marks, Text(place, middle + 3, said, "middle", ink, strong=True, size=8.6)]


def sentence(figure: Stances, voice: Voice) -> str:
    """Of each theme how many agencies speak of it, and where they stand."""
    told = []
    for held in figure.themes[:MOST_TOLD]:
        sides = (
            (held.support, voice.gettext("for")),
            (held.nuance, voice.gettext("with a nuance")),
            (held.mixed, voice.gettext("several positions")),
            (held.oppose, voice.gettext("against")),
        )
        taken = ", ".join(f"{voice.number(count)} {side}" for count, side in sides if count)
        said = voice.agencies(held.total, figure.agencies)
        told.append(voice.told(held.label, f"{said} ({taken})" if taken else said))
    if len(figure.themes) > len(told):
        left = len(figure.themes) - len(told)
        more = voice.ngettext("%(count)s other theme", "%(count)s other themes", left)
        told.append(more % {"count": voice.number(left)})
    gap = "\u202f; " if voice.language == "fr" else "; "
    return f"{gap.join(told)}."


def table(figure: Stances, voice: Voice) -> Table:
    """Each theme with its agencies, by position."""
    columns = (
        voice.gettext("Theme"),
        voice.gettext("For"),
        voice.gettext("With a nuance"),
        voice.gettext("Several positions"),
        voice.gettext("Against"),
        voice.gettext("Without a position"),
        voice.gettext("Agencies"),
    )
    rows = tuple(
        (
            voice.label(one.label),
            *map(
                voice.number,
                (one.support, one.nuance, one.mixed, one.oppose, one.silent, one.total),
            ),
        )
        for one in figure.themes
    )
    return Table(columns, rows)
