"""What the note leaves out, and who speaks too much in it, as things to look at."""

from __future__ import annotations

from collections.abc import Iterator

from consult.synthesis.checks.coverage import SEVERAL, coverage
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground

MANY_QUOTES = 4
LARGE_SHARE = 0.4
"""An agency is quoted much more than others from so many quotations and such a share on."""

MOST_TOLD = 6


def unopened(ground: Ground) -> Iterator[Finding]:
    """The coverage is looked at before a note is approved."""
    if ground.blocks and ground.opened != ground.manuscript.revision:
        yield Finding(Check.COVERAGE_UNOPENED)


def gaps(ground: Ground) -> Iterator[Finding]:
    """What the note leaves out, and who speaks too much in it."""
    if not ground.blocks:
        return
    found = coverage(ground)
    absent = [one.agency for one in found.contributions if one.absent and not one.confidential]
    yield from _listed(Check.COVERAGE_CONTRIBUTIONS, absent)
    themes = [one for one in found.themes if one.absent and len(one.agencies) >= SEVERAL]
    yield from _listed(Check.COVERAGE_THEMES, [one.label for one in themes])
    alone = [one.label for one in found.themes if one.one_voice]
    yield from _listed(Check.COVERAGE_ONE_VOICE, alone)
    yield from _listed(
        Check.COVERAGE_REGIONS,
        [one.label for one in found.regions if one.answered and not one.cited],
    )
    first = found.most_quoted
    if first and first.quoted >= MANY_QUOTES and first.quoted / found.quotations >= LARGE_SHARE:
        params = {
            "agency": first.agency,
            "count": str(first.quoted),
            "all": str(found.quotations),
        }
        yield Finding(Check.COVERAGE_MOST_QUOTED, params=params)


def _listed(check: Check, names: list[str]) -> Iterator[Finding]:
    if names:
        more = len(names) - MOST_TOLD
        shown = ", ".join(names[:MOST_TOLD]) + (f" (+{more})" if more > 0 else "")
        yield Finding(check, params={"count": str(len(names)), "names": shown})


CHECKS = (unopened, gaps)
