"""What an import would do to the directory, line by line, before anything is done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from consult.directory.rules import LONGEST_TAG, key_of, plain
from consult.directory.tables import Row, Table
from consult.post import is_address


class Column(StrEnum):
    """What a column of the file can hold."""

    ACRONYM = "acronym"
    NAME = "name"
    LEVEL = "level"
    REGION = "region"
    DEPARTMENT = "department"
    EMAIL = "email"
    CONTACT = "contact"
    ROLE = "role"
    EMAIL_2 = "email_2"
    CONTACT_2 = "contact_2"
    TAGS = "tags"


FACTS = (Column.ACRONYM, Column.NAME, Column.LEVEL, Column.REGION, Column.DEPARTMENT)


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
    NOT_A_ROLE = "not_a_role"
    LONG_TAG = "long_tag"
    REPEATED = "repeated"
    ARCHIVED = "archived"


ROLES: Mapping[str, str] = {
    "drafter": "drafter",
    "redacteur": "drafter",
    "redactrice": "drafter",
    "signatory": "signatory",
    "signataire": "signatory",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A contact beside the first; an empty role is the drafter's."""

    email: str
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency as a line of the file, or the directory, describes it.

    `email`, `contact` and `role` are those of the contact who speaks for it.
    """

    acronym: str
    name: str
    level: str = ""
    region: str = ""
    department: str = ""
    email: str = ""
    contact: str = ""
    role: str = ""
    others: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    archived: bool = False

    @property
    def people(self) -> tuple[Person, ...]:
        """Every contact, the one who speaks for the agency first."""
        first = (Person(self.email, self.contact, self.role),) if self.email else ()
        return (*first, *self.others)


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
        """The agencies to create or update, each once with all its lines."""
        writing = (Outcome.CREATED, Outcome.UPDATED)
        found = {
            key_of(one.entry.acronym): one.entry for one in self.verdicts if one.outcome in writing
        }
        return tuple(found.values())


Mapped = Mapping[Column, int]
"""Which column of the file holds what; a column that is not there is not touched."""

HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.ACRONYM: ("acronym", "acronyme", "sigle", "code", "nom court", "short name"),
    Column.NAME: ("name", "nom", "agence", "agency", "denomination", "raison sociale", "intitule"),
    Column.LEVEL: ("level", "niveau", "echelon", "echelle", "type"),
    Column.REGION: ("region",),
    Column.DEPARTMENT: ("department", "departement", "dept", "dep"),
    Column.EMAIL_2: (
        "email 2",
        "e mail 2",
        "mail 2",
        "courriel 2",
        "second email",
        "autre courriel",
    ),
    Column.CONTACT_2: ("contact 2", "interlocuteur 2", "nom du contact 2"),
    Column.EMAIL: ("email", "e mail", "mail", "courriel", "adresse electronique", "adresse mail"),
    Column.CONTACT: ("contact", "interlocuteur", "nom du contact", "contact name", "referent"),
    Column.ROLE: ("role", "fonction"),
    Column.TAGS: ("tags", "tag", "etiquettes", "etiquette", "groupes", "groupe", "mots cles"),
}


def guessed(header: Sequence[str]) -> dict[Column, int]:
    """Which column holds what, judging by the headings; each column is used once."""
    headings = [plain(heading) for heading in header]
    found: dict[Column, int] = {}
    for exact in (True, False):
        for column, names in HEADINGS.items():
            place = _place(headings, names, taken=set(found.values()), exact=exact)
            if column not in found and place is not None:
                found[column] = place
    return found


def _place(
    headings: list[str], names: tuple[str, ...], *, taken: set[int], exact: bool
) -> int | None:
    for name in names:
        for place, heading in enumerate(headings):
            hit = heading == name if exact else heading.startswith(f"{name} ")
            if hit and place not in taken:
                return place
    return None


def planned(table: Table, columns: Mapped, known: Mapping[str, Entry]) -> Plan:
    """The plan of an import into a directory that holds `known`, under `rules.key_of`.

    Of several lines about one agency the first says its facts, the others add contacts and
    tags. A field whose column is absent, or whose cell is empty, keeps what the directory says.
    """
    return Plan(tuple(_verdicts(table, columns, known)))


def _verdicts(table: Table, columns: Mapped, known: Mapping[str, Entry]) -> Iterator[Verdict]:
    first: dict[str, int] = {}
    now = dict(known)
    for row in table.rows:
        entry = _entry(row, columns)
        key = key_of(entry.acronym)
        before = now.get(key)
        refused = _refusal(entry, before)
        if refused is None and before is not None and key in first:
            entry = _added(entry, before)
            if _changes(before, _merged(before, entry)) == ():
                refused = Reason.REPEATED, str(first[key])
        if refused is not None:
            reason, about = refused
            yield Verdict(row.line, Outcome.REFUSED, entry, reason=reason, about=about)
            continue
        first.setdefault(key, row.line)
        verdict = _verdict(row.line, entry, before)
        now[key] = verdict.entry
        yield verdict


def _refusal(entry: Entry, before: Entry | None) -> tuple[Reason, str] | None:
    if not plain(entry.acronym):
        return Reason.NO_ACRONYM, ""
    if before is not None and before.archived:
        return Reason.ARCHIVED, ""
    if not entry.name and before is None:
        return Reason.NO_NAME, ""
    for person in entry.people:
        if not is_address(person.email):
            return Reason.NOT_AN_ADDRESS, person.email
        if person.role and plain(person.role) not in ROLES:
            return Reason.NOT_A_ROLE, person.role
    too_long = next((tag for tag in entry.tags if len(tag) > LONGEST_TAG), None)
    return (Reason.LONG_TAG, too_long) if too_long else None


def _added(entry: Entry, before: Entry) -> Entry:
    """A later line about an agency: its contacts come after, its facts do not count."""
    return replace(
        before,
        email="",
        contact="",
        role="",
        others=entry.people,
        tags=entry.tags,
    )


def _verdict(line: int, entry: Entry, before: Entry | None) -> Verdict:
    if before is None:
        whole = _merged(Entry(entry.acronym, entry.name), entry)
        return Verdict(line, Outcome.CREATED, whole)
    merged = _merged(before, entry)
    changes = _changes(before, merged)
    return Verdict(line, Outcome.UPDATED if changes else Outcome.UNCHANGED, merged, changes)


def _merged(before: Entry, entry: Entry) -> Entry:
    """What the directory would say: cells that are empty change nothing, nobody is removed."""
    tags = {plain(tag): tag for tag in (*entry.tags, *before.tags) if plain(tag)}
    names = {plain(tag): tag for tag in before.tags}
    kept = tuple(names.get(key, tag) for key, tag in tags.items())
    people = {person.email: person for person in before.people}
    if entry.email and entry.email not in people and before.email:
        people = {(entry.email if p == before.email else p): one for p, one in people.items()}
    for person in entry.people:
        known = people.get(person.email, Person(person.email))
        role = ROLES.get(plain(person.role), known.role)
        people[person.email] = Person(person.email, person.name or known.name, role)
    first, *others = (*people.values(), *([] if people else [Person("")]))
    return Entry(
        acronym=entry.acronym or before.acronym,
        name=entry.name or before.name,
        level=entry.level or before.level,
        region=entry.region or before.region,
        department=entry.department or before.department,
        email=first.email,
        contact=first.name,
        role=first.role,
        others=tuple(others),
        tags=tuple(sorted(kept, key=plain)),
        archived=before.archived,
    )


def _changes(before: Entry, after: Entry) -> tuple[Change, ...]:
    told = [(column, getattr(before, column), getattr(after, column)) for column in FACTS]
    told += [
        (Column.EMAIL, before.email, after.email),
        (Column.CONTACT, before.contact, after.contact),
        (Column.ROLE, _signing(before), _signing(after)),
        (Column.EMAIL_2, _listed(before.others), _listed(after.others)),
        (Column.TAGS, ", ".join(before.tags), ", ".join(after.tags)),
    ]
    return tuple(Change(column, old, new) for column, old, new in told if old != new)


def _signing(entry: Entry) -> str:
    """The role as a change tells it: who signs."""
    return ", ".join(person.email for person in entry.people if person.role == "signatory")


def _listed(people: Sequence[Person]) -> str:
    return ", ".join(
        " ".join(filter(None, (person.name, f"<{person.email}>" if person.name else person.email)))
        for person in people
    )


def _entry(row: Row, columns: Mapped) -> Entry:
    given = {
        column: row.cells[place] for column, place in columns.items() if 0 <= place < len(row.cells)
    }
    email = given.get(Column.EMAIL, "").lower()
    second = given.get(Column.EMAIL_2, "").lower()
    other = Person(second, given.get(Column.CONTACT_2, ""))
    named = re.split(r"[,;|]", given.get(Column.TAGS, ""))
    return Entry(
        acronym=given.get(Column.ACRONYM, ""),
        name=given.get(Column.NAME, ""),
        level=given.get(Column.LEVEL, ""),
        region=given.get(Column.REGION, ""),
        department=given.get(Column.DEPARTMENT, ""),
        email=email,
        contact=given.get(Column.CONTACT, ""),
        role=given.get(Column.ROLE, "") if email else "",
        others=(other,) if second and second != email else (),
        tags=tuple(tag for tag in (" ".join(one.split()) for one in named) if plain(tag)),
    )
