"""What is taken away leaves a line in the audit trail: what, made for whom, and who took it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.guards import current_user
from consult.analysis.exporting.makers import STAFF


@contextmanager
def making() -> Iterator[tuple[str, Session]]:
    """Who takes a file away, and a session to make it with.

    Making it takes a while: nobody waits for our pen meanwhile.
    """
    actor = current_user().email
    db.session().rollback()
    with db.database().reader() as reading:
        yield actor, reading


def tell(
    slug: str,
    kind: str,
    *,
    actor: str,
    audience: str = STAFF,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Write in the trail that a file of this call was taken away."""
    session = db.session()
    accounts.record(
        session,
        actor=actor,
        action="call.export",
        subject=f"call:{slug}",
        details={"export": kind, "audience": audience, **(told or {})},
        at=clock.now(),
    )
    session.commit()
