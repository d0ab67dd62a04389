"""Who reads its words again before the note is printed: asking, following, giving longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.remembered import material
from consult.calls import queries as calls
from consult.calls.forms import moment
from consult.calls.models import Call
from consult.calls.moments import day_of
from consult.campaign import service as campaign
from consult.campaign.views.showing import masked
from consult.contributions.queries import addresses_at
from consult.synthesis import queries
from consult.synthesis.forms import ANSWERED_WORDS, CHOICE_WORDS, EXPIRED_WORDS, UntilForm
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again import letters, rereading, rounds, to_ask
from consult.synthesis.reading_again.clearance import Answered
from consult.synthesis.reading_again.read_back import Reader
from consult.synthesis.views.shell import pages

HERE = "/staff/calls/<slug>/note/read-back"
EVERYBODY = "all"
FEW = 20
SAID_NO = (Answered.PARTLY, Answered.OBJECTED)


@pages.get(HERE)
@staff(Role.READER)
def read_back(slug: str) -> ResponseReturnValue:
    """Who answered what, objections first; then who would be quoted or named, to be asked."""
    at = clock.now()
    return page(slug, at)


@pages.post(HERE)
@staff(Role.MANAGER)
def ask_back(slug: str) -> ResponseReturnValue:
    """Ask the agencies ticked, and write to them; composing locks nothing."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = until_form(call, at)
    until = moment(form.day, form.hour, call.timezone) if form.validate_on_submit() else None
    ticked = set(request.form.getlist("agency"))
    if until is not None and until <= at:
        form.day.errors = [_("This time is past: choose a later one.")]
        until = None
    if until is None or not ticked:
        if not ticked:
            form.form_errors = [_("Tick at least one agency.")]
        session.rollback()
        return page(slug, at, form=form, ticked=ticked), 422
    session.rollback()  # composing takes a while: nobody waits for our pen meanwhile
    with db.database().reader() as reading:
        there = calls.call_by_slug(reading, slug)
        said = rounds.rounds(reading, there)
        chosen = {
            line.invitation.id: line.reader
            for line in to_ask.lines(reading, there, material(reading, slug), said, at)
            if line.invitation.public_id in ticked
        }
    if not chosen:
        form.form_errors = [_("The note would no longer quote or name these agencies.")]
        return page(slug, at, form=form, ticked=ticked), 422
    asked = _ask(calls.call_by_slug(session, slug), chosen, until, at)
    flash(
        ngettext(
            "%(num)s agency is asked to read its words again.",
            "%(num)s agencies are asked to read their words again.",
            asked,
        ),
        "good",
    )
    return redirect(url_for("synthesis.read_back", slug=slug))


def page(
    slug: str,
    at: datetime,
    *,
    form: UntilForm | None = None,
    later: UntilForm | None = None,
    ticked: set[str] | None = None,
) -> str:
    """The whole page. It composes the note to know its quotes: nobody waits for our pen."""
    with db.database().reader() as session:
        call = calls.call_by_slug(session, slug)
        found = rounds.rounds(session, call)
        lines = list(to_ask.lines(session, call, material(session, slug), found, at))
        letter = to_ask.specimen(call, lines, at)
    last = list(rounds.last_of_each(found).values())
    form = form or until_form(call, at)
    return render_template(
        "synthesis/read_back.html",
        call=call,
        at=at,
        form=form,
        later=later or later_form(),
        last=last,
        objections=[one for one in last if one.state in SAID_NO or _remarked(one)],
        waiting=[one for one in last if one.waits(at)],
        unanswered=[one for one in last if one.answered_at is None],
        past=len(found) - len(last),
        lines=lines,
        ticked={line.invitation.public_id for line in lines if line.wanted}
        if ticked is None
        else ticked,
        letter=letter and (letter.subject, masked(letter.body)),
        answered_words=ANSWERED_WORDS,
        expired_words=EXPIRED_WORDS,
        choice_words=CHOICE_WORDS,
        everybody=EVERYBODY,
        manages=current_user().role in (Role.MANAGER, Role.ADMIN),
    )


def _remarked(one: ReadBack) -> bool:
    return bool(one.remark or any(answer["remark"] for answer in one.answers))


def _ask(call: Call, chosen: dict[int, Reader], until: datetime, at: datetime) -> int:
    """Ask and write to a few agencies at a time, so that others wait for the pen only briefly."""
    session = db.session()
    newest = queries.latest(session, call)
    there = [one for one in calls.invitations(session, call) if one.id in chosen]
    for start in range(0, len(there), FEW):
        drawn = [
            rereading.drawn_up(
                invitation=invitation,
                reader=chosen[invitation.id],
                note_version=newest.version if newest else None,
                until=until,
                actor=current_user().email,
                at=at,
            )
            for invitation in there[start : start + FEW]
        ]
        write([one for one in drawn if rereading.ask(session, asked=one, at=at)], at)
        session.commit()
    return len(there)


def write(asked: Sequence[ReadBack], at: datetime, *, again: datetime | None = None) -> None:
    """Put the letters into the outbox; as others, they can be stopped for a moment."""
    session = db.session()
    planned = [
        letter
        for one in asked
        for letter in letters.read_back(addresses_at(session, one.invitation), one, again=again)
    ]
    delay = timedelta(seconds=current_app.extensions["settings"].outbox_delay)
    campaign.send(session, planned=planned, at=at, delay=delay)


def until_form(call: Call, at: datetime) -> UntilForm:
    """Until when, with the usual time proposed."""
    usual = rereading.usual_end(at, call.timezone)
    given = {"day": day_of(usual, call.timezone), "hour": rereading.EVENING}
    return UntilForm(data=given) if "later-day" not in request.form else UntilForm(None, data=given)


def later_form() -> UntilForm:
    """A later time than the present one."""
    return UntilForm(prefix="later-")
