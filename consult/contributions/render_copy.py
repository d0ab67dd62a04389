"""The copy of a contribution as a tagged PDF: every question and every answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from consult.printing import pdf_of

STYLE = Path(__file__).with_name("copy.css")


def render(html: str, *, sent_at: datetime) -> bytes:
    """The PDF of a page already drawn; dated from its sending, so that it never changes."""
    return pdf_of(html, css=STYLE.read_text(), dated=sent_at)
