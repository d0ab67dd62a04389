"""How an agency comes in: its personal link is exchanged for a cookie."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.contributions import guards
from consult.contributions.views.shell import pages

PAGES = {"read-back": "synthesis.read_again"}
"""Where else than to the form a link may lead; an address never says where by itself."""


@pages.get("/r/<token>")
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the personal link for a cookie; changes nothing, so that scanners are harmless."""
    link, invitation = guards.opened_by(db.session(), token, at=clock.now())
    page = PAGES.get(request.args.get("page", ""), "contributions.form")
    response = redirect(url_for(page, public_id=invitation.public_id), 303)
    return guards.admit(response, link=link, public_id=invitation.public_id)
