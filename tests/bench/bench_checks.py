"""How long the checks of a note take, of ten answers and of 5 000: `… tests.bench.bench_checks`."""

from __future__ import annotations

import sys
from itertools import count
from statistics import median
from time import process_time

from consult.analysis.material import Material
from consult.synthesis.checks.ground import Ground
from consult.synthesis.checks.running import CHECKS, run
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Block, BlockKind, Manuscript, Words
from consult.synthesis.drafting.proposing import first_draft
from consult.synthesis.snapshot import Audience
from tests.bench.material import printable
from tests.synthesis.checks.grounds import ground
from tests.synthesis.reference import reference

FAULTY = (
    "Sept agences sur dix demandent un référent, 37 % des salariés l’attendent.",
    "« une demi-journée en atelier change moins les représentations qu’une campagne »",
)
ROUNDS = 3


def main() -> int:
    """Print what each takes; exit 1 over a budget, so that `make bench` notices."""
    slow = [
        took("the reference, 10 answers", reference(), 0.5),
        took("5 000 answers", printable(5_000, words=40), 5.0),
    ]
    return int(any(slow))


def took(what: str, material: Material, budget: float) -> bool:
    """Each time a page asks anew: nothing is kept from one round to the next."""
    numbers = count(1)
    draft = first_draft(material, lambda: f"b{next(numbers)}")
    typed = tuple(
        Block(f"x{rank}", BlockKind.TEXT, content=(Words(text),))
        for rank, text in enumerate(FAULTY)
    )
    origins = ground(*draft, material=material).origins
    times = []
    for _ in range(ROUNDS):
        fresh = Ground(Manuscript(draft + typed), Desk(material, Audience.DELEGATE), origins)
        before = process_time()
        found = run(fresh)
        times.append(process_time() - before)
    spent = median(times)
    sys.stdout.write(
        f"checks: {what}: {spent:.2f} s CPU, {len(draft)} blocks, {len(found)} findings"
        f" (median of {ROUNDS}; budget {budget} s)\n"
    )
    if "--each" in sys.argv:
        fresh = Ground(Manuscript(draft + typed), Desk(material, Audience.DELEGATE), origins)
        for look in CHECKS:
            before = process_time()
            list(look(fresh))
            spent_here = (process_time() - before) * 1000
            sys.stdout.write(f"    {look.__name__}: {spent_here:.0f} ms\n")
    return spent > budget


if __name__ == "__main__":
    raise SystemExit(main())
