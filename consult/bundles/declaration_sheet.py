"""From `declarations.yaml` to what agencies declared instead of answering."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from consult.bundles.format import DECLARATIONS_SCHEMA, DeclarationLine
from consult.bundles.instants import instant
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import Entries, line, prose, said
from consult.contributions.consent import DeclarationKind, Grounds
from consult.directory.rules import key_of

KEYS = ("schema", "declarations")
COMMON = ("agency", "declared", "declared_at")
ONLY_FOR = {
    DeclarationKind.DECLINED: ("grounds", "reason"),
    DeclarationKind.JOINED: ("to", "named", "confirmed_at", "refused_at"),
}
LONGEST_REASON = 1000


def declarations_of(
    root: Cursor, *, agencies: Mapping[str, str], zone: ZoneInfo
) -> list[DeclarationLine]:
    """Every declaration that can be understood; `agencies` gives acronyms under their keys."""
    given = root.mapping(KEYS)
    for key in KEYS if given else ():
        if not said(given, key):
            root.problem("key_missing", key=key)
    if said(given, "schema") and given["schema"].text() != DECLARATIONS_SCHEMA:
        given["schema"].problem("wrong_schema", expected=DECLARATIONS_SCHEMA)
    read: dict[str, DeclarationLine] = {}
    for one in given["declarations"].items() if said(given, "declarations") else ():
        found = _declaration(one, agencies, zone)
        if found is not None and found.agency in read:
            one.problem("second_declaration", at="agency", acronym=found.agency)
        elif found is not None:
            read[found.agency] = found
    return list(read.values())


def _declaration(
    cursor: Cursor, agencies: Mapping[str, str], zone: ZoneInfo
) -> DeclarationLine | None:
    given = cursor.mapping((*COMMON, *(key for keys in ONLY_FOR.values() for key in keys)))
    agency = _agency(cursor, given, "agency", agencies)
    word = given["declared"].one_of(tuple(DeclarationKind)) if said(given, "declared") else None
    for key in ("declared", "declared_at"):
        if given and not said(given, key):
            cursor.problem("key_missing", key=key)
    at = instant(given["declared_at"], zone) if said(given, "declared_at") else None
    if agency is None or word is None or at is None:
        return None
    kind = DeclarationKind(word)
    foreign = {key for other in DeclarationKind if other is not kind for key in ONLY_FOR[other]}
    for key in foreign.intersection(given):
        given[key].problem("not_for_this_declaration", key=key, kind=kind.value)
    if kind is DeclarationKind.DECLINED:
        grounds = given["grounds"].one_of(tuple(Grounds)) if said(given, "grounds") else None
        reason = prose(given, "reason")
        if len(reason) > LONGEST_REASON:
            given["reason"].problem("too_long", most=LONGEST_REASON)
        return DeclarationLine(agency, kind, at, Grounds(grounds) if grounds else None, reason)
    return _joined(cursor, given, DeclarationLine(agency, kind, at), agencies, zone)


def _joined(
    cursor: Cursor,
    given: Entries,
    declared: DeclarationLine,
    agencies: Mapping[str, str],
    zone: ZoneInfo,
) -> DeclarationLine | None:
    to = _agency(cursor, given, "to", agencies)
    if to is None:
        return None
    if to == declared.agency:
        given["to"].problem("joins_itself", acronym=to)
        return None
    instants = {
        key: instant(given[key], zone) if said(given, key) else None
        for key in ("confirmed_at", "refused_at")
    }
    if all(instants.values()):
        given["refused_at"].problem("confirmed_and_refused")
    return DeclarationLine(
        declared.agency,
        declared.kind,
        declared.declared_at,
        joined=to,
        named=given["named"].flag() if said(given, "named") else False,
        confirmed_at=instants["confirmed_at"],
        refused_at=instants["refused_at"],
    )


def _agency(cursor: Cursor, given: Entries, key: str, agencies: Mapping[str, str]) -> str | None:
    acronym = line(cursor, given, key, needed=True)
    if not acronym:
        return None
    found = agencies.get(key_of(acronym))
    if found is None:
        given[key].problem("unknown_agency", acronym=acronym[:80])
    return found
