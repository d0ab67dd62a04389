"""The reading desk: what agencies answered, question by question or agency by agency."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.views.shell import pages
from consult.calls import queries as calls


@pages.get("/staff/calls/<slug>/reading")
@staff(Role.READER)
def reading(slug: str) -> ResponseReturnValue:
    """The answers to one question, or of one agency."""
    call = calls.call_with_questions(db.session(), slug)
    return render_template("analysis/reading.html", call=call)
