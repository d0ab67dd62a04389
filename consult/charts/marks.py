"""What a drawing is made of, and the SVG it is written as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from consult.charts.lettering import drawable, measure
from consult.charts.palette import PAPER, Tone

PAGE = 470.0
"""The width of a figure on the page, in points; a wide screen shows the same drawing larger."""
PHONE = 240.0
"""The width of the drawing that a narrow screen shows."""
SIZE = 9.0
LINE = 11.0

# The fonts of the note; one that is not at hand is passed over. A page's style sheet has its own.
FAMILIES = (
    "Note Sans, Note NotoSans, Note NotoSansArabic, Note NotoSansHebrew, Note NotoSansThai, "
    "Note NotoSansSC, Note NanumGothic, Note NotoSansMath, Note NotoSansSymbols, "
    "Note NotoSansSymbols2, Note NotoEmoji"
)

ELSEWHERE = "Source Sans 3, Source Sans Pro, Arial, sans-serif"
"""For a file that is read outside our pages."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `anchor` as in SVG."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    tone: Tone = Tone.TEXT
    strong: bool = False
    size: float = SIZE


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle; `hatched` has lines across it, and `hollow` only its outline."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    hatched: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone = Tone.RULE
    width: float = 0.6
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    tone: Tone = Tone.INK


@dataclass(frozen=True, slots=True)
class Trace:
    """A broken line through points."""

    points: tuple[tuple[float, float], ...]
    tone: Tone = Tone.INK
    width: float = 1.6
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline filled with a tone, in units of its own; a light edge parts it from others."""

    path: str
    tone: Tone
    scale: float


Mark = Text | Block | Line | Dot | Trace | Shape


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its size and everything on it, in the order it is drawn."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def texts(self) -> list[Text]:
        """The words on it."""
        return [mark for mark in self.marks if isinstance(mark, Text)]

    @property
    def blocks(self) -> list[Block]:
        """The rectangles on it."""
        return [mark for mark in self.marks if isinstance(mark, Block)]


def written(picture: Picture, *, title: str, fitted: bool = False) -> Markup:
    """The SVG of a picture, the same bytes wherever it is shown.

    `title` says in words what is seen: a screen reader speaks it, and it is the alternative of
    the PDF. Colours are attributes, which any style sheet overrides by the classes. `fitted`
    holds texts to their width, for a document read with a font that is not ours.
    """
    families = ELSEWHERE if fitted else FAMILIES
    body = "".join(_mark(mark, fitted=fitted) for mark in picture.marks)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(picture.width)} '
        f'{_n(picture.height)}" role="img" font-family="{families}" font-size="{_n(SIZE)}">'
        f"<title>{escape(drawable(title))}</title>{body}</svg>"
    )
    return Markup(svg)  # noqa: S704 - numbers, names of ours, and texts escaped as they are written


def _mark(mark: Mark, *, fitted: bool) -> str:
    if isinstance(mark, Text):
        return _text(mark, fitted=fitted)
    if isinstance(mark, Block):
        return _block(mark)
    if isinstance(mark, Line):
        return (
            f'<line x1="{_n(mark.x1)}" y1="{_n(mark.y1)}" x2="{_n(mark.x2)}" y2="{_n(mark.y2)}" '
            f"{_stroke(mark.tone, mark.width, mark.dashes)}/>"
        )
    if isinstance(mark, Dot):
        place = f'cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}"'
        return f"<circle {place} {_fill(mark.tone)}/>"
    if isinstance(mark, Trace):
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
        return (
            f'<polyline points="{points}" fill="none" '
            f"{_stroke(mark.tone, mark.width, mark.dashes)}/>"
        )
    # Drawn twice: the edge outside, then the inside over the borders of its own parts.
    place = f'd="{mark.path}" transform="scale({mark.scale:.5f})"'
    edge = f'<path {place} fill="none" {_stroke(Tone.PAPER, 7.0, "")}/>'
    return f"{edge}<path {place} {_area(mark.tone)}/>"


def _text(mark: Text, *, fitted: bool) -> str:
    more = f' text-anchor="{mark.anchor}"' if mark.anchor != "start" else ""
    more += ' font-weight="600"' if mark.strong else ""
    more += f' font-size="{_n(mark.size)}"' if mark.size != SIZE else ""
    if fitted and mark.words:
        room = min(measure(mark.words, mark.size), len(mark.words) * mark.size * 0.56)
        more += f' textLength="{_n(room)}" lengthAdjust="spacingAndGlyphs"'
    words = escape(mark.words)
    return f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" {_fill(mark.tone)}{more}>{words}</text>'


def _block(mark: Block) -> str:
    x, y, width, height = mark.x, mark.y, mark.width, mark.height
    if mark.hollow:
        inks = f'fill="none" {_stroke(mark.tone, 0.8, "2 1.6")}'
        x, y, width, height = x + 0.4, y + 0.4, max(width - 0.8, 0.2), height - 0.8
    else:
        inks = _fill(mark.tone)
    place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    drawn = f"<rect {place} {inks}/>"
    if mark.hatched:
        drawn += f'<path d="{_hatch(x, y, width, height)}" {_stroke(Tone.PAPER, 0.9, "")}/>'
    return drawn


def _hatch(x: float, y: float, width: float, height: float, gap: float = 4.0) -> str:
    """Slanted lines that keep within a rectangle; no pattern has to be named in the page."""
    parts: list[str] = []
    across = gap
    while across < width + height:
        left, right = max(0.0, across - height), min(across, width)
        parts.append(
            f"M{_n(x + left)} {_n(y + across - left)}L{_n(x + right)} {_n(y + across - right)}"
        )
        across += gap
    return "".join(parts)


def _fill(tone: Tone) -> str:
    return f'class="d-{tone}" fill="{PAPER[tone]}"'


def _area(tone: Tone) -> str:
    ink = PAPER[tone]
    return f'class="d-{tone} l-{tone}" fill="{ink}" stroke="{ink}" stroke-width="1.4"'


def _stroke(tone: Tone, width: float, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'class="l-{tone}" stroke="{PAPER[tone]}" stroke-width="{_n(width)}"{dashed}'


def _n(value: float) -> str:
    """A number as an attribute: two decimals at most, and no « -0 »."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def lines(
    words: Sequence[str], x: float, middle: float, *, anchor: str = "end", tone: Tone = Tone.TEXT
) -> list[Text]:
    """Lines one under the other, their middle at `middle`."""
    first = middle + 3.1 - (len(words) - 1) * LINE / 2
    return [
        Text(x, round(first + row * LINE, 2), line, anchor, tone) for row, line in enumerate(words)
    ]
