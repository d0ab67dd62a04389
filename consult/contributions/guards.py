"""Who may open a contribution: the holder of a link to it, by a cookie that opens only that one."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from consult import errors
from consult.accounts import service as accounts
from consult.accounts.models import Link, Purpose
from consult.calls.models import Invitation
from consult.contributions.models import Collaborator

COOKIE = "contribution"
KEPT = timedelta(days=45)

# Spelled once: saying a statement anew takes longer than asking it.
_HOLDER = (
    select(Link, Collaborator)
    .outerjoin(
        Collaborator,
        (Link.purpose == Purpose.COLLABORATOR) & (Link.subject_id == Collaborator.id),
    )
    .where(Link.id == bindparam("link_id"))
)


def admit(response: Response, *, link: Link, public_id: str) -> Response:
    """Give the browser a cookie for this one contribution, sent to no other address."""
    response.set_cookie(
        COOKIE,
        _signer().dumps([link.id, public_id]),
        max_age=KEPT,
        path=url_for("contributions.form", public_id=public_id),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def ensure_admitted(session: Session, public_id: str, *, at: datetime) -> Collaborator | None:
    """Who is here: a collaborator, or None for the holder of the agency's own link.

    Raises `NotFound` without the cookie, `LinkExpired` once its link is over or its
    collaborator left. The link's row is read each time, so that revoking it shuts the pages
    already open.
    """
    try:
        link_id, opened = _signer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        raise errors.NotFound(public_id) from None
    if opened != public_id:
        raise errors.NotFound(public_id)
    return _holder(session, link_id, at)


def opened_by(session: Session, token: str, *, at: datetime) -> tuple[Link, Invitation]:
    """The link behind a secret, the agency's own or a collaborator's, and what it opens."""
    try:
        link = accounts.open_link(session, token, purpose=Purpose.CONTRIBUTION, at=at)
    except errors.NotFound:
        link = accounts.open_link(session, token, purpose=Purpose.COLLABORATOR, at=at)
    who = _holder(session, link.id, at)
    invitation = session.get(Invitation, who.invitation_id if who else link.subject_id)
    if invitation is None:
        raise errors.NotFound(f"link {link.id}")
    return link, invitation


def _holder(session: Session, link_id: int, at: datetime) -> Collaborator | None:
    """One statement: the link and, when it is not the agency's own, its collaborator."""
    found = session.execute(_HOLDER, {"link_id": link_id}).one_or_none()
    if found is None:
        raise errors.NotFound(f"link {link_id}")
    link, who = found
    purpose = Purpose.CONTRIBUTION if who is None else Purpose.COLLABORATOR
    accounts.reopen_link(session, link_id, purpose=purpose, at=at)
    if who is not None and who.left_at is not None:
        raise errors.LinkExpired(f"collaborator {link.subject_id}")
    return who


def token_of(public_id: str) -> str:
    """What a form of this contribution carries; only somebody who could open it was given it.

    The session's own token dies with the session, and a form may stay open for days.
    """
    token: str = _signer("contribution form").dumps(public_id)
    return token


def form_is_ours(public_id: str) -> bool:
    """Whether the form sent is one of ours for this contribution; if not, its text is kept."""
    try:
        opened = _signer("contribution form").loads(request.form.get("form_token", ""))
    except BadSignature:
        return False
    return bool(opened == public_id)


def _signer(salt: str = "contribution") -> URLSafeSerializer:
    return _made(current_app.config["SECRET_KEY"], salt)


@lru_cache(maxsize=8)
def _made(secret: str, salt: str) -> URLSafeSerializer:
    """Every request reads two signatures, and nothing changes a signer."""
    return URLSafeSerializer(secret, salt=salt)
