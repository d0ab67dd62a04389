"""Figures, statements and quotes of a note as a workbook; every text cell is only text.

One sheet for each kind, the first of which says what the workbook is and for whom. It holds what
the note prints and nothing besides: who stands behind a count is told where the note tells it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil

from consult.charts.figures import Table
from consult.synthesis.paper import copydesk
from consult.synthesis.parts import exhibits, practices, quotes, recommendations, statements
from consult.synthesis.snapshot import Claim, Exhibit, Grid, Snapshot, Withheld, fingerprint
from consult.synthesis.wording import Words

Cell = str | int | None
Column = tuple[str, int]
Row = Sequence[Cell]
Sheet = tuple[str, Sequence[Column], Sequence[Row]]

LONGEST = 32_767
"""What one cell can hold."""
LINE, TALLEST = 15.0, 409.0
"""The height of one line, and the most a row can have, in points."""
FILLED = 0.9
"""How much of a column a line of whole words fills."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute, once the sheet is saved as plain text and opened again."""


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
            "subject": copydesk.for_whom(snapshot, words),
            "comments": f"sha256:{fingerprint(snapshot)}",
            "created": datetime.fromisoformat(snapshot.dated),
        }
    )
    heading = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "indent": 1}
    )
    over_numbers = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "indent": 1}
        | {"align": "right"}
    )
    number = book.add_format({"valign": "top", "align": "right", "indent": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "indent": 1})
    inert = book.add_format({"text_wrap": True, "valign": "top", "indent": 1, "quote_prefix": True})
    foot = copydesk.for_whom(snapshot, words).replace("&", "&&")
    for name, columns, rows in _sheets(snapshot, words):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{foot}&R&P / &N")
        sheet.set_row(0, _height(columns, [column for column, _width in columns]))
        for place, (column, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            counts = any(isinstance(row[place], int) for row in rows if place < len(row))
            sheet.write_string(0, place, column, over_numbers if counts else heading)
        for line, row in enumerate(rows, start=1):
            sheet.set_row(line, _height(columns, row))
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, number)
                elif cell is not None:
                    told = _text(cell)
                    dressed = inert if told.startswith(_FORMULA) else wrapped
                    sheet.write_string(line, place, told, dressed)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return made.getvalue()


def _sheets(snapshot: Snapshot, words: Words) -> Iterator[Sheet]:
    _ = words.gettext
    told = list(statements(snapshot, essentials=_("The essentials"), practices=_("Good practices")))
    points = {claim.id: point for point, (_where, claim) in enumerate(told, 1)}
    yield _identity(snapshot, words)
    yield _figures(snapshot, words, [claim for _where, claim in told])
    yield _statements(snapshot, words, told)
    yield (
        _("Quotations"),
        (
            *((_("Mark"), 8), (_("Chapter"), 34), (_("Quotation"), 90), (_("By"), 34)),
            *((_("Source"), 10), (_("Illustrates statement"), 12)),
        ),
        [
            (one.id, where, one.text, one.by, one.source, points.get(one.about))
            for where, one in quotes(snapshot)
        ],
    )
    yield (
        _("Good practices"),
        ((_("Practice"), 40), (_("By"), 34), (_("Source"), 10), (_("Told"), 100)),
        [
            (one.title, one.by, one.source, "\n".join(_told(*each) for each in one.details))
            for one in practices(snapshot)
        ],
    )
    yield (
        _("Recommendations"),
        ((_("No."), 6), (_("Recommendation"), 60), (_("Statement"), 60), (_("Sources"), 40)),
        [
            (one.number, one.title, _sentence(one.support), ", ".join(one.support.sources))
            for one in recommendations(snapshot)
        ],
    )
    yield _charts(snapshot, words)
    yield (
        _("Contributors"),
        ((_("Contributor"), 80),),
        [(name,) for name in snapshot.contributors],
    )


