"""Positions and the sentences that tell them: alone, or one after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Counts
from consult.synthesis.snapshot import Claim, Run
from consult.synthesis.wording import Part, sentence_case

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Saying:
    """One position: what it is called, how many hold it, and how a sentence says so.

    `alone` opens a sentence and `after` goes on with it; neither has a full stop. The first of
    `counts` is how many hold it.
    """

    label: str
    value: int
    counts: Counts
    alone: str
    after: str
    texts: Mapping[str, Part] = field(default_factory=dict)
    brief: str = "%(count)s%(who)s"
    """The same in a table, where the first column has the label."""

    @property
    def rule(self) -> str:
        """The rule that counts who holds it."""
        return next(iter(self.counts.values()))[0]


def sentence(
    desk: Desk,
    sayings: Sequence[Saying],
    *,
    head: str = "",
    opening: str = "",
    tail: str = "",
    tail_parts: Mapping[str, Part] | None = None,
) -> Claim:
    """One statement of several positions: « 3 agences retiennent A ; 2 agences, B »."""
    then = desk.words.gettext("; ")
    counts: dict[str, tuple[str, str]] = {}
    texts: dict[str, Part] = {"opening": opening, **(tail_parts or {})}
    said: list[str] = []
    for place, saying in enumerate(sayings):
        template = saying.after if place else saying.alone
        said.append(_PLACEHOLDER.sub(rf"%(\g<1>{place or ''})s", template))
        counts |= {f"{name}{place or ''}": count for name, count in saying.counts.items()}
        texts |= {f"{name}{place or ''}": text for name, text in saying.texts.items()}
    used = set(_PLACEHOLDER.findall(" ".join(said)))
    counts = {name: count for name, count in counts.items() if name in used}
    claim = desk.ledger.claim(f"%(opening)s{then.join(said)}.{tail}", counts, **texts)
    return headed(claim, head)


def headed(claim: Claim, head: str) -> Claim:
    """The statement after what it is about, in strong letters."""
    if not head.strip():
        return claim
    stop = "" if head.rstrip()[-1] in ".?!…" else "."
    first, *rest = claim.runs
    opening = replace(first, text=sentence_case(first.text))
    return replace(
        claim, runs=(Run(f"{head.strip()}{stop}", strong=True), Run(" "), opening, *rest)
    )
