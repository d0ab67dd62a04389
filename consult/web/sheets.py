"""Lists for a spreadsheet, as CSV and as a workbook, in which every cell is only text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST = 32_767
"""What one cell of a workbook can hold."""

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


def as_xlsx(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """The list as a workbook of one sheet; nothing in it is a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - slow to load, and few processes need it

    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", text(name)).strip()[:31] or None)
    sheet.freeze_panes(1, 0)
    heading = book.add_format({"bold": True, "bottom": 1})
    line = 0
    for line, row in enumerate((header, *rows)):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, text(cell), None if line else heading)
    sheet.set_column(0, len(header) - 1, 20)
    if line:
        sheet.autofilter(0, 0, line, len(header) - 1)
    book.close()
    return made.getvalue()