def _identity(note: Snapshot, words: Words) -> Sheet:
    """What the workbook is: the cover of the note, as lines."""
    _ = words.gettext
    desk = copydesk.Copydesk(note, fingerprint(note))
    lines = (
        (_("Title"), note.title),
        (_("For whom"), copydesk.for_whom(note, words)),
        (_("State"), f"{_('DRAFT')} – {desk.day}" if desk.provisional else desk.day),
        (_("Version"), str(note.version)),
        (_("Federation"), note.federation),
        (_("Asked by"), note.commissioner),
        (_("Hearing"), note.hearing),
        (_("Data as of"), desk.moment),
        (_("Fingerprint"), desk.mark),
        *(("", notice) for notice in note.notices),
    )
    columns = ((_("About this document"), 24), ("", 100))
    return _("About this document"), columns, [one for one in lines if one[1]]


def _figures(note: Snapshot, words: Words, claims: Sequence[Claim]) -> Sheet:
    _ = words.gettext
    printed: defaultdict[str, list[int]] = defaultdict(list)
    for point, claim in enumerate(claims, 1):
        for figure in dict.fromkeys(run.figure for run in claim.runs if run.figure):
            printed[figure].append(point)
    columns = (
        *((_("Mark"), 8), (_("Rule"), 50), (_("Value"), 10), (_("Out of"), 10)),
        (_("Printed in statements"), 24),
    )
    rows = [
        (one.id, one.rule, one.value, one.base, ", ".join(map(str, printed[one.id])))
        for one in note.figures
    ]
    return _("Figures"), columns, rows


def _statements(note: Snapshot, words: Words, told: Sequence[tuple[str, Claim]]) -> Sheet:
    """Each statement with who stands behind it: by name where the note may name them."""
    _ = words.gettext
    agencies = {source.code: source.agency for source in note.sources}
    columns = (
        *((_("No."), 6), (_("Mark"), 8), (_("Chapter"), 34), (_("Statement"), 90)),
        *((_("Sources"), 30), (_("Agencies"), 50), (_("Not named"), 10)),
    )
    rows = [
        (
            *(point, claim.id, where, _sentence(claim), ", ".join(claim.sources)),
            ", ".join(agencies.get(code, code) for code in claim.sources),
            claim.unattributed,
        )
        for point, (where, claim) in enumerate(told, 1)
    ]
    return _("Statements"), columns, rows


def _charts(note: Snapshot, words: Words) -> Sheet:
    """What every chart and table shows, a line for each of their cells."""
    _ = words.gettext
    desk = copydesk.Copydesk(note, "")
    columns = (
        *((_("Chart or table"), 60), (_("Base"), 30), (_("Line"), 50), (_("Column"), 24)),
        (_("Value"), 16),
    )
    rows = [
        (exhibit.title, exhibit.base, row[0], column, _value(cell))
        for exhibit in dict.fromkeys(exhibits(note))
        if not isinstance(exhibit, Withheld)
        for table in [_table(desk, exhibit)]
        for row in table.rows
        for column, cell in zip(table.columns[1:], row[1:], strict=False)
    ]
    return _("Charts"), columns, rows


def _table(desk: copydesk.Copydesk, exhibit: Exhibit) -> Table:
    if isinstance(exhibit, Grid):
        return Table(exhibit.columns, exhibit.rows)
    drawing = desk.drawing(exhibit)
    return drawing.table if drawing is not None else Table((), ())


def _value(cell: str) -> Cell:
    """A whole number as one, so that it can be added up."""
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 10 else cell


def _told(label: str, text: str) -> str:
    return f"{label} – {text}" if label else text


def _height(columns: Sequence[Column], row: Row) -> float:
    """Room for the longest text of a row, in points: not every program makes it by itself."""
    lines = (
        sum(ceil(len(line) / (width * FILLED)) or 1 for line in str(cell).split("\n"))
        for (_name, width), cell in zip(columns, row, strict=True)
        if cell is not None
    )
    return min(max(lines, default=1) * LINE, TALLEST)


def _sentence(claim: Claim) -> str:
    return "".join(run.text for run in claim.runs)


def _text(text: str) -> str:
    """What a cell can hold: no control characters, which would break the whole file."""
    return _CONTROL.sub("", text)[:LONGEST]
