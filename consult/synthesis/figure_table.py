"""The counts of a note as a table that goes with it."""

from __future__ import annotations

import csv
import io

from consult.synthesis.snapshot import Snapshot


def figures(snapshot: Snapshot) -> str:
    """Each count with its rule, as a table that a spreadsheet opens and never computes."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(("id", "rule", "value", "base", "text"))
    for figure in snapshot.figures:
        base = "" if figure.base is None else figure.base
        table.writerow((figure.id, _inert(figure.rule), figure.value, base, _inert(figure.text)))
    return out.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
