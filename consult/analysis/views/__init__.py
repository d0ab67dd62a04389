"""Reading, coding and counting what was answered."""

from __future__ import annotations

from consult.analysis.views import blind, coding, coding_history, figures, marking, reading, sharing
from consult.analysis.views.shell import pages

__all__ = ["blind", "coding", "coding_history", "figures", "marking", "pages", "reading", "sharing"]
