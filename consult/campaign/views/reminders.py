"""The reminders to come: what is planned, whom each would reach, and what staff change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.campaign import queries, reminding, rescheduling
from consult.campaign.deadline_forms import REFUSAL_WORDS, ReminderForm
from consult.campaign.models import ReminderPlan
from consult.campaign.monitoring import to_remind
from consult.campaign.planning import Slot, instant_of, slots
from consult.campaign.views.shell import pages
from consult.errors import Invalid


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder as the page shows it: its instant, whom it would reach as of now, its form."""

    plan: ReminderPlan
    leaves_at: datetime
    reached: int
    form: ReminderForm


@pages.get("/staff/calls/<slug>/reminders")
@staff(Role.READER)
def reminders(slug: str) -> ResponseReturnValue:
    """What is planned before the deadline, and how many agencies each would reach."""
    call = calls.call_by_slug(db.session(), slug)
    return _page(call, clock.now())


@pages.post("/staff/calls/<slug>/reminders")
@staff(Role.MANAGER)
def add_reminder(slug: str) -> ResponseReturnValue:
    """One more, on a day that staff choose."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = ReminderForm(prefix="add-")
    if not form.validate_on_submit() or call.launched_at is None:
        return _page(call, at, adding=form), 422
    try:
        rescheduling.add(session, call=call, **form.when, actor=current_user().email, at=at)
    except Invalid as refused:
        form.day.errors = [REFUSAL_WORDS[refused.args[0]]]
        return _page(call, at, adding=form), 422
    session.commit()
    flash(_("The reminder is planned."))
    return redirect(url_for("campaign.reminders", slug=slug))


@pages.post("/staff/calls/<slug>/reminders/<int:id_>/move")
@staff(Role.MANAGER)
def move_reminder(slug: str, id_: int) -> ResponseReturnValue:
    """Another day, or another hour."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    plan = reminding.plan_of(session, call, id_)
    form = _form_of(plan, request.form)
    if not form.validate():
        return _page(call, at, moving={id_: form}), 422
    try:
        rescheduling.move(session, plan=plan, **form.when, actor=current_user().email, at=at)
    except Invalid as refused:
        form.day.errors = [REFUSAL_WORDS[refused.args[0]]]
        return _page(call, at, moving={id_: form}), 422
    session.commit()
    flash(_("The reminder is moved."))
    return redirect(url_for("campaign.reminders", slug=slug))


@pages.post("/staff/calls/<slug>/reminders/<int:id_>/drop")
@staff(Role.MANAGER)
def drop_reminder(slug: str, id_: int) -> ResponseReturnValue:
    """None on that day."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    plan = reminding.plan_of(session, call, id_)
    rescheduling.drop(session, plan=plan, actor=current_user().email, at=at)
    session.commit()
    flash(_("The reminder is taken away."))
    return redirect(url_for("campaign.reminders", slug=slug))


@pages.post("/staff/calls/<slug>/reminders/pause")
@staff(Role.MANAGER)
def pause_reminders(slug: str) -> ResponseReturnValue:
    """Hold back one reminder, or all of them; or let them go again."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    only = request.form.get("plan", type=int)
    chosen = [reminding.plan_of(session, call, only)] if only else reminding.plans(session, call)
    paused, actor = "pause" in request.form, current_user().email
    rescheduling.pause(session, call=call, plans=chosen, paused=paused, actor=actor, at=at)
    session.commit()
    flash(_("What is paused does not leave.") if paused else _("Reminders leave again."))
    return redirect(url_for("campaign.reminders", slug=slug))


def _page(call: Call, at: datetime, **forms: Any) -> str:
    session = db.session()
    plans = reminding.plans(session, call)
    standings = queries.standings(session, call)
    moving = forms.get("moving", {})
    lines = [
        Line(
            plan,
            leaves_at := instant_of(plan.day, plan.hour, call.timezone),
            len(to_remind(reminding.concerned(plan, standings), at=leaves_at, today=plan.day)),
            moving.get(plan.id) or _form_of(plan, None),
        )
        for plan in plans
    ]
    return render_template(
        "campaign/reminders.html",
        call=call,
        at=at,
        phase=call.window.phase(at),
        lines=lines,
        coming=_coming(call, at),
        paused=[line.plan.paused_at for line in lines if line.plan.outcome is None],
        adding=forms.get("adding") or ReminderForm(None, prefix="add-"),
        silent=sum(one.is_silent and bool(one.email) for one in standings),
        instant_of=instant_of,
    )


def _coming(call: Call, at: datetime) -> list[Slot]:
    """What will be planned by itself, for a call that has no reminders yet."""
    if call.reminders_for == call.closes_at or call.closes_at <= at:
        return []
    return list(slots(call.closes_at, call.timezone, at=at))


def _form_of(plan: ReminderPlan, typed: Any) -> ReminderForm:
    return ReminderForm(typed, prefix=f"r{plan.id}-", data={"day": plan.day, "hour": plan.hour})
