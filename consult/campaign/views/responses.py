"""How the answers come in: over time, by level and region, on the map."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.campaign import queries
from consult.campaign.atlas import atlas, geometry
from consult.campaign.curve import curve
from consult.campaign.forms import MILESTONE_WORDS, SHADE_WORDS
from consult.campaign.monitoring import rates, tallied
from consult.campaign.views.shell import pages
from consult.instants import short_date


@pages.app_template_filter("short_day")
def short_day(day: date) -> str:
    """« 26 octobre 2018 »."""
    return short_date(day, get_locale().language)


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
        ),
        milestone_words=MILESTONE_WORDS,
        by_level=rates(standings, "level"),
        by_region=rates(standings, "region"),
        atlas=atlas(standings, by_region=by_region),
        regional=by_region,
        outlines=geometry(),
        shade_words=SHADE_WORDS,
    )
