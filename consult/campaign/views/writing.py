"""Writing to the agencies, after having seen the letter that each would get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.calls.moments import day_of
from consult.campaign import letters, queries, service
from consult.campaign.letter_forms import WORDING_WORDS
from consult.campaign.listing import View, kept
from consult.campaign.monitoring import Standing, to_invite, to_remind
from consult.campaign.recipients import left_out
from consult.campaign.views.shell import pages, posted, reading
from consult.campaign.views.showing import framed, masked
from consult.campaign.wording import Kind, kind_for
from consult.errors import CallNotOpen, NotFound
from consult.post import Letter

PLANNERS: dict[str, Callable[..., list[Letter]]] = {
    "invite": service.invitations,
    "remind": service.reminders,
    "thanks": service.thanks,
}
MOST_NAMED = 500
"""Beyond so many recipients the page names no longer every one of them."""


@pages.get("/staff/calls/<slug>/letters/<kind>")
@staff(Role.MANAGER)
def preview(slug: str, kind: str) -> ResponseReturnValue:
    """Who would be written to and who not, and the letter to any of them as it would leave."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    standings = _chosen(queries.standings(session, call))
    due = _due(_known(kind), call, standings, at)
    place = _place(due)
    one = due[place] if due else None
    letter = _letter(kind, call, one, at) if one else None
    return render_template(
        "campaign/preview.html",
        call=call,
        kind=kind,
        due=due,
        most_named=MOST_NAMED,
        place=place,
        letter=letter,
        body=masked(letter.body) if letter else "",
        words=_words(kind, one) if one else None,
        wording_words=WORDING_WORDS,
        left_out=left_out(
            standings,
            {each.invitation_id for each in due},
            kind,
            at=at,
            today=day_of(at, call.timezone),
        ),
        phase=call.window.phase(at),
        delay=current_app.extensions["settings"].outbox_delay,
        narrowed=View.read(request.args).address,
    )


@pages.get("/staff/calls/<slug>/letters/<kind>/<public_id>")
@staff(Role.MANAGER)
def preview_page(slug: str, kind: str, public_id: str) -> Response:
    """The letter to one agency as it looks in a mail program."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    for one in queries.standings(session, call):
        if one.public_id == public_id:
            letter = _letter(_known(kind), call, one, clock.now())
            return framed(letter.subject, letter.body, letter.language)
    raise NotFound(public_id)


@pages.post("/staff/calls/<slug>/letters/<kind>")
@staff(Role.MANAGER)
def send(slug: str, kind: str) -> ResponseReturnValue:
    """Put the letters in the outbox, a batch at a time."""
    at = clock.now()
    planner = PLANNERS[_known(kind)]
    db.session().rollback()  # composing takes a while: nobody waits for our pen meanwhile
    with reading(slug) as (call, standings):
        planned = planner(call, _chosen(standings), at=at)
    posted(call, kind, planned, at)
    if call.letters_held_at:
        flash(_("The letters are written and held back: let them leave from the outbox."), "info")
    else:
        said = ngettext("%(num)s letter is leaving.", "%(num)s letters are leaving.", len(planned))
        flash(said)
    return redirect(url_for("campaign.overview", slug=slug))


def _chosen(standings: Sequence[Standing]) -> list[Standing]:
    """Every agency, or those that the list showed when its button was pressed."""
    return list(kept(standings, View.read(request.args)))


def _known(kind: str) -> str:
    if kind not in PLANNERS:
        raise NotFound(kind)
    return kind


def _due(kind: str, call: Call, standings: Sequence[Standing], at: datetime) -> list[Standing]:
    """Whom the letters would go to; nobody where the call is not at that point."""
    today: date = day_of(at, call.timezone)
    try:
        service.ensure_time_for(kind, call, at=at)
    except CallNotOpen:
        return to_remind(standings, at=at, today=today) if kind == "remind" else []
    if kind == "invite":
        return to_invite(standings)
    if kind == "remind":
        return to_remind(standings, at=at, today=today)
    return [one for one in standings if one.has_sent and one.email]


def _place(due: Sequence[Standing]) -> int:
    """Which of them is shown: the one asked for, or the first."""
    wanted = request.args.get("agency", "")
    return next((n for n, one in enumerate(due) if one.public_id == wanted), 0)


def _words(kind: str, one: Standing) -> Kind:
    if kind == "remind":
        return kind_for(one.status)
    return Kind.INVITATION if kind == "invite" else Kind.THANKS


def _letter(kind: str, call: Call, one: Standing, at: datetime) -> Letter:
    return letters.composed(call, one, _words(kind, one), kind=kind, key=f"preview:{at}")
