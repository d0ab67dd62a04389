"""Options as staff type them: one on each line, with its key where it has one already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from consult.calls.naming import key_from
from consult.calls.questionnaire import Option

KEYED = re.compile(r"(\w[\w-]{0,79})\s+=\s+(.*\S)\s*")


def listed(options: Iterable[Option]) -> str:
    """`key = label` on each line: a label that is changed there keeps its key."""
    return "\n".join(f"{one.key} = {one.label}" for one in options if not one.retired)


def said_of(options: Iterable[Option], said: Mapping[str, str]) -> str:
    """The same in another language; nothing where nothing is translated."""
    return "\n".join(f"{one.key} = {said[one.key]}" for one in options if said.get(one.key))


def options_in(text: str, held: Sequence[Option] = ()) -> tuple[Option, ...]:
    """The options of a text; a line without a key keeps that of the same label, or makes one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    keyed = {line: found for line in lines if (found := KEYED.fullmatch(line))}
    taken = {found[1] for found in keyed.values()}
    known = {one.label: one.key for one in held if one.key not in taken}
    options = []
    for line in lines:
        if line in keyed:
            options.append(Option(keyed[line][1], keyed[line][2]))
            continue
        key = known.pop(line, None) or key_from(
            line, taken | {one.key for one in held}, otherwise="option"
        )
        taken.add(key)
        options.append(Option(key, line))
    return tuple(options)


def said_in(text: str, options: Sequence[Option]) -> dict[str, str]:
    """What each option is called in another language: by key, or else line by line."""
    said = {}
    for place, line in enumerate(text.splitlines()):
        if found := KEYED.fullmatch(line.strip()):
            said[found[1]] = found[2]
        elif line.strip() and place < len(options):
            said[options[place].key] = line.strip()
    return said
