"""Who is asked."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import audience as asked
from consult.calls import queries, service
from consult.calls.audience import Audience, Narrowed
from consult.calls.views.shell import pages
from consult.directory import queries as directory
from consult.directory.listing import Line
from consult.web.paging import batches, paged

BATCH = 500
"""So many agencies are taken off before others may write."""


@pages.get("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def audience(slug: str) -> ResponseReturnValue:
    """Choose the agencies that are asked: by a filter or one by one, a hundred at a time."""
    session = db.session()
    call = queries.call_by_slug(session, slug)
    narrowed = Narrowed.read(request.args)
    found = _audience(call.id)
    shown = found.shown(narrowed)
    return render_template(
        "calls/audience.html",
        call=call,
        audience=found,
        narrowed=narrowed,
        new=sum(line.id not in found.addresses for line in shown),
        page=paged(shown, request.args.get("page", "")),
        carried=urlencode(narrowed.asked, doseq=True),
    )


@pages.post("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def choose(slug: str) -> ResponseReturnValue:
    """Add the agencies ticked, or all those of the filter; nobody receives anything yet."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    wanted = _meant(call.id)
    added = asked.add(session, call=call, lines=wanted, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext("%(num)s agency added to the call.", "%(num)s agencies added to the call.", added)
    )
    return _back(slug)


@pages.post("/staff/calls/<slug>/audience/withdraw")
@staff(Role.MANAGER)
def withdraw(slug: str) -> ResponseReturnValue:
    """Take agencies off the audience before the call opens."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    meant = {line.id for line in _meant(call.id)}
    leaving = [one for one in queries.invitations(session, call) if one.agency_id in meant]
    actor = current_user().email
    for gone in batches(leaving, BATCH):
        service.withdraw(session, call=call, invitations=gone, actor=actor, at=at)
        session.commit()
    flash(
        ngettext(
            "%(num)s agency taken off the call.",
            "%(num)s agencies taken off the call.",
            len(leaving),
        )
    )
    return _back(slug)


@pages.post("/staff/calls/<slug>/audience/addresses")
@staff(Role.MANAGER)
def refresh(slug: str) -> ResponseReturnValue:
    """Take the addresses that the directory knows today, where the call has none that works."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    done = asked.refresh(session, call=call, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)s address taken from the directory.",
            "%(num)s addresses taken from the directory.",
            done,
        )
        if done
        else _("The directory knows no other address.")
    )
    return _back(slug)


def _audience(call_id: int) -> Audience:
    session = db.session()
    return Audience(
        directory.directory(session),
        asked.addresses(session, call_id),
        asked.returned(session, call_id),
    )


def _meant(call_id: int) -> list[Line]:
    """The agencies ticked; or those that the filter keeps, where the button says all of them."""
    found = _audience(call_id)
    if request.form.get("scope") == "filter":
        return found.shown(_view())
    ticked = set(request.form.getlist("agency"))
    return [line for line in found.offered if str(line.id) in ticked]


def _view() -> Narrowed:
    return Narrowed.read(MultiDict(parse_qsl(request.form.get("view", ""))))


def _back(slug: str) -> Response:
    return redirect(url_for("calls.audience", slug=slug, **_view().asked))
