"""The cookie that stands for a delegate's link: one delivery, one address, checked each time."""

from __future__ import annotations

from datetime import datetime

from flask import Response, current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from config import Settings
from consult.accounts import service as accounts
from consult.accounts.models import Link, Purpose
from consult.errors import NotFound
from consult.publication.models import Delivery

COOKIE = "note"


def give(response: Response, *, link: Link, delivery: Delivery) -> Response:
    """Send the cookie to the address of that delivery and to no other."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        COOKIE,
        _signer().dumps(link.id),
        path=url_for("publication.note", public_id=delivery.public_id),
        expires=delivery.expires_at,
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def ensure(session: Session, *, delivery: Delivery, at: datetime) -> None:
    """Raise `NotFound` without a pass for this delivery, `LinkExpired` with one that is over."""
    try:
        link_id = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature as altered:
        raise NotFound("pass") from altered
    link = accounts.reopen_link(session, link_id, purpose=Purpose.NOTE, at=at)
    if link.subject_id != delivery.id:
        raise NotFound("pass")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="publication.pass")
