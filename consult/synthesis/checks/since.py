"""What counts otherwise than in the last version frozen."""

from __future__ import annotations

from collections.abc import Iterator

from consult.analysis.figures.rules import RuleError
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground
from consult.synthesis.drafting import figures
from consult.synthesis.snapshot import FigureRecord


def stale(ground: Ground) -> Iterator[Finding]:
    """Figures that the last version printed with another count: the words around may be wrong."""
    if ground.frozen is None:
        return
    records = {record.rule: record for record in ground.frozen.figures}
    for block in ground.blocks:
        for rule in dict.fromkeys(block.rules):
            record = records.get(rule)
            now = _now(ground, rule, record) if record else ""
            if record and now:
                params = {"was": record.text, "now": now, "version": str(ground.frozen.version)}
                yield Finding(Check.FIGURE_STALE, block.id, rule, params)


def _now(ground: Ground, rule: str, record: FigureRecord) -> str:
    try:
        figure = figures.resolved(ground.desk, rule)
    except RuleError:
        return ""
    if (figure.value, figure.base) == (record.value, record.base):
        return ""
    words = ground.desk.words
    if figure.base is None:
        return words.number(figure.value)
    return words.agencies(figure.value, figure.base)


CHECKS = (stale,)
