"""Where a note is looked up by its fingerprint: the address, and the square that a phone reads."""

from __future__ import annotations

from markupsafe import Markup, escape

from consult.synthesis.snapshot import Snapshot

PATH = "/verify/"
"""The page where a fingerprint is looked up; its address is this and the fingerprint."""
QUIET = 4
"""How many squares stay white around the drawing, as readers of such drawings ask."""


def address(note: Snapshot, mark: str) -> str:
    """Where that fingerprint is looked up; empty for a note that does not say where."""
    return f"{note.verified_at}{mark}" if note.verified_at else ""


def square(text: str, title: str) -> Markup:
    """A QR code as a drawing whose words are its title."""
    import segno  # noqa: PLC0415 - only a note that says where it is looked up needs it

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    runs = "".join(
        f"M{column} {place}h1v1h-1z"
        for place, row in enumerate(rows, start=QUIET)
        for column, dark in enumerate(row, start=QUIET)
        if dark
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="square" viewBox="0 0 {side} {side}" '
        'role="img"><title>{title}</title><path fill="#000" d="{runs}"/></svg>'
    ).format(side=side, title=escape(title), runs=runs)
