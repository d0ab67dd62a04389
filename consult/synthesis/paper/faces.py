"""The fonts of the note: two families of ours, and the others for what they cannot draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from consult.synthesis import typography

FOLDER = Path(__file__).resolve().parents[2] / "static" / "dist" / "fonts"
SERIF, SANS = "Note Serif", "Note Sans"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under the name the style sheet gives it."""

    family: str
    file: str
    weight: int = 400
    italic: bool = False

    @property
    def path(self) -> Path:
        """Where the file is."""
        return FOLDER / self.file

    @property
    def rule(self) -> str:
        """Its `@font-face` rule."""
        style = "italic" if self.italic else "normal"
        return (
            f'@font-face{{font-family:"{self.family}";src:url(note:fonts/{self.file});'
            f"font-weight:{self.weight};font-style:{style}}}"
        )


OWN = (
    Face(SERIF, "SourceSerif4_400Regular.ttf"),
    Face(SERIF, "SourceSerif4_400Regular_Italic.ttf", italic=True),
    Face(SERIF, "SourceSerif4_600SemiBold.ttf", 600),
    Face(SERIF, "SourceSerif4_600SemiBold_Italic.ttf", 600, italic=True),
    Face(SANS, "SourceSans3_400Regular.ttf"),
    Face(SANS, "SourceSans3_400Regular_Italic.ttf", italic=True),
    Face(SANS, "SourceSans3_600SemiBold.ttf", 600),
    Face(SANS, "SourceSans3_700Bold.ttf", 700),
)
# In the order they are asked. NotoSans also draws Devanagari; the emoji come last because they
# also hold digits.
OTHERS = tuple(
    Face(f"Note {name}", f"{name}_400Regular.ttf")
    for name in (
        "NotoSans",
        "NotoSansArabic",
        "NotoSansHebrew",
        "NotoSansThai",
        "NotoSansSC",
        "NanumGothic",
        "NotoSansMath",
        "NotoSansSymbols",
        "NotoSansSymbols2",
        "NotoEmoji",
    )
)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What a text needs to be printed: faces to load, signs to spell out."""

    others: tuple[Face, ...]
    missing: frozenset[str]

    @property
    def families(self) -> str:
        """The fallback families, to follow ours in the style sheet."""
        return "".join(f', "{face.family}"' for face in self.others)

    @property
    def faces(self) -> tuple[Face, ...]:
        """Every face to load."""
        return OWN + self.others


PLAIN = Wardrobe((), frozenset())
"""What French and English need."""


def wardrobe(text: str) -> Wardrobe:
    """The fewest faces, asked in order, that draw the text; what none draws is missing."""
    left = typography.uncovered(text, coverage(_sans_regular()))
    chosen: list[Face] = []
    for face in OTHERS:
        if not left:
            break
        drawn = {sign for sign in left if ord(sign) in coverage(face)}
        if drawn:
            chosen.append(face)
            left -= drawn
    return Wardrobe(tuple(chosen), frozenset(left))


@lru_cache(maxsize=32)
def coverage(face: Face) -> frozenset[int]:
    """The characters a face draws; nothing where the file has not been placed."""
    if not face.path.exists():
        return frozenset()
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _sans_regular() -> Face:
    return OWN[4]


def outline(word: str) -> tuple[str, float, float]:
    """A word as an SVG path (y downwards from the base line), its width and its cap height."""
    font = _heaviest()
    glyphs, names, widths = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
    x, parts = 0, []
    for sign in word:
        name = names.get(ord(sign), "space")
        pen = SVGPathPen(glyphs)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, -1, x, 0)))
        parts.append(pen.getCommands())
        x += widths[name][0] + 40
    return " ".join(parts), float(x), float(font["OS/2"].sCapHeight)


@lru_cache(maxsize=1)
def _heaviest() -> TTFont:
    return TTFont(BytesIO(OWN[7].path.read_bytes()), lazy=True)


def rules(faces: Iterable[Face]) -> str:
    """The `@font-face` rules of those faces."""
    return "\n".join(face.rule for face in faces)


def assets(faces: Iterable[Face]) -> Iterator[tuple[str, tuple[Path, str]]]:
    """Their files, under the addresses the rules give."""
    for face in faces:
        yield f"note:fonts/{face.file}", (face.path, "font/ttf")
