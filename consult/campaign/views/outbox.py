"""Every letter about a call."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.campaign import queries
from consult.campaign.views.shell import pages


@pages.get("/staff/calls/<slug>/outbox")
@staff(Role.READER)
def outbox(slug: str) -> ResponseReturnValue:
    """Every letter about the call, with its state."""
    call = calls.call_by_slug(db.session(), slug)
    return render_template(
        "campaign/outbox.html",
        call=call,
        letters=queries.outbox(db.session(), call),
        unread=queries.UNREAD,
    )
