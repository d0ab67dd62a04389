"""How long counting takes at the size of a large call: `python -m tests.bench.bench_rules`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.outside import publishable
from consult.analysis.figures.agreement import Coding, report
from consult.analysis.figures.crossing import cross, side
from consult.analysis.figures.rules import Resolver
from consult.analysis.figures.theme_table import By, sheet
from consult.analysis.themes import table
from tests.bench.material import large

TABLE = Path(__file__).parents[1] / "analysis" / "data" / "territoires-rules.md"
REPLIES = 1_000
ROUNDS = 3


def main() -> int:
    """Print what each takes; exit 1 over a budget, so that `make bench` notices."""
    material = large(REPLIES)
    rules = [line.split("`")[1] for line in TABLE.read_text("utf-8").splitlines()[2:]]
    naming = Naming(material)
    answers = [(reply.agency, "needs_text") for reply in material.replies]
    themes = [theme.key for theme in material.themes if theme.question == "needs_text"]
    codings = [
        Coding(answer, coder, themes[(rank + shift) % len(themes)])
        for coder, shift in (("ana", 0), ("bob", 1))
        for rank, answer in enumerate(answers)
    ]

    def resolve() -> None:
        resolver = Resolver(material)
        for rule in rules:
            resolver.resolve(rule)

    def crossed() -> None:
        resolver = Resolver(material)
        rows = side(material, resolver, "theme:needs_text", "Autre")
        publishable(cross(material, rows, side(material, resolver, "region", "Autre")), naming)

    slow = [
        took(f"{len(rules)} rules", resolve, 1.0),
        took("theme table by agency", lambda: sheet(material, table(material), By.AGENCY), 2.0),
        took("themes crossed with regions, publishable", crossed, 1.0),
        took(
            "agreement of two coders on every answer",
            lambda: report(codings, dict.fromkeys(answers, themes)),
            5.0,
        ),
    ]
    return int(any(slow))


def took(what: str, work: Callable[[], object], budget: float) -> bool:
    """Whether the work is over its budget."""
    seconds = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        seconds.append(process_time() - start)
    spent = median(seconds)
    sys.stdout.write(
        f"counting: {REPLIES} replies, {what}: {spent:.2f} s CPU"
        f" (median of {ROUNDS}; budget {budget:.0f} s)\n"
    )
    return spent > budget


if __name__ == "__main__":
    sys.exit(main())
