"""From the bytes of a spreadsheet to rows of plain text, or one reason why not."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from consult.directory import opendocument

MAX_BYTES = 4 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_MEMBERS = 500
MEGABYTE, MAX_RATIO = 1024 * 1024, 200
"""What is large and packed tighter than that is no list that anybody made."""
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 1_000
SEPARATORS = (";", ",", "\t")
ZIP = b"PK\x03\x04"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Fault(StrEnum):
    """Why a file cannot be read; the sentences are in `directory.forms`."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    OLD_EXCEL = "old_excel"
    NOT_A_TABLE = "not_a_table"
    DAMAGED = "damaged"


class Unreadable(Exception):
    """The file is not a table that we can read; `line` where one line is to blame."""

    def __init__(self, fault: Fault, line: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file; `line` is where a spreadsheet shows it, the header being 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the lines under it; every line is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Table:
    """The first sheet of a workbook (.xlsx, .ods), or a CSV whatever its separator and encoding.

    Raises `Unreadable`, and nothing else, on any bytes.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(Fault.TOO_BIG)
    if content.startswith(ZIP):
        return _table(_archive_lines(content))
    if content.startswith(OLD_EXCEL):
        raise Unreadable(Fault.OLD_EXCEL)
    return from_text(_decoded(content))


def from_text(text: str) -> Table:
    """A table out of CSV text. Raises `Unreadable`."""
    if "\0" in text:
        raise Unreadable(Fault.NOT_A_TABLE)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    try:
        return _table(lines)
    except csv.Error as error:
        raise Unreadable(Fault.DAMAGED, lines.line_num) from error


def as_text(table: Table) -> str:
    """The table as CSV text, so that a page can carry it; keeps the numbers of the lines.

    Lines that were blank are written as blank lines.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(table.header)
    line = 1
    for row in table.rows:
        out.write(";\n" * (row.line - line - 1))
        writer.writerow(row.cells)
        line = row.line
    return out.getvalue()


def tidy(cell: object) -> str:
    """A cell as one line of text: composed, without control characters or doubled spaces."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell))
    kept = (" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if not _is_control(char)).split())


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn")


def _table(lines: Iterable[Iterable[object]]) -> Table:
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = _cells(line, number)
        if not header:
            header = cells
        elif any(cells):
            padded = (*cells, *("",) * (len(header) - len(cells)))
            rows.append(Row(number, padded[: len(header)]))
        if len(rows) > MAX_ROWS or number > 4 * MAX_ROWS:
            raise Unreadable(Fault.TOO_MANY_ROWS)
    if not rows:
        raise Unreadable(Fault.EMPTY)
    return Table(header, tuple(rows))


def _cells(line: Iterable[object], number: int) -> tuple[str, ...]:
    cells = [tidy(cell) for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(Fault.TOO_MANY_COLUMNS, number)
    if any(len(cell) > MAX_CELL for cell in cells):
        raise Unreadable(Fault.CELL_TOO_LONG, number)
    return tuple(cells)


def _archive_lines(content: bytes) -> Iterator[Iterable[object]]:
    """Formulas come out as the text somebody typed; nothing is computed or followed."""
    try:
        if _workbook_in(content):
            yield from _workbook_lines(content)
        else:
            yield from _document_lines(content)
    except Unreadable:
        raise
    except Exception as error:  # a hostile workbook can raise anything at all
        raise Unreadable(Fault.DAMAGED) from error


def _workbook_lines(content: bytes) -> Iterator[Iterable[object]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, and few processes need it

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True, max_row=5 * MAX_ROWS, max_col=MAX_COLUMNS + 1)


def _document_lines(content: bytes) -> Iterator[Iterable[object]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = archive.read("content.xml")
    yield from opendocument.lines(sheets, most_rows=MAX_ROWS, most_columns=MAX_COLUMNS)


def _workbook_in(content: bytes) -> bool:
    """Whether the archive is a workbook rather than an OpenDocument; refuses anything else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
            raise Unreadable(Fault.TOO_BIG)
        if any(one.file_size > max(MEGABYTE, MAX_RATIO * one.compress_size) for one in members):
            raise Unreadable(Fault.TOO_BIG)
        if "xl/workbook.xml" in names:
            return True
        if not {"content.xml", "mimetype"} <= names or archive.read("mimetype") != OPEN_DOCUMENT:
            raise Unreadable(Fault.NOT_A_TABLE)
    return False


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what old spreadsheets write on Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(Fault.NOT_A_TABLE)


def _separator(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=head.count)
