"""The list of agencies for a spreadsheet, under headings that an import reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from consult.directory.listing import Line, Reach

HEADER = (
    "acronym",
    "name",
    "level",
    "region",
    "department",
    "email",
    "contact",
    "role",
    "email 2",
    "contact 2",
    "tags",
    "timezone",
    "address_in_error",
)


def rows(lines: Iterable[Line], tag_names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """One line per agency, and one more for each contact after the second."""
    for line in lines:
        first, second, *others = (*line.contacts, *[NOBODY] * max(0, 2 - len(line.contacts)))
        facts = (line.acronym, line.name, line.level, line.region, line.department)
        named = ", ".join(tag_names[tag] for tag in line.tags)
        yield (
            *(*facts, first.email, first.name, first.role, second.email, second.name),
            *(named, line.timezone or "", "yes" if first.bounced else ""),
        )
        for other in others:
            reach = (other.email, other.name, other.role)
            yield (*facts, *reach, "", "", "", "", "yes" if other.bounced else "")


NOBODY = Reach("", "", "", bounced=False)
