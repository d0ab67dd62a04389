"""The lines of an OpenDocument spreadsheet (.ods), read without following anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

# A DOCTYPE stops the parser below, so that no entity is ever declared, let alone expanded.
from xml.parsers import expat

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
SPACES = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})


class Refused(Exception):
    """The document declares entities, or holds more than anybody typed."""


class _Enough(Exception):
    """The first sheet is over: the others are nobody's list."""


@dataclass
class _Sheet:
    """The first table while it is read; a repeated row is kept once, with its count."""

    most_cells: int
    most_columns: int
    rows: list[tuple[list[str], int]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    depth: int = 0
    aside: int = 0
    in_text: int = 0
    cells: int = 0
    repeats: tuple[int, int] = (1, 1)
    value: str = ""

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element opens."""
        if name == f"{OFFICE}annotation" or self.aside:
            self.aside += 1
        elif name == f"{TABLE}table":
            self.depth += 1
        elif name == f"{TABLE}table-row" and self.depth == 1:
            self.row = []
            self.repeats = (_count(given, "number-rows-repeated"), 1)
        elif name in CELLS and self.depth == 1:
            self.words = []
            self.value = given.get(f"{OFFICE}value", "")
            self.repeats = (self.repeats[0], _count(given, "number-columns-repeated"))
        elif name == f"{TEXT}p":
            self.in_text += 1
            self.words.append(" ")
        elif name in SPACES:
            self.words.append(" ")

    def end(self, name: str) -> None:
        """An element closes."""
        if self.aside:
            self.aside -= 1
        elif name == f"{TEXT}p":
            self.in_text -= 1
        elif name in CELLS and self.depth == 1:
            self._cell("".join(self.words).strip() or self.value)
        elif name == f"{TABLE}table-row" and self.depth == 1:
            while self.row and not self.row[-1]:
                self.row.pop()
            self.rows.append((self.row, self.repeats[0]))
        elif name == f"{TABLE}table":
            self.depth -= 1
            if not self.depth:
                raise _Enough

    def text(self, words: str) -> None:
        """Words between elements count only where a cell shows them."""
        if self.in_text and not self.aside:
            self.words.append(words)

    def _cell(self, words: str) -> None:
        self.cells += 1
        if self.cells > self.most_cells:
            raise Refused
        room = self.most_columns + 1 - len(self.row)
        self.row.extend([words] * min(self.repeats[1], max(room, 0)))


def lines(content: bytes, *, most_rows: int, most_columns: int) -> Iterator[list[str]]:
    """The rows of the first sheet as text, blank ones included but for the last.

    `content` is the `content.xml` of the document. A row longer than `most_columns` comes out
    one cell longer than that. Raises `Refused`, or an error of the parser.
    """
    sheet = _Sheet(most_cells=4 * most_rows * most_columns, most_columns=most_columns)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.text
    parser.StartDoctypeDeclHandler = _refuse
    with suppress(_Enough):
        parser.Parse(content)
        parser.Parse(b"", True)  # noqa: FBT003 - the parser knows no other way to say the end
    blank = 0
    for row, times in sheet.rows:
        if not any(row):
            blank = min(blank + times, 4 * most_rows + 1)
            continue
        yield from ([] for _ in range(blank))
        yield from (row for _ in range(min(times, most_rows + 1)))
        blank = 0


def _refuse(*_given: object) -> None:
    raise Refused


def _count(given: dict[str, str], name: str) -> int:
    said = given.get(f"{TABLE}{name}", "1")
    return int(said) if said.isascii() and said.isdecimal() else 1
