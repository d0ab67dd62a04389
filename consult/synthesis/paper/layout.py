"""From snapshot to page: the HTML of a note, for paper and for the screen, without Flask."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from consult.charts.lettering import measure
from consult.synthesis import parts, typography
from consult.synthesis.paper import faces
from consult.synthesis.paper.copydesk import Copydesk
from consult.synthesis.snapshot import (
    Snapshot,
    fingerprint,
    to_json,
)
from consult.synthesis.wording import Words

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "note"
Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Page:
    """A note as one HTML document, with what it takes to print it."""

    html: str
    wardrobe: faces.Wardrobe


@dataclass(frozen=True, slots=True)
class Part:
    """What is printed together: whole sections, or a run of one; each part begins a page."""

    sections: tuple[str, ...]
    first: int = 0
    """From this contribution or source on."""
    after: int | None = None
    """Up to this one, left out."""
    letters: int = 0
    """About how long it is."""

    @property
    def goes_on(self) -> bool:
        """Whether it begins in the middle of a section."""
        return self.first > 0


SECTIONS = (
    *("front", "body"),
    *("annex-a", "positions", "annex-b", "contributors", "sources", "colophon"),
)
"""What a note is made of, in the order of the pages."""
WHOLE = Part(SECTIONS)


class Manuscript:
    """A note ready to be set: what is the same for all its parts, worked out once."""

    def __init__(self, snapshot: Snapshot, *, screen: bool = False) -> None:
        self.snapshot, self.screen = snapshot, screen
        self.mark = fingerprint(snapshot)
        self.wardrobe = faces.wardrobe(typography.neutral(to_json(snapshot)))
        self.note = each_text(snapshot, typography.neutral)
        missing = self.wardrobe.missing
        if missing and not screen:
            # What no font can draw is spelled out.
            self.note = each_text(self.note, lambda text: typography.spelled(text, missing))

    def page(self, part: Part = WHOLE) -> Page:
        """The document, or a part of it."""
        desk = Copydesk(self.note, self.mark)
        family = "sans-serif"
        if not self.screen:
            family = f"{faces.SANS}{self.wardrobe.families}".replace('"', "'")
        html = (
            environment()
            .get_template("note.html")
            .render(
                note=self.note,
                desk=desk,
                screen=self.screen,
                here=part.sections.__contains__,
                contributions=self.note.contributions[part.first : part.after],
                sources=self.note.sources[part.first : part.after],
                continued=part.goes_on,
                family=family,
                **phrases(desk.words),
            )
        )
        return Page(html, self.wardrobe)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What a link is told to lead to, wherever in the note its end is printed."""
        desk = Copydesk(self.note, self.mark)
        named = {source.code: desk.head(source.agency) for source in self.note.sources}
        told = phrases(desk.words)["_"]
        count = len(list(parts.statements(self.note)))
        return {
            **{entry.anchor: desk.head(entry.title) for entry in desk.contents},
            **{f"contribution-{code}": name for code, name in named.items()},
            **{f"source-{code}": name for code, name in named.items()},
            **{
                f"point-{n}": str(told("statement %(number)s", number=n))
                for n in range(1, count + 1)
            },
        }


def page(snapshot: Snapshot, *, screen: bool = False) -> Page:
    """The whole document."""
    return Manuscript(snapshot, screen=screen).page()


def length(piece: object) -> int:
    """How many letters are to be set."""
    if isinstance(piece, str):
        return len(piece)
    if isinstance(piece, tuple):
        return sum(map(length, piece))
    if dataclasses.is_dataclass(piece):
        return sum(length(getattr(piece, field.name)) for field in dataclasses.fields(piece))
    return 0


def warm_up() -> None:
    """Compile the templates and open the fonts before there is anything to print."""
    faces.wardrobe("é")
    measure("é", 1.0)
    faces.outline("É")
    for name in ("note.html", "macros.html"):
        environment().get_template(name)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where the templates of the note are, every text escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def phrases(words: Words) -> dict[str, Any]:
    """The template's words: every sentence is set in the typography of its language."""

    def typeset(text: str) -> Markup:
        return typography.typeset(text, words.language)

    def gettext(message: str, **values: object) -> Markup:
        return typeset(words.gettext(message)) % values

    def ngettext(one: str, many: str, count: int, **values: object) -> Markup:
        shown = {"num": words.number(count), **values}
        return typeset(words.ngettext(one, many, count)) % shown

    return {
        "_": gettext,
        "ngettext": ngettext,
        "typeset": typeset,
        "spaced": lambda text: typography.spaced(text, words.language),
        "number": words.number,
    }


def watermark(words: Words, *, specimen: bool) -> str:
    """« PROJET » across an A4 page as a drawing: it has no letters a reader could stumble on.

    « SPÉCIMEN » where the answers are invented.
    """
    said = words.gettext("SPECIMEN") if specimen else words.gettext("DRAFT")
    path, width, height = faces.outline(said)
    scale = 190 / width * 2.83465
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="595.28pt" height="841.89pt" '
        'viewBox="0 0 595.28 841.89"><g fill="#f5f1ea" transform="translate(297.64 420.95) '
        f'rotate(-52) scale({scale:.5f}) translate({-width / 2:.1f} {height / 2:.1f})">'
        f'<path d="{path}"/></g></svg>'
    )


def style(name: str) -> str:
    """A style sheet of the note."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def widths() -> str:
    """The classes `w0` to `w100`: the template carries no style of its own."""
    return "\n".join(f".w{part}{{width:{part}%}}" for part in range(101))


def each_text(piece: Piece, change: Any) -> Piece:
    """The piece with every text of it changed, however deep."""
    changed: Any = piece
    if isinstance(piece, str):
        changed = change(piece) if type(piece) is str else piece
    elif isinstance(piece, tuple):
        changed = tuple(each_text(one, change) for one in piece)
    elif dataclasses.is_dataclass(piece) and not isinstance(piece, type):
        fields: Iterable[Any] = dataclasses.fields(piece)
        values = {field.name: each_text(getattr(piece, field.name), change) for field in fields}
        changed = dataclasses.replace(piece, **values)
    result: Piece = changed
    return result
