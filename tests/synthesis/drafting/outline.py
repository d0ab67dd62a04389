"""The ideal note on the reference consultation, as blocks; and what it names, count by count."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from consult.synthesis.drafting.block_json import heard
from consult.synthesis.drafting.blocks import Block, BlockKind

DATA = Path(__file__).resolve().parents[1] / "data"
LINE = re.compile(r"\| (E\d+) \| `(.*?)` \| (\d+) \| (\d*) \| (.*?) ?\|$", re.MULTILINE)


@cache
def blocks() -> tuple[Block, ...]:
    """Every block, in order."""
    told = json.loads((DATA / "outline_manuscript.json").read_text())
    return tuple(heard(one["key"], BlockKind(one["kind"]), one["content"]) for one in told)


@cache
def lists() -> dict[str, tuple[int, int | None, str]]:
    """Under each rule, its count, its base, and the names printed behind it."""
    found = LINE.findall((DATA / "territoires-lists.md").read_text())
    return {
        rule: (int(count), int(base) if base else None, who) for _, rule, count, base, who in found
    }
