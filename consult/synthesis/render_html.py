"""Snapshot to one HTML file that reads well on a phone, without fonts, scripts or network."""

from __future__ import annotations

from consult.synthesis.paper import layout
from consult.synthesis.snapshot import Snapshot


def render(snapshot: Snapshot) -> str:
    """The note as a standalone page; the reader's own fonts stand in for ours."""
    sheet = layout.style("screen.css") + layout.widths()
    return layout.page(snapshot, screen=True).html.replace("/*STYLE*/", sheet, 1)
