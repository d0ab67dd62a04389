"""What is drawn of an exhibit: the same values a page of figures gives, hence the same drawing."""

from __future__ import annotations

from consult.charts import figures
from consult.charts.figures import Figure
from consult.synthesis.snapshot import Bars, Charted, Exhibit, Stacked


def figure(exhibit: Exhibit) -> Figure | None:
    """The figure of an exhibit that has one."""
    if isinstance(exhibit, Bars):
        bars = tuple(figures.Bar(bar.label, bar.count, bar.share) for bar in exhibit.bars)
        return figures.Bars(exhibit.title, bars, exhibit.answers, exhibit.several)
    if isinstance(exhibit, Stacked):
        rows = tuple(figures.Judged(row.label, row.counts, row.mean) for row in exhibit.rows)
        return figures.Opinions(exhibit.title, exhibit.classes, rows, exhibit.answers)
    return exhibit.figure if isinstance(exhibit, Charted) else None
