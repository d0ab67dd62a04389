"""Reading, coding and counting what was answered."""

from __future__ import annotations

from consult.analysis.views import figures, reading
from consult.analysis.views.shell import pages

__all__ = ["figures", "pages", "reading"]
