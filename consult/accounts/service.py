"""Users, secret links and the audit trail: what writes."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from consult.accounts import rules
from consult.accounts.models import AuditEntry, Link, Purpose, Role, SignInAttempt, User
from consult.errors import Forbidden, Invalid, LinkExpired, NotFound, TooManyAttempts

__all__ = ["Purpose", "Role"]

TRAIL_LOCK = 5_029_108_108
_HASHER = PasswordHasher()


def create_user(
    session: Session,
    *,
    email: str,
    role: Role,
    at: datetime,
    name: str = "",
    password: str | None = None,
    actor: str = "system",
) -> User:
    """Add a user. Raises `Invalid` when the address is taken or the password too short."""
    address = email.strip().lower()
    if session.scalar(select(User).where(User.email == address)) is not None:
        raise Invalid(f"{address} already has an account.")
    user = User(
        email=address,
        name=name or address.partition("@")[0],
        role=role,
        password_hash=None,
        locale=None,
        created_at=at,
        disabled_at=None,
    )
    if password is not None:
        choose_password(user, password)
    session.add(user)
    session.flush()
    record(
        session,
        actor=actor,
        action="user.create",
        subject=f"user:{user.id}",
        details={"role": role.value},
        at=at,
    )
    return user


def choose_password(user: User, password: str) -> None:
    """Set the password. Raises `Invalid` when it is too short."""
    if len(password) < rules.SHORTEST_PASSWORD:
        raise Invalid(f"A password has {rules.SHORTEST_PASSWORD} characters or more.")
    user.password_hash = _HASHER.hash(password)


@dataclass(frozen=True, slots=True)
class Tried:
    """A password that was tried against what is kept of an account's, or of nobody's."""

    held: str
    right: bool
    anew: str | None
    """What is kept from now on, where this password would be kept in another way today."""


def try_password(
    session: Session, *, email: str, password: str, address: str, at: datetime
) -> Tried:
    """Try a password, which takes a tenth of a second on purpose; writes nothing.

    That is why it comes before `authenticate`, in a session of its own: nobody who writes waits
    for it. A try costs the same time whether or not the account exists. Raises `TooManyAttempts`.
    """
    _ensure_may_try(session, email, address, at)
    user = _account(session, email)
    held = (user.password_hash if user is not None else None) or _nobody()
    right = _matches(held, password)
    anew = _HASHER.hash(password) if right and _HASHER.check_needs_rehash(held) else None
    return Tried(held, right, anew)


def authenticate(
    session: Session, *, email: str, tried: Tried, address: str, at: datetime
) -> User | None:
    """The user whose password was tried and is right, or None; every try is counted.

    Raises `TooManyAttempts` while the account or the visitor's network address has failed too
    often, those who tried at the same time included.
    """
    _ensure_may_try(session, email, address, at)
    user = _account(session, email)
    known = user is not None and user.password_hash == tried.held
    matches = tried.right and known
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - rules.REMEMBERED))
    for who in _tries_of(email, address):
        session.add(SignInAttempt(who=who, at=at, succeeded=matches))
    if matches and user is not None and tried.anew:
        user.password_hash = tried.anew
    session.flush()
    return user if matches else None


def disable_user(session: Session, *, user: User, actor: User, at: datetime) -> None:
    """Close an account and its links. Raises `Forbidden` for one's own: somebody must remain."""
    if user.id == actor.id:
        raise Forbidden("one's own account")
    user.disabled_at = at
    revoke_links(session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=at)
    record(session, actor=actor.email, action="user.disable", subject=f"user:{user.id}", at=at)


def enable_user(session: Session, *, user: User, actor: User, at: datetime) -> None:
    """Open an account again, with the password it had."""
    user.disabled_at = None
    record(session, actor=actor.email, action="user.enable", subject=f"user:{user.id}", at=at)


def issue_sign_in(session: Session, *, user: User, actor: str, at: datetime) -> str:
    """A new link that signs `user` in once; those issued before no longer do."""
    revoke_links(session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=at)
    record(session, actor=actor, action="user.link", subject=f"user:{user.id}", at=at)
    return issue_link(
        session,
        purpose=Purpose.SIGN_IN,
        subject_id=user.id,
        at=at,
        expires_at=at + rules.SIGN_IN_LINK,
    )


