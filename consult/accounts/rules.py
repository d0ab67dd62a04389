"""How far a role reaches, whether a link still opens, and when to slow somebody down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from consult.accounts.models import Role

FAILURES = 5
"""Failed sign-ins on one account after which it waits."""

FAILURES_OF_ADDRESS = 20
"""The same for a network address, which a whole office may share."""

THROTTLE = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)
"""How long a try to sign in is kept: who typed what from where is nobody's business after that."""

SIGN_IN_LINK = timedelta(hours=24)
SESSION = timedelta(hours=12)
"""How long a session lasts after the last page."""

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1000

_ORDER = (Role.DELEGATE, Role.READER, Role.MANAGER, Role.ADMIN)


def reaches(role: Role, needed: Role) -> bool:
    """Whether `role` may do what `needed` may."""
    return _ORDER.index(role) >= _ORDER.index(needed)


def must_wait(failures: Iterable[datetime], at: datetime, *, most: int = FAILURES) -> bool:
    """Whether the failures at those instants close the door at `at`; old ones are forgotten."""
    return sum(1 for one in failures if at - THROTTLE < one <= at) >= most


def opens(
    *,
    expires_at: datetime | None,
    revoked_at: datetime | None,
    used_at: datetime | None,
    at: datetime,
) -> bool:
    """Whether a link opens at `at`; the instant it expires is too late."""
    return revoked_at is None and used_at is None and (expires_at is None or at < expires_at)
