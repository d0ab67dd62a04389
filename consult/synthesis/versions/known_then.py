"""What whoever approved a version knew of it and approved all the same, as the trail keeps it.

Counts and numbers only: the trail is never erased, and no agency is to be read in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import AuditEntry
from consult.synthesis.checks.findings import Check
from consult.synthesis.models import Note
from consult.synthesis.snapshot import State
from consult.synthesis.versions.between import Between


@dataclass(frozen=True, slots=True)
class KnownThen:
    """What was on the screen: how many agencies it tells of beside which versions, which checks.

    `by` is who approved it.
    """

    by: str
    beside: Mapping[int, int]
    warnings: Mapping[Check, int]


def details(warnings: Mapping[Check, int], beside: Sequence[Between]) -> dict[str, Any]:
    """As an entry of the trail holds it; empty where nothing was shown."""
    told = {str(one.version): len(one.agencies) for one in beside}
    shown = {check.value: count for check, count in sorted(warnings.items())}
    return ({"beside": told} if told else {}) | ({"warnings": shown} if shown else {})


def known_then(session: Session, note: Note) -> KnownThen | None:
    """What was known at its approval; None where it is not approved, or nothing was shown."""
    if all(event.state is not State.APPROVED for event in note.events):
        return None
    entry = session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.subject == f"note:{note.public_id}",
            AuditEntry.action == f"note.{State.APPROVED.value}",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if entry is None or not entry.details.keys() & {"beside", "warnings"}:
        return None
    warnings: dict[Check, int] = {}
    for name, count in entry.details.get("warnings", {}).items():
        with suppress(ValueError):  # a check that is not made any more
            warnings[Check(name)] = count
    told = entry.details.get("beside", {})
    return KnownThen(entry.actor, {int(one): count for one, count in told.items()}, warnings)
