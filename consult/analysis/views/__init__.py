"""Reading, coding and counting what was answered."""

from __future__ import annotations

from consult.analysis.views import (
    agreement,
    blind,
    code_book,
    code_exchange,
    code_shaping,
    coding,
    coding_history,
    counting,
    crossed,
    exports,
    figures,
    marking,
    reading,
    search,
    sharing,
    suggested,
    suggestions,
    theme_table,
)
from consult.analysis.views.shell import pages

__all__ = [
    "agreement",
    "blind",
    "code_book",
    "code_exchange",
    "code_shaping",
    "coding",
    "coding_history",
    "counting",
    "crossed",
    "exports",
    "figures",
    "marking",
    "pages",
    "reading",
    "search",
    "sharing",
    "suggested",
    "suggestions",
    "theme_table",
]
