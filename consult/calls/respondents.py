"""Who has answered, asked of the room above: the wiring says who knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import current_app
from sqlalchemy.orm import Session

from consult.calls.building.altering import Effect
from consult.calls.models import Call


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many agencies answered a question: in a draft only, and in what they sent."""

    drafts: int = 0
    sent: int = 0


class Respondents(Protocol):
    """What the builder asks about those who answer."""

    def concerned(
        self, session: Session, *, call: Call, keys: Collection[str]
    ) -> dict[str, Concerned]:
        """Who answered each question; one that nobody answered is there too."""

    def tell(self, session: Session, *, call: Call, changes: Sequence[Effect], at: datetime) -> int:
        """Write to the agencies that a change concerns; how many there are."""


def respondents() -> Respondents:
    """Whoever the wiring named."""
    return cast("Respondents", current_app.extensions["respondents"]())
