"""Bars: one for each answer offered, with its count at its end."""

from __future__ import annotations

from collections.abc import Sequence

from consult.charts.figures import Bar, Bars, Table
from consult.charts.lettering import balanced, measure, shortened, widest
from consult.charts.marks import LINE, SIZE, Block, Line, Mark, Picture, Text, lines
from consult.charts.palette import Tone
from consult.charts.voice import Voice

GAP = 7.0
NARROW = 320.0
"""Below this width a label stands over its bar rather than beside it."""
MOST_TOLD = 12
"""How many lines a sentence tells one by one; the table has them all."""
MOST_LINES = 6
Place = tuple[list[Text], float, float]


def labelled(
    labels: Sequence[str], room: float, most: int = MOST_LINES
) -> tuple[float, list[list[str]]]:
    """Where bars start, and each label cut into lines that stay left of them."""
    width = room - GAP
    cut = [balanced(label, width, SIZE, most=most) for label in labels]
    return round(min(widest(cut, SIZE), width) + GAP, 2), cut


def placed(labels: Sequence[str], width: float, share: float) -> tuple[float, list[list[str]]]:
    """As `labelled`, or from the left edge on a narrow drawing, where labels stand over."""
    if width < NARROW:
        return 0.0, [shortened(label, width, SIZE) for label in labels]
    return labelled(labels, width * share)


def headed(words: Sequence[str], start: float, y: float, *, tall: float, gap: float) -> Place:
    """The label of a line from `y` on, the middle of what it labels, and where the next begins.

    `tall` is the height of a line without its label, `gap` what parts one line from the next.
    """
    if start:
        height = max(tall + gap, len(words) * LINE + gap)
        return lines(words, start - GAP, y + height / 2), y + height / 2, y + height
    above = len(words) * LINE
    marks = lines(words, 0.0, y + above / 2, anchor="start")
    return marks, y + above + 2 + (tall + gap) / 2, y + above + 2 + tall + gap


def picture(figure: Bars, voice: Voice, width: float) -> Picture:
    """The bars; the longest leaves room for its own count."""
    top = max((bar.count for bar in figure.bars), default=0) or 1
    return drawn(figure.bars, voice, width, top=top)


def drawn(bars: Sequence[Bar], voice: Voice, width: float, *, top: int) -> Picture:
    """Bars on a scale whose longest bar would count `top`."""
    counts = [voice.counted(bar.count, bar.share) for bar in bars]
    labels = [voice.label(bar.label) for bar in bars]
    end = max((measure(count, SIZE) for count in counts), default=0.0) * 1.02 + 6
    if width < NARROW:
        return _under(bars, labels, counts, width, top, end)
    start, cut = labelled(labels, width * 0.46)
    room = max(width - start - end, 20.0)
    marks: list[Mark] = []
    y = 1.0
    for bar, count, words in zip(bars, counts, cut, strict=True):
        height = max(13.6, len(words) * LINE + 4)
        marks += lines(words, start - GAP, y + height / 2)
        marks += _bar(bar, count, start, y + height / 2, room / top)
        y += height
    marks.append(Line(start, 1.0, start, y, Tone.MUTED))
    return Picture(width, y + 1, tuple(marks))


def _under(
    bars: Sequence[Bar],
    labels: Sequence[str],
    counts: Sequence[str],
    width: float,
    top: int,
    end: float,
) -> Picture:
    marks: list[Mark] = []
    y = 1.0
    for bar, label, count in zip(bars, labels, counts, strict=True):
        words = shortened(label, width, SIZE, most=MOST_LINES)
        middle = y + len(words) * LINE / 2
        marks += lines(words, 0.0, middle, anchor="start")
        y += len(words) * LINE + 8
        marks += _bar(bar, count, 0.0, y, (width - end) / top)
        marks.append(Line(0.0, y - 5.5, 0.0, y + 5.5, Tone.MUTED))
        y += 12
    return Picture(width, y, tuple(marks))


def _bar(bar: Bar, count: str, start: float, middle: float, scale: float) -> list[Mark]:
    length = round(scale * bar.count, 2)
    tone = Tone.INK if bar.count else Tone.MUTED
    marks: list[Mark] = []
    if bar.count:
        marks.append(Block(start, middle - 4.8, max(length, 0.8), 9.6, Tone.INK))
    marks.append(Text(start + length + 5, middle + 3.1, count, tone=tone, strong=bool(bar.count)))
    return marks


def sentence(figure: Bars, voice: Voice) -> str:
    """How many chose each answer, the most chosen first; then what nobody chose."""
    if figure.answers is None:
        return _plain(figure, voice)
    chosen = sorted((bar for bar in figure.bars if bar.count), key=lambda bar: -bar.count)
    if not chosen:
        return voice.gettext("No agency has answered.")
    told = chosen[:MOST_TOLD]
    first = voice.ngettext(
        "%(agencies)s chooses %(answer)s", "%(agencies)s choose %(answer)s", told[0].count
    ) % {
        "agencies": voice.agencies(told[0].count, figure.answers),
        "answer": voice.quoted(told[0].label),
    }
    parts = [
        first,
        *(f"{voice.number(bar.count)}\u00a0{voice.quoted(bar.label)}" for bar in told[1:]),
    ]
    if len(chosen) > len(told):
        parts.append(_others(len(chosen) - len(told), voice))
    said = ", ".join(parts)
    if never := [bar.label for bar in figure.bars if not bar.count][:MOST_TOLD]:
        none = voice.gettext("none chooses %(answers)s")
        listed = voice.listed(map(voice.quoted, never), either=True)
        said = f"{said}{_semicolon(voice)} {none % {'answers': listed}}"
    return f"{said}.{_several(figure, voice)}"


def _several(figure: Bars, voice: Voice) -> str:
    said = voice.gettext("Several answers were possible.")
    return f" {said}" if figure.several else ""


def _plain(figure: Bars, voice: Voice) -> str:
    told = figure.bars[:MOST_TOLD]
    parts = [voice.told(bar.label, voice.number(bar.count)) for bar in told]
    if len(figure.bars) > len(told):
        parts.append(_others(len(figure.bars) - len(told), voice))
    return f"{f'{_semicolon(voice)} '.join(parts)}." if parts else ""


def _others(count: int, voice: Voice) -> str:
    said = voice.ngettext("%(count)s other answer", "%(count)s other answers", count)
    return said % {"count": voice.number(count)}


def _semicolon(voice: Voice) -> str:
    return "\u202f;" if voice.language == "fr" else ";"


def table(figure: Bars, voice: Voice) -> Table:
    """Each answer with its count, and its share where there is one."""
    shared = any(bar.share is not None for bar in figure.bars)
    columns = (voice.gettext("Answer"), voice.gettext("Agencies"))
    rows = tuple(
        (
            voice.label(bar.label),
            voice.number(bar.count),
            *(("" if bar.share is None else voice.share(bar.share),) if shared else ()),
        )
        for bar in figure.bars
    )
    return Table((*columns, voice.gettext("Share")) if shared else columns, rows)
