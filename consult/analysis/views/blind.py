"""Coding without seeing what others coded, so that two people can be compared."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.web.languages import way_back

KEY = "blind"
"""Under it the visitor's session holds the ids of the calls they code without seeing others."""


def is_blind(call: Call) -> bool:
    """Whether the visitor chose to see no coding but their own in this call."""
    return call.id in session.get(KEY, ())


@pages.post("/staff/calls/<slug>/coding/blind")
@staff(Role.READER)
def turn_blind(slug: str) -> ResponseReturnValue:
    """Hide the codings of others from this visitor, or show them again."""
    call = calls.call_by_slug(db.session(), slug)
    others = [one for one in session.get(KEY, ()) if one != call.id]
    session[KEY] = [*others, call.id] if request.form.get("blind") == "1" else others
    here = url_for("analysis.reading", slug=slug)
    path = way_back(request.form.get("back", ""))
    return redirect(path if path.startswith(here.removesuffix("reading")) else here)
