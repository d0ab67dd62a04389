"""An agency as a line of a file describes it, and which column of the file says what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.directory.rules import plain
from consult.directory.tables import Row


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


def entry_in(row: Row, columns: Mapped) -> Entry:
    """What one line says, empty where it says nothing."""
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
