"""Who may sign in: reads."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.errors import NotFound


def user(session: Session, id_: int) -> User:
    """The user of that number. Raises `NotFound`."""
    found = session.get(User, id_)
    if found is None:
        raise NotFound(f"user {id_}")
    return found


def users(session: Session) -> Sequence[User]:
    """Everybody, those who can no longer sign in last."""
    order = (User.disabled_at.is_not(None), User.name, User.id)
    return session.scalars(select(User).order_by(*order)).all()
