"""People who sign in, links that open one thing, and the trail of who did what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base


class Role(StrEnum):
    """What a user may do; each role may do what the next ones may."""

    ADMIN = "admin"
    MANAGER = "manager"
    READER = "reader"
    DELEGATE = "delegate"


class Purpose(StrEnum):
    """What a link opens; its `subject_id` is the id of that thing."""

    SIGN_IN = "sign_in"
    CONTRIBUTION = "contribution"
    COLLABORATOR = "collaborator"
    NOTE = "note"


class User(Base):
    """A member of staff or a delegate. The e-mail is stored in lower case.

    `caught_up_at` is when they last said to have seen what had arrived.
    """

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role]
    password_hash: Mapped[str | None]
    locale: Mapped[str | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    caught_up_at: Mapped[datetime | None] = mapped_column(default=None)


class Link(Base):
    """A random secret that opens one thing; only its digest is kept."""

    __tablename__ = "link"
    __table_args__ = (Index(None, "purpose", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[Purpose]
    subject_id: Mapped[int]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One try at signing in; what throttling counts."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class AuditEntry(Base):
    """Who did what to what; each entry carries the digest of the one before it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
