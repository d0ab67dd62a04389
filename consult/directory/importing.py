"""What an import would do to the directory, line by line, before anything is done."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property

from consult.directory.rules import key_of
from consult.directory.tables import Row, Table
from consult.post import is_address


class Column(StrEnum):
    """What a column of the file can hold; named as the fields of `Entry`."""

    ACRONYM = "acronym"
    NAME = "name"
    LEVEL = "level"
    REGION = "region"
    DEPARTMENT = "department"
    EMAIL = "email"
    CONTACT = "contact"


class Outcome(StrEnum):
    """What becomes of a line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a line is refused; the sentences are in `directory.forms`."""

    NO_ACRONYM = "no_acronym"
    NO_NAME = "no_name"
    NOT_AN_ADDRESS = "not_an_address"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency as a line of the file, or the directory, describes it."""

    acronym: str
    name: str
    level: str = ""
    region: str = ""
    department: str = ""
    email: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that the import would alter."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one line. `about` is the address or the line that the reason names."""

    line: int
    outcome: Outcome
    entry: Entry
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None
    about: str = ""


@dataclass(frozen=True)
class Plan:
    """Every line with its verdict; `Plan.wanted` is what would be written."""

    verdicts: tuple[Verdict, ...]

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How many lines meet each outcome, zero included."""
        found = Counter(verdict.outcome for verdict in self.verdicts)
        return {outcome: found[outcome] for outcome in Outcome}

    @cached_property
    def wanted(self) -> tuple[Entry, ...]:
        """The entries to create or update."""
        writing = (Outcome.CREATED, Outcome.UPDATED)
        return tuple(one.entry for one in self.verdicts if one.outcome in writing)


Mapped = Mapping[Column, int]
"""Which column of the file holds what; a column that is not there is not touched."""

HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.ACRONYM: ("acronym", "acronyme", "sigle", "code", "nom court", "short name"),
    Column.NAME: ("name", "nom", "agence", "agency", "denomination", "raison sociale", "intitule"),
    Column.LEVEL: ("level", "niveau", "echelon", "echelle", "type"),
    Column.REGION: ("region",),
    Column.DEPARTMENT: ("department", "departement", "dept", "dep"),
    Column.EMAIL: ("email", "e mail", "mail", "courriel", "adresse electronique", "adresse mail"),
    Column.CONTACT: ("contact", "interlocuteur", "nom du contact", "contact name", "referent"),
}


def guessed(header: Sequence[str]) -> dict[Column, int]:
    """Which column holds what, judging by the headings; each column is used once."""
    plain = [_plain(heading) for heading in header]
    found: dict[Column, int] = {}
    for exact in (True, False):
        for column, names in HEADINGS.items():
            place = _place(plain, names, taken=set(found.values()), exact=exact)
            if column not in found and place is not None:
                found[column] = place
    return found


def _place(plain: list[str], names: tuple[str, ...], *, taken: set[int], exact: bool) -> int | None:
    for name in names:
        for place, heading in enumerate(plain):
            hit = heading == name if exact else heading.startswith(f"{name} ")
            if hit and place not in taken:
                return place
    return None


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare.casefold()).split())


def planned(table: Table, columns: Mapped, known: Mapping[str, Entry]) -> Plan:
    """The plan of an import into a directory that holds `known`, under `rules.key_of`.

    Of two lines about one agency the first wins. A field whose column is absent, or whose
    cell is empty, keeps what the directory says.
    """
    return Plan(tuple(_verdicts(table, columns, known)))


def _verdicts(table: Table, columns: Mapped, known: Mapping[str, Entry]) -> Iterator[Verdict]:
    first: dict[str, int] = {}
    for row in table.rows:
        entry = _entry(row, columns)
        key = key_of(entry.acronym)
        before = known.get(key)
        refused = _refusal(entry, before, first.get(key))
        if refused is not None:
            reason, about = refused
            yield Verdict(row.line, Outcome.REFUSED, entry, reason=reason, about=about)
            continue
        first[key] = row.line
        yield _verdict(row.line, entry, before)


def _refusal(entry: Entry, before: Entry | None, line: int | None) -> tuple[Reason, str] | None:
    if not entry.acronym:
        return Reason.NO_ACRONYM, ""
    if line is not None:
        return Reason.REPEATED, str(line)
    if not entry.name and before is None:
        return Reason.NO_NAME, ""
    if entry.email and not is_address(entry.email):
        return Reason.NOT_AN_ADDRESS, entry.email
    return None


def _verdict(line: int, entry: Entry, before: Entry | None) -> Verdict:
    if before is None:
        return Verdict(line, Outcome.CREATED, entry)
    merged = Entry(
        *(getattr(entry, field.name) or getattr(before, field.name) for field in fields(Entry))
    )
    changes = tuple(
        Change(column, getattr(before, column), getattr(merged, column))
        for column in Column
        if getattr(before, column) != getattr(merged, column)
    )
    return Verdict(line, Outcome.UPDATED if changes else Outcome.UNCHANGED, merged, changes)


def _entry(row: Row, columns: Mapped) -> Entry:
    given = {
        column.value: row.cells[place]
        for column, place in columns.items()
        if 0 <= place < len(row.cells)
    }
    if "email" in given:
        given["email"] = given["email"].lower()
    return Entry(**{"acronym": "", "name": "", **given})
