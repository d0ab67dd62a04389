"""What one agency was asked, call after call."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.campaign.history import answered
from consult.campaign.history import history as history_of
from consult.campaign.views.shell import pages
from consult.directory import queries as directory


@pages.get("/staff/agencies/<int:agency_id>/calls")
@staff(Role.READER)
def history(agency_id: int) -> ResponseReturnValue:
    """Which calls asked the agency, and what it did with each."""
    session = db.session()
    agency = directory.agency(session, agency_id)
    asked = history_of(session, agency_id)
    return render_template(
        "campaign/history.html", agency=agency, asked=asked, answered=answered(asked)
    )
