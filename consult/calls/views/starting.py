"""Starting a call, and correcting what is said about it."""

from __future__ import annotations

from datetime import time

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from config import Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.forms import CallForm
from consult.calls.library import questionnaire_from
from consult.calls.views.shell import pages

TEMPLATE = "audition"


@pages.route("/staff/calls/new", methods=["GET", "POST"])
@staff(Role.MANAGER)
def create() -> ResponseReturnValue:
    """A few fields, and the call exists with the questions of the template."""
    at = clock.now()
    settings: Settings = current_app.extensions["settings"]
    form = CallForm(
        data={
            "timezone": settings.default_timezone,
            "language": str(get_locale()),
            "federation": settings.federation,
            "closing_hour": time(18),
        }
    )
    if not form.validate_on_submit() or not form.ensure_later_than(at):
        status = 422 if form.is_submitted() else 200
        return render_template("calls/create.html", form=form), status
    call = service.create(
        db.session(),
        facts=form.facts,
        questionnaire=questionnaire_from(TEMPLATE, form.facts.language),
        grace_seconds=settings.grace_seconds,
        actor=current_user().email,
        at=at,
    )
    db.session().commit()
    flash(_("The call is prepared. Nobody but staff sees it until you open it."))
    return redirect(url_for("calls.audience", slug=call.slug))


@pages.route("/staff/calls/<slug>/edit", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(slug: str) -> ResponseReturnValue:
    """Correct what is said about a call."""
    at = clock.now()
    call = queries.call_by_slug(db.session(), slug)
    form = CallForm(call=call)
    if not form.validate_on_submit() or not form.ensure_later_than(call.opens_at):
        status = 422 if form.is_submitted() else 200
        return render_template("calls/edit.html", call=call, form=form), status
    service.amend(db.session(), call=call, facts=form.facts, actor=current_user().email, at=at)
    db.session().commit()
    flash(_("The call is up to date."))
    return redirect(url_for("campaign.overview", slug=slug))
