"""What was done to a note being written, told for its history."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User


def by_name(session: Session, email: str) -> str:
    """How a colleague is called on the pages, one statement."""
    user = session.scalar(select(User).where(User.email == email))
    return (user and user.name) or email.partition("@")[0]
