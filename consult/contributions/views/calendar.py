"""The deadline for somebody's calendar; reading it changes nothing."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult import clock, db
from consult.calls.letters import calendar_for
from consult.calls.models import Invitation
from consult.contributions import guards, queries
from consult.contributions.files import downloads
from consult.contributions.views.shell import HERE, pages, speaking


@pages.get(f"{HERE}/deadline.ics")
def calendar(public_id: str) -> ResponseReturnValue:
    """From the pages of the contribution, in the language they are read in."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    draft = speaking(queries.draft(db.session(), public_id))
    return _file(draft.invitation, get_locale().language)


@pages.get("/r/<token>/deadline.ics")
def calendar_by_link(token: str) -> ResponseReturnValue:
    """From the personal link itself, in the language of the agency."""
    _, invitation = guards.opened_by(db.session(), token, at=clock.now())
    return _file(invitation, invitation.speaks)


def _file(invitation: Invitation, language: str) -> Response:
    entry = calendar_for(invitation, language)
    response = downloads.document(
        entry.content.encode(), filename=entry.filename, media_type=entry.media_type
    )
    response.headers["Content-Type"] = f"{entry.media_type}; charset=utf-8; method=PUBLISH"
    return response
