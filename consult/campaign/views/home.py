"""Every call, with the next thing to do."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.campaign import queries
from consult.campaign.monitoring import next_step
from consult.campaign.views.shell import pages


@pages.get("/staff/")
@staff(Role.READER)
def dashboard() -> ResponseReturnValue:
    """Every call, with its deadline, how far it is, and the next thing to do."""
    at = clock.now()
    lines = [
        (line, line.call.window.phase(at), next_step(line.call.window.phase(at), line.tally))
        for line in queries.overview(db.session())
    ]
    return render_template("campaign/dashboard.html", lines=lines, at=at)
