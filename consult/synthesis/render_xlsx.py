"""Figures, statements and quotes of a note as a workbook; every text cell is only text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from consult.synthesis.parts import quotes, statements
from consult.synthesis.snapshot import Snapshot
from consult.synthesis.wording import Words

Cell = str | int | None

LONGEST = 32_767
"""What one cell can hold."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def render(snapshot: Snapshot) -> bytes:
    """The workbook. The same snapshot gives the same bytes."""
    import xlsxwriter  # noqa: PLC0415 - slow to load, and few processes need it

    words = Words(snapshot.language)
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {
            "title": _text(snapshot.title),
            "author": _text(snapshot.federation),
            "created": datetime.fromisoformat(snapshot.dated),
        }
    )
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for name, columns, rows in _sheets(snapshot, words):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, (column, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, column, heading)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, wrapped)
                elif cell is not None:
                    sheet.write_string(line, place, _text(cell), wrapped)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return made.getvalue()


Sheet = tuple[str, Sequence[tuple[str, int]], Sequence[Sequence[Cell]]]


def _sheets(snapshot: Snapshot, words: Words) -> Iterator[Sheet]:
    _ = words.gettext
    yield (
        _("Figures"),
        ((_("Mark"), 8), (_("Rule"), 50), (_("Value"), 10), (_("Out of"), 10)),
        [(one.id, one.rule, one.value, one.base) for one in snapshot.figures],
    )
    yield (
        _("Statements"),
        ((_("Mark"), 8), (_("Chapter"), 34), (_("Statement"), 90), (_("Sources"), 30)),
        [
            (claim.id, where, "".join(run.text for run in claim.runs), ", ".join(claim.sources))
            for where, claim in statements(
                snapshot, essentials=_("The essentials"), practices=_("Good practices")
            )
        ],
    )
    yield (
        _("Quotations"),
        ((_("Mark"), 8), (_("Chapter"), 34), (_("Quotation"), 90), (_("By"), 34)),
        [(quote.id, where, quote.text, quote.by) for where, quote in quotes(snapshot)],
    )
    yield (
        _("Contributors"),
        ((_("Contributor"), 80),),
        [(name,) for name in snapshot.contributors],
    )


def _text(text: str) -> str:
    """What a cell can hold: no control characters, which would break the whole file."""
    return _CONTROL.sub("", text)[:LONGEST]
