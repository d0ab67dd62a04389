"""Who is asking, and whether they may."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, redirect, request, session, url_for

from consult import db
from consult.accounts.models import Role, User
from consult.accounts.rules import reaches
from consult.errors import Forbidden

View = TypeVar("View", bound=Callable[..., Any])


def sign_in(user: User) -> None:
    """Start a session of this user; whatever the session held before is forgotten."""
    session.clear()
    session["user_id"], session["stamp"] = user.id, stamp_of(user)
    session.permanent = True  # for as long as `rules.SESSION`, not until the browser is closed
    g.pop("user", None)


def sign_out() -> None:
    """End the session."""
    session.clear()
    g.pop("user", None)


def stamp_of(user: User) -> str:
    """Changes with the password, so that changing it signs out everywhere else."""
    return hashlib.sha256(f"{user.id}:{user.password_hash}".encode()).hexdigest()[:16]


def signed_in() -> User | None:
    """The user of this request, or None."""
    if "user" not in g:
        user = db.session().get(User, session["user_id"]) if "user_id" in session else None
        valid = user is not None and user.disabled_at is None and session["stamp"] == stamp_of(user)
        g.user = user if valid else None
    found: User | None = g.user
    return found


def current_user() -> User:
    """The user of this request. Raises `Forbidden` when nobody is signed in."""
    user = signed_in()
    if user is None:
        raise Forbidden("nobody is signed in")
    return user


def staff(needed: Role = Role.READER) -> Callable[[View], View]:
    """Only for users whose role reaches `needed`; a visitor is asked to sign in first."""

    def guarded(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            user = signed_in()
            if user is None:
                slug = (request.view_args or {}).get("slug")
                return redirect(url_for("accounts.sign_in", next=request.endpoint, slug=slug))
            if not reaches(user.role, needed):
                raise Forbidden(user.role.value)
            return view(*args, **kwargs)

        return checked  # type: ignore[return-value]  # same call, same answer

    return guarded
