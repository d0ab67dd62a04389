"""Whom to ask to read again, and the letter that they would get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consult.analysis.material import Material
from consult.calls import queries as calls
from consult.calls.models import Call, Invitation
from consult.post import Letter
from consult.synthesis.drafting.queries import manuscript as written
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again import letters, rereading, rounds
from consult.synthesis.reading_again.clearance import Clearance
from consult.synthesis.reading_again.read_back import Reader, readers


@dataclass(frozen=True, slots=True)
class Line:
    """An agency that would read again: what, and whether there is a reason to ask it now."""

    invitation: Invitation
    reader: Reader
    last: ReadBack | None
    unread: int
    wanted: bool


def lines(
    session: Session, call: Call, material: Material, found: Sequence[ReadBack], at: datetime
) -> Iterator[Line]:
    """Every agency the note would quote or name, in the order invited."""
    said, last = rounds.said(found), rounds.last_of_each(found)
    invited = {one.acronym: one for one in calls.invitations(session, call)}
    for reader in readers(material, said, written(session, call)):
        before = last.get(reader.agency)
        unread = _unread(reader, said)
        wanted = unread > 0 and (before is None or not before.waits(at))
        yield Line(invited[reader.agency], reader, before, unread, wanted)


def _unread(reader: Reader, said: Clearance) -> int:
    """How many of its words the agency has not agreed to as they stand now."""
    return sum(
        not said.has(reader.agency, one.question, one.text, version=one.version, named=one.named)
        for one in reader.extracts
    )


def specimen(call: Call, found: Sequence[Line], at: datetime) -> Letter | None:
    """The letter to the first agency there is a reason to ask, as it would leave."""
    first = next((line for line in found if line.wanted), found[0] if found else None)
    if first is None:
        return None
    asked = rereading.drawn_up(
        invitation=first.invitation,
        reader=first.reader,
        note_version=None,
        until=rereading.usual_end(at, call.timezone),
        actor="",
        at=at,
    )
    return letters.read_back(["agence@example.org"], asked)[0]
