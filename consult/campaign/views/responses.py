"""How the answers come in: over time, by level and region, on the map."""

from __future__ import annotations

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.campaign import queries
from consult.campaign.atlas import atlas
from consult.campaign.curve import curve
from consult.campaign.forms import MILESTONE_WORDS, SHADE_WORDS
from consult.campaign.monitoring import rates, tallied
from consult.campaign.views.shell import pages
from consult.charts.drawing import PHONE, draw
from consult.charts.territories import outlines
from consult.web.filters import locale


@pages.get("/staff/calls/<slug>/responses")
@staff(Role.READER)
def responses(slug: str) -> ResponseReturnValue:
    """The curve of arrivals, the rates, and the map; each with the same in words."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    standings = queries.standings(db.session(), call)
    moments, letters = queries.arrivals(db.session(), call)
    by_region = request.args.get("map") == "regions"
    return render_template(
        "campaign/responses.html",
        call=call,
        at=at,
        tally=tallied(standings),
        curve=curve(
            moments,
            letters,
            zone=call.timezone,
            opens_at=min(call.opens_at, at),
            until=min(at, call.closes_at),
            deadline=call.closes_at,
            title=_("Contributions begun and sent since the opening"),
            words=MILESTONE_WORDS,
        ),
        drawn=partial(draw, language=locale()),
        narrow=PHONE,
        by_level=rates(standings, "level"),
        by_region=rates(standings, "region"),
        atlas=atlas(standings, by_region=by_region),
        regional=by_region,
        outlines=outlines(),
        shade_words=SHADE_WORDS,
    )