def issue_link(
    session: Session,
    *,
    purpose: Purpose,
    subject_id: int,
    at: datetime,
    expires_at: datetime | None,
) -> str:
    """A new secret of 256 bits for one thing; only its digest stays, so it is told once."""
    token = secrets.token_urlsafe(32)
    session.add(
        Link(
            digest=digest_of(token),
            purpose=purpose,
            subject_id=subject_id,
            issued_at=at,
            expires_at=expires_at,
            revoked_at=None,
            used_at=None,
        )
    )
    session.flush()
    return token


def open_link(session: Session, token: str, *, purpose: Purpose, at: datetime) -> Link:
    """The link behind a secret; writes nothing.

    Raises `NotFound` for a secret that is not one of that purpose, `LinkExpired` for one
    that was good once.
    """
    link = session.scalar(
        select(Link).where(Link.digest == digest_of(token), Link.purpose == purpose)
    )
    if link is None:
        raise NotFound("link")
    return _still_open(link, at)


def reopen_link(session: Session, link_id: int, *, purpose: Purpose, at: datetime) -> Link:
    """The same for a link that was opened before and is remembered by its id."""
    link = session.get(Link, link_id)
    if link is None or link.purpose is not purpose:
        raise NotFound("link")
    return _still_open(link, at)


def use_link(session: Session, token: str, *, purpose: Purpose, at: datetime) -> Link:
    """Open a link that works once; the second use raises `LinkExpired`."""
    link = open_link(session, token, purpose=purpose, at=at)
    taken = session.scalar(
        update(Link)
        .where(Link.id == link.id, Link.used_at.is_(None))
        .values(used_at=at)
        .returning(Link.id)
    )
    if taken is None:
        raise LinkExpired("used")
    return link


def revoke_links(session: Session, *, purpose: Purpose, subject_id: int, at: datetime) -> int:
    """Close every link to one thing; returns how many were still open."""
    closed = session.scalars(
        update(Link)
        .where(Link.purpose == purpose, Link.subject_id == subject_id, Link.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(Link.id)
    )
    return len(closed.all())


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry to the audit trail, chained to the one before it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": TRAIL_LOCK})
    previous = session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=details or {},
        previous=previous or "",
        digest="",
    )
    entry.digest = _chained(entry)
    session.add(entry)
    session.flush()
    return entry


def first_broken_entry(session: Session) -> AuditEntry | None:
    """The first entry of the trail that was altered, or whose predecessor is gone."""
    previous = ""
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.previous != previous or entry.digest != _chained(entry):
            return entry
        previous = entry.digest
    return None


def digest_of(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    """The hash that unknown accounts are tried against, so that they take as long."""
    return _HASHER.hash("a password that nobody has")


def _still_open(link: Link, at: datetime) -> Link:
    if not rules.opens(
        expires_at=link.expires_at, revoked_at=link.revoked_at, used_at=link.used_at, at=at
    ):
        raise LinkExpired("link")
    return link


def _account(session: Session, email: str) -> User | None:
    """The open account of that address."""
    wanted = select(User).where(User.email == email.strip().lower(), User.disabled_at.is_(None))
    found: User | None = session.scalar(wanted)
    return found


def _tries_of(email: str, address: str) -> dict[str, int]:
    """Under which names a try is counted, and how many failures each may have."""
    account, visitor = f"account:{email.strip().lower()}", f"address:{address}"
    return {account: rules.FAILURES, visitor: rules.FAILURES_OF_ADDRESS}


def _ensure_may_try(session: Session, email: str, address: str, at: datetime) -> None:
    for who, most in _tries_of(email, address).items():
        if rules.must_wait(_failures(session, who, most), at, most=most):
            raise TooManyAttempts(who)


def _failures(session: Session, who: str, most: int) -> list[datetime]:
    """Failures since the last success, newest first, no more than the rule counts."""
    succeeded = (
        select(func.max(SignInAttempt.at))
        .where(SignInAttempt.who == who, SignInAttempt.succeeded)
        .scalar_subquery()
    )
    return list(
        session.scalars(
            select(SignInAttempt.at)
            .where(
                SignInAttempt.who == who,
                ~SignInAttempt.succeeded,
                (succeeded.is_(None)) | (SignInAttempt.at > succeeded),
            )
            .order_by(SignInAttempt.at.desc())
            .limit(most)
        )
    )


def _matches(held: str, password: str) -> bool:
    try:
        return _HASHER.verify(held, password)
    except (VerificationError, InvalidHashError):
        return False


def _chained(entry: AuditEntry) -> str:
    content = [
        entry.at.isoformat(),
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    text_of = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text_of.encode()).hexdigest()
