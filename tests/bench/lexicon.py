"""Families of inflections out of a Hunspell dictionary, such as Debian's hunspell-fr.

A family is what one entry becomes by its endings alone: « cheval, chevaux »; what is derived
with another entry of its own is another family. Independent of the dictionary that the search
uses, which is what makes it a judge.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+")
Rules = dict[str, list[tuple[str, str, re.Pattern[str]]]]


def families(folder: Path) -> dict[str, frozenset[str]]:
    """Every form, in small letters, with the forms of all entries that it may belong to."""
    rules = _rules(folder / "fr.aff")
    members: list[frozenset[str]] = []
    known: dict[str, list[int]] = defaultdict(list)
    for line in (folder / "fr.dic").read_text("utf-8").splitlines()[1:]:
        entry, _, flags = line.split()[0].partition("/")
        if not WORD.fullmatch(entry) or entry != entry.lower():
            continue
        forms = frozenset(_forms(entry, flags, rules))
        for form in forms:
            known[form].append(len(members))
        members.append(forms)
    return {
        form: frozenset(one for number in numbers for one in members[number])
        for form, numbers in known.items()
    }


def _forms(entry: str, flags: str, rules: Rules) -> Iterator[str]:
    yield entry
    for start in range(0, len(flags) - 1, 2):
        for strip, add, condition in rules.get(flags[start : start + 2], ()):
            if condition.search(entry) and entry.endswith(strip):
                yield entry[: len(entry) - len(strip)] + add


def _rules(path: Path) -> Rules:
    found: Rules = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) < 5 or parts[0] != "SFX":  # the first line of a rule has four
            continue
        strip, add, condition = (part.partition("/")[0] for part in parts[2:5])
        added = "" if add == "0" else add
        if WORD.fullmatch(added or "a"):
            found[parts[1]].append(
                ("" if strip == "0" else strip, added, re.compile(f"{condition}$"))
            )
    return found
