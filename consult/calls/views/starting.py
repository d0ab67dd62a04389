"""Starting a call, and correcting what is said about it."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from config import Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.beginning import (
    Beginning,
    begin,
    from_call,
    from_template,
    from_template_as,
    remembering,
)
from consult.calls.beginning_forms import BeginningForm
from consult.calls.forms import CallForm
from consult.calls.library import TEMPLATES, CallTemplate
from consult.calls.library import template as found_template
from consult.calls.models import Call
from consult.calls.service import Facts
from consult.calls.views.shell import pages
from consult.errors import NotFound


@pages.get("/staff/calls/new")
@staff(Role.MANAGER)
def start() -> ResponseReturnValue:
    """What a call can start from: a template, an earlier call, a file."""
    templates = [_template(name) for name in TEMPLATES]
    earlier = queries.calls(db.session())
    return render_template("calls/start.html", templates=templates, earlier=earlier)


@pages.get("/staff/calls/templates/<name>")
@staff(Role.MANAGER)
def template(name: str) -> ResponseReturnValue:
    """Every question of a template, before one starts from it."""
    return render_template("calls/template.html", template=_template(name))


@pages.route("/staff/calls/new/template/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def create(name: str) -> ResponseReturnValue:
    """A few fields, and the call exists with the questions of the template."""
    at = clock.now()
    found = _template(name)
    last = queries.last_begun(db.session())
    proposed = remembering(from_template(name, found.language), last)
    form = _form(proposed)
    if not form.validate_on_submit() or not form.ensure_later_than(at):
        status = 422 if form.is_submitted() else 200
        return render_template("calls/create.html", form=form, template=found), status
    beginning, facts = from_template_as(form.facts, name)
    return _begun(beginning, facts, form)


@pages.route("/staff/calls/new/from/<slug>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def repeat(slug: str) -> ResponseReturnValue:
    """The same questions to the same agencies, at another date; no answer is taken over."""
    at = clock.now()
    earlier = queries.call_with_questions(db.session(), slug)
    beginning = from_call(db.session(), earlier)
    form = _form(beginning)
    if not form.validate_on_submit() or not form.ensure_later_than(at):
        status = 422 if form.is_submitted() else 200
        page = render_template(
            "calls/repeat.html", form=form, earlier=earlier, asked=len(beginning.agencies)
        )
        return page, status
    return _begun(beginning, form.facts, form)


def _form(beginning: Beginning) -> BeginningForm:
    settings: Settings = current_app.extensions["settings"]
    form = BeginningForm(beginning=beginning, zone=settings.default_timezone)
    if not form.is_submitted() and not form.federation.data:
        form.federation.data = settings.federation
    return form


def _begun(beginning: Beginning, facts: Facts, form: BeginningForm) -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    call = begin(
        db.session(),
        beginning=beginning,
        facts=facts,
        same_audience=form.asks_the_same,
        grace_seconds=settings.grace_seconds,
        actor=current_user().email,
        at=clock.now(),
    )
    db.session().commit()
    flash(_("The call is prepared. Nobody but staff sees it until you open it."))
    return redirect(_next(call, asked=form.asks_the_same))


def _next(call: Call, *, asked: bool) -> str:
    return url_for("calls.opening" if asked else "calls.audience", slug=call.slug)


def _template(name: str) -> CallTemplate:
    try:
        return found_template(name, str(get_locale()))
    except LookupError as missing:
        raise NotFound(name) from missing


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
