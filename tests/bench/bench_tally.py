"""How long every figure of 5 000 replies takes: `python -m tests.bench.bench_tally`."""

from __future__ import annotations

import sys
from dataclasses import replace
from statistics import median
from time import process_time

from consult.analysis.figures.tally import figures
from tests.bench.material import large

BUDGET = 2.0


def main(replies: int = 5_000, rounds: int = 3) -> int:
    """Print the figures; exit 1 over the budget, so that `make bench` notices."""
    material = large(replies)
    words = 0
    seconds = []
    for _ in range(rounds):
        fresh = replace(material)  # which remembers nothing
        start = process_time()
        counted = figures(fresh)
        seconds.append(process_time() - start)
        words = sum(one.get("words", 0) for one in counted["questions"].values())
    questions = len(counted["questions"])
    took = median(seconds)
    sys.stdout.write(
        f"tally: {replies} replies x {questions} questions, {words} words:"
        f" {took:.2f} s CPU (median of {rounds}; budget {BUDGET:.0f} s)\n"
    )
    return int(took > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
