"""Two questions crossed, for the team and as it could be published."""

from __future__ import annotations

from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.outside import publishable
from consult.analysis.figures.crossing import Crossing, cross, offered, side
from consult.analysis.figures.rules import Resolver
from consult.analysis.material import Material
from consult.analysis.remembered import material
from consult.analysis.views.shell import pages
from consult.calls import queries as calls


@pages.get("/staff/calls/<slug>/figures/counts/crossed")
@staff(Role.READER)
def crossed(slug: str) -> ResponseReturnValue:
    """The two sides to choose, and their table once they are."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    crossing = _crossing(found)
    published = bool(request.args.get("published"))
    sides = groupby(offered(found), key=lambda one: one[2])
    return render_template(
        "analysis/crossed.html",
        call=call,
        offered=[(section, [one[:2] for one in group]) for section, group in sides],
        crossing=crossing,
        published=published,
        gone=publishable(crossing, Naming(found)) if crossing else frozenset(),
    )


def _crossing(found: Material) -> Crossing | None:
    rows, columns = request.args.get("rows", ""), request.args.get("columns", "")
    if not rows or not columns or rows == columns:
        return None
    resolver = Resolver(found)
    other = _("Other")
    return cross(found, side(found, resolver, rows, other), side(found, resolver, columns, other))
