"""What stands between a version of the note and its approval: each obstacle is one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.synthesis.agreeing import disagreeing
from consult.synthesis.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a version cannot be approved yet: the check's name, what to do, and where.

    `endpoint` and `values` make the address of the place where it is mended (`url_for`);
    `anchor` is the id of the place on that page.
    """

    check: str
    sentence: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    anchor: str = ""


def obstacles(session: Session, *, call: Call, snapshot: Snapshot, at: datetime) -> list[Obstacle]:
    """Everything that keeps a version from being approved at that instant, in one order.

    Whoever approves shows them; nothing is approved while there is one.
    """
    return [*_disagreements(session, call, snapshot, at)]


def _disagreements(
    session: Session, call: Call, snapshot: Snapshot, at: datetime
) -> Iterator[Obstacle]:
    waiting, printed = disagreeing(session, call=call, snapshot=snapshot, at=at)
    if waiting:
        yield Obstacle(
            "read_back.waiting", still_reading(waiting), "synthesis.read_back", {"slug": call.slug}
        )
    if printed:
        yield Obstacle(
            "read_back.refused", refused_words(printed), "synthesis.notes", {"slug": call.slug}
        )


def still_reading(waiting: tuple[str, ...]) -> str:
    """Who is still reading its words again."""
    said: str = ngettext(
        "%(num)s agency still reads its words again: %(names)s. Wait for its answer or for "
        "the end of its time.",
        "%(num)s agencies still read their words again: %(names)s. Wait for their answers or "
        "for the end of their time.",
        len(waiting),
        names=", ".join(waiting),
    )
    return said


def refused_words(printed: tuple[str, ...]) -> str:
    """Whose refused words are printed."""
    said: str = _(
        "The note prints words that %(names)s refused: compose it again.",
        names=", ".join(printed),
    )
    return said
