"""How an agency comes in: its personal link is exchanged for a cookie."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.contributions import guards
from consult.contributions.views.shell import pages


@pages.get("/r/<token>")
def open_link(token: str) -> ResponseReturnValue:
    """Exchange the personal link for a cookie; changes nothing, so that scanners are harmless."""
    link, invitation = guards.opened_by(db.session(), token, at=clock.now())
    here = url_for("contributions.form", public_id=invitation.public_id)
    response = redirect(here, 303)
    return guards.admit(response, link=link, public_id=invitation.public_id)
