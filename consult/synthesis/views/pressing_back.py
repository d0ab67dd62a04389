"""Following those who were asked to read again: reminding them, giving them longer."""

from __future__ import annotations

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.forms import moment
from consult.calls.models import Call
from consult.errors import Invalid
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again import rereading, rounds
from consult.synthesis.views.asking_back import EVERYBODY, HERE, later_form, page, write
from consult.synthesis.views.shell import pages


@pages.post(f"{HERE}/remind")
@staff(Role.MANAGER)
def remind_back(slug: str) -> ResponseReturnValue:
    """Write again to those who have not answered; not twice in a day."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    reminded = []
    for one in _chosen(call, request.form.get("who", "")):
        with suppress(Invalid):
            rereading.remind(session, asked=one, actor=current_user().email, at=at)
            reminded.append(one)
    write(reminded, at, again=at)
    session.commit()
    if reminded:
        said = ngettext(
            "%(num)s agency is reminded.", "%(num)s agencies are reminded.", len(reminded)
        )
        flash(said, "good")
    else:
        flash(_("Nobody was reminded: they answered, or were written to today."), "info")
    return redirect(url_for("synthesis.read_back", slug=slug))


@pages.post(f"{HERE}/prolong")
@staff(Role.MANAGER)
def prolong_back(slug: str) -> ResponseReturnValue:
    """Give one agency longer, or all those that have not answered; they are told."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form, actor = later_form(), current_user().email
    until = moment(form.day, form.hour, call.timezone) if form.validate_on_submit() else None
    longer: list[ReadBack] = []
    for one in _chosen(call, request.form.get("who", "")):
        with suppress(Invalid):
            if until is not None:
                rereading.prolong(session, asked=one, until=until, actor=actor, at=at)
                longer.append(one)
    if not longer:
        if until is not None:
            form.day.errors = [_("Choose a time later than now and than the present one.")]
        session.rollback()
        return page(slug, at, later=form), 422
    write(longer, at, again=at)
    session.commit()
    flash(
        ngettext("%(num)s agency has longer.", "%(num)s agencies have longer.", len(longer)), "good"
    )
    return redirect(url_for("synthesis.read_back", slug=slug))


def _chosen(call: Call, who: str) -> list[ReadBack]:
    """The last asking of one agency, or of all those that have not answered."""
    last = rounds.last_of_each(rounds.rounds(db.session(), call)).values()
    return [
        one for one in last if str(one.id) == who or (who == EVERYBODY and one.answered_at is None)
    ]
