"""One call: where every agency stands."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls import service as calls_service
from consult.calls.models import Call
from consult.campaign import queries
from consult.campaign.forms import CHANNEL_WORDS, GROUNDS_WORDS, GROUP_WORDS, STATUS_WORDS
from consult.campaign.listing import GROUPS, View, as_csv, as_xlsx, narrowed
from consult.campaign.monitoring import counted, next_step, rates, tallied, to_remind
from consult.campaign.places import DEPARTMENTS, REGIONS
from consult.campaign.views.shell import pages
from consult.instants import local_day
from consult.web import sheets
from consult.web.downloads import download
from consult.web.links import external
from consult.web.paging import paged


@pages.get("/staff/calls/<slug>")
@staff(Role.READER)
def overview(slug: str) -> ResponseReturnValue:
    """One call: its deadline, what to do next, and where every agency stands."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    grid = _grid(call, View.read(request.args), at)
    phase = call.window.phase(at)
    return render_template(
        "campaign/overview.html",
        phase=phase,
        step=next_step(phase, grid["tally"]),
        mark=_mark(grid),
        levels=[rate.label for rate in rates(grid["standings"], "level") if rate.label],
        regions=[rate.label for rate in rates(grid["standings"], "region") if rate.label],
        **grid,
    )


@pages.get("/staff/calls/<slug>/live")
@staff(Role.READER)
def live(slug: str) -> ResponseReturnValue:
    """The same counts and rows for a page that is open; nothing if they did not change."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    grid = _grid(call, View.read(request.args), at)
    mark = _mark(grid)
    if mark in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = make_response(render_template("campaign/_grid.html", **grid))
    answer.set_etag(mark)
    return answer


@pages.get("/staff/calls/<slug>/agencies.csv")
@staff(Role.READER)
def listing(slug: str) -> ResponseReturnValue:
    """The list as shown, for a spreadsheet."""
    call = calls.call_by_slug(db.session(), slug)
    shown = narrowed(queries.standings(db.session(), call), View.read(request.args))
    return download(as_csv(shown, call.timezone), sheets.CSV, f"{slug}-agencies.csv")


@pages.get("/staff/calls/<slug>/agencies.xlsx")
@staff(Role.READER)
def workbook(slug: str) -> ResponseReturnValue:
    """The list as shown, as a workbook."""
    call = calls.call_by_slug(db.session(), slug)
    shown = narrowed(queries.standings(db.session(), call), View.read(request.args))
    return download(as_xlsx(shown, call.timezone, slug), sheets.XLSX, f"{slug}-agencies.xlsx")


@pages.post("/staff/calls/<slug>/agencies/<public_id>/link")
@staff(Role.MANAGER)
def link(slug: str, public_id: str) -> ResponseReturnValue:
    """A fresh personal link, shown this once."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    invitation = calls.invitation(session, call, public_id)
    token = calls_service.personal_link(
        session, invitation=invitation, actor=current_user().email, at=at
    )
    session.commit()
    address = external("contributions.open_link", token=token)
    return render_template("campaign/link.html", call=call, invitation=invitation, address=address)


def _grid(call: Call, view: View, at: datetime) -> dict[str, Any]:
    """What the page and its fragment show."""
    standings = queries.standings(db.session(), call)
    shown = narrowed(standings, view)
    today = local_day(at, call.timezone)
    counts = counted(standings)
    return {
        "call": call,
        "at": at,
        "view": view,
        "standings": standings,
        "page": paged(shown, request.args.get("page", "")),
        "due": len(to_remind(shown, at=at, today=today)),
        "tally": tallied(standings),
        "counts": counts,
        "groups": {group: sum(counts[step] for step in steps) for group, steps in GROUPS.items()},
        "channel_words": CHANNEL_WORDS,
        "group_words": GROUP_WORDS,
        "status_words": STATUS_WORDS,
        "grounds_words": GROUNDS_WORDS,
        "place": _place_words(view.place),
    }


def _place_words(place: str) -> str:
    """The name of the department or the region that the list is narrowed to."""
    name, _departments = REGIONS.get(place.removeprefix("R"), ("", ""))
    return name if place.startswith("R") else DEPARTMENTS.get(place, "")


def _mark(grid: dict[str, Any]) -> str:
    """Changes with anything that the fragment shows."""
    shown = (str(get_locale()), grid["counts"], grid["due"], grid["page"], grid["view"])
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]
