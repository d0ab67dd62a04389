"""What an import would do to the directory, line by line, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from consult.directory.entries import FACTS, ROLES, Column, Entry, Mapped, Person, entry_in
from consult.directory.rules import LONGEST_TAG, key_of, plain
from consult.directory.tables import Table
from consult.post import is_address


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
        entry = entry_in(row, columns)
        key = key_of(entry.acronym)
        before = now.get(key)
        refused = _refusal(entry, before)
        told = entry
        if refused is None and before is not None and key in first:
            told = _added(entry, before)
            if _changes(before, _merged(before, told)) == ():
                refused = Reason.REPEATED, str(first[key])
        if refused is not None:
            reason, about = refused
            yield Verdict(row.line, Outcome.REFUSED, entry, reason=reason, about=about)
            continue
        first.setdefault(key, row.line)
        verdict = _verdict(row.line, told, before)
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
