"""Charts as pictures for Word: the drawing of the pages, in dots, with the words that say it.

The marks of a drawing are put on paper one by one, in the fonts of the note, so that the picture
is the one of the PDF. Equal drawings give equal bytes.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from itertools import groupby, pairwise
from typing import Any

from consult.charts.marks import Block, Dot, Line, Picture, Shape, Text, Trace
from consult.charts.palette import PAPER
from consult.synthesis.paper import faces

DOTS = 4.0
"""Dots to a point: 288 to an inch."""
FINER = 2
"""Drawn so many times larger, then made smaller: edges are smooth."""
COLOURS = 64
_SCALE = DOTS * FINER
_GAP = 4.0


def drawable(picture: Picture) -> bool:
    """Whether every mark is one that is drawn here; outlines of territories are not."""
    return not any(isinstance(mark, Shape) for mark in picture.marks)


@lru_cache(maxsize=256)
def png(picture: Picture) -> bytes:
    """The picture as PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - slow to load, and few processes draw

    size = (round(picture.width * _SCALE), round(picture.height * _SCALE))
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    for mark in picture.marks:
        _drawn(pen, mark)
    small = sheet.reduce(FINER).quantize(COLOURS, dither=Image.Dither.NONE)
    made = BytesIO()
    small.save(made, "PNG", optimize=True, dpi=(DOTS * 72, DOTS * 72))
    return made.getvalue()


def _drawn(pen: Any, mark: object) -> None:
    if isinstance(mark, Text):
        _text(pen, mark)
    elif isinstance(mark, Block):
        _block(pen, mark)
    elif isinstance(mark, Line):
        ends = ((mark.x1, mark.y1), (mark.x2, mark.y2))
        _line(pen, ends, PAPER[mark.tone], mark.width, mark.dashes)
    elif isinstance(mark, Trace):
        for ends in zip(mark.points, mark.points[1:], strict=False):
            _line(pen, ends, PAPER[mark.tone], mark.width, mark.dashes)
    elif isinstance(mark, Dot):
        box = (mark.x - mark.radius, mark.y - mark.radius)
        far = (mark.x + mark.radius, mark.y + mark.radius)
        pen.ellipse([*_at(*box), *_at(*far)], fill=PAPER[mark.tone])


def _at(x: float, y: float) -> tuple[float, float]:
    return x * _SCALE, y * _SCALE


def _text(pen: Any, mark: Text) -> None:
    """A line of text, its pieces each in the first font that has their signs."""
    runs = [(face, "".join(signs)) for face, signs in groupby(mark.words, key=_face_of)]
    fonts = [_font(face if not mark.strong else _bold(face), mark.size) for face, _ in runs]
    widths = [font.getlength(words) for font, (_, words) in zip(fonts, runs, strict=True)]
    whole = sum(widths)
    x, y = _at(mark.x, mark.y)
    x -= {"start": 0.0, "middle": whole / 2, "end": whole}[mark.anchor]
    for font, width, (_, words) in zip(fonts, widths, runs, strict=True):
        pen.text((x, y), words, font=font, fill=PAPER[mark.tone], anchor="ls")
        x += width


@lru_cache(maxsize=4096)
def _face_of(sign: str) -> faces.Face:
    regular = faces.OWN[4]
    if sign.isspace() or ord(sign) in faces.coverage(regular):
        return regular
    others = (face for face in faces.OTHERS if ord(sign) in faces.coverage(face))
    return next(others, regular)


def _bold(face: faces.Face) -> faces.Face:
    return faces.OWN[6] if face == faces.OWN[4] else face


@lru_cache(maxsize=64)
def _font(face: faces.Face, size: float) -> Any:
    from PIL import ImageFont  # noqa: PLC0415 - slow to load, and few processes draw

    return ImageFont.truetype(str(face.path), size * _SCALE)


def _block(pen: Any, mark: Block) -> None:
    ink = PAPER[mark.tone]
    x, y, width, height = mark.x, mark.y, mark.width, mark.height
    if mark.hollow:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        for ends in pairwise(corners):
            _line(pen, ends, ink, 0.8, "2 1.6")
    elif width > 0 and height > 0:
        left, top = _at(x, y)
        right, bottom = _at(x + width, y + height)
        pen.rectangle([left, top, max(right - 1, left), max(bottom - 1, top)], fill=ink)
    if mark.hatched:
        across = _GAP
        while across < width + height:
            low, high = max(0.0, across - height), min(across, width)
            ends = ((x + low, y + across - low), (x + high, y + across - high))
            _line(pen, ends, "white", 0.9, "")
            across += _GAP


def _line(pen: Any, ends: Any, ink: str, width: float, dashes: str) -> None:
    (x1, y1), (x2, y2) = ends
    for start, end in _strokes(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, dashes):
        near = _at(x1 + (x2 - x1) * start, y1 + (y2 - y1) * start)
        far = _at(x1 + (x2 - x1) * end, y1 + (y2 - y1) * end)
        pen.line([near, far], fill=ink, width=max(1, round(width * _SCALE)))


def _strokes(length: float, dashes: str) -> list[tuple[float, float]]:
    """Where a line is inked, in parts of its length."""
    if not dashes or length <= 0:
        return [(0.0, 1.0)]
    pattern = [float(one) for one in dashes.replace(",", " ").split()]
    place, made, turn = 0.0, [], 0
    while place < length:
        step = max(pattern[turn % len(pattern)], 0.1)
        if turn % 2 == 0:
            made.append((place / length, min(place + step, length) / length))
        place, turn = place + step, turn + 1
    return made
