"""Lists for a spreadsheet, as CSV and as a workbook, in which every cell is only text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import isfinite
from typing import IO

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST = 32_767
"""What one cell of a workbook can hold."""
AT_ONCE = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def text(cell: object) -> str:
    """A cell without control characters, as long as a workbook can hold."""
    return _CONTROL.sub("", str(cell))[:LONGEST]


def safe(cell: object) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    clean = text(cell).strip()
    return f"'{clean}" if clean.startswith(FORMULA) else clean


def as_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """The list as marked UTF-8 with semicolons, as French spreadsheets open it."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in (header, *rows))
    return out.getvalue()


def heading(name: str) -> str | None:
    """The name of a sheet as a workbook takes it; None leaves the choice to the workbook.

    It begins like no formula either: a name becomes a cell wherever sheets are listed.
    """
    plain = re.sub(r"[\[\]:*?/\\']", " ", text(name))
    return plain.lstrip("".join((*FORMULA, " "))).rstrip()[:31].rstrip() or None


def lines(head: Iterable[Sequence[object]], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV of any length, some rows at a time; numbers are numbers, with a decimal comma."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(chain(head, rows), start=1):
        writer.writerow([_spelled(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def write_workbook(
    file: IO[bytes],
    sheets: Iterable[tuple[str, Iterable[Sequence[object]], Iterable[Sequence[object]]]],
) -> None:
    """A workbook of any size into a file: of each sheet its name, its head and its rows.

    Numbers are numbers and all else is text: nothing in it is a formula or a link. One row is
    held in memory at a time.
    """
    import xlsxwriter  # noqa: PLC0415 - slow to load, and few processes need it

    given = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, given)
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    taken: set[str] = set()
    for name, head, rows in sheets:
        sheet = book.add_worksheet(_untaken(name, taken))
        tops = [*head]
        sheet.freeze_panes(len(tops), 1)
        sheet.set_column(0, max(0, *(len(row) - 1 for row in tops), 0), 20)
        for line, row in enumerate(chain(tops, rows)):
            style = strong if line < len(tops) else None
            for place, cell in enumerate(row):
                if _is_number(cell):
                    sheet.write_number(line, place, cell, style)
                elif cell is not None and cell != "":
                    sheet.write_string(line, place, text(cell), style)
    book.close()


def _untaken(name: str, taken: set[str]) -> str | None:
    """A name of a sheet that no other has, in small letters or capitals."""
    wanted = heading(name)
    number = 1
    while wanted is not None and wanted.lower() in taken:
        number += 1
        wanted = f"{(heading(name) or '')[:27]} {number}"
    if wanted is not None:
        taken.add(wanted.lower())
    return wanted


def _spelled(cell: object) -> str:
    if _is_number(cell):
        return str(cell).replace(".", ",")
    return "" if cell is None else safe(cell)


def _is_number(cell: object) -> bool:
    """Whether a spreadsheet can reckon with it; what is not finite it cannot even hold."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell)


def as_xlsx(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """The list as a workbook of one sheet; nothing in it is a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - slow to load, and few processes need it

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(heading(name))
    sheet.freeze_panes(1, 0)
    strong = book.add_format({"bold": True, "bottom": 1})
    line = 0
    for line, row in enumerate((header, *rows)):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, text(cell), None if line else strong)
    sheet.set_column(0, len(header) - 1, 20)
    if line:
        sheet.autofilter(0, 0, line, len(header) - 1)
    book.close()
    return made.getvalue()
