"""A call before it opens: its facts, its questionnaire, its audience, its opening."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from config import LOCALES, Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.forms import IN_WORDS, LACK_WORDS, CallForm, WordingForm
from consult.calls.library import questionnaire_from
from consult.calls.readiness import blocking, lacks
from consult.calls.side_by_side import MOST, groups, progress, too_long
from consult.directory import queries as directory
from consult.directory.queries import Choice

pages = Blueprint("calls", __name__)
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


@pages.get("/staff/calls/<slug>/questionnaire")
@staff(Role.READER)
def questionnaire(slug: str) -> ResponseReturnValue:
    """The questions as the agencies will read them."""
    call = queries.call_with_questions(db.session(), slug)
    return render_template("calls/questionnaire.html", call=call, questionnaire=call.questionnaire)


@pages.route("/staff/calls/<slug>/questionnaire/<key>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def reword(slug: str, key: str) -> ResponseReturnValue:
    """Word one question better, before the call opens."""
    call = queries.call_by_slug(db.session(), slug)
    question = queries.question(db.session(), call, key)
    form = WordingForm(obj=question)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("calls/reword.html", call=call, question=question, form=form), status
    service.reword(
        db.session(),
        call=call,
        question=question,
        label=(form.label.data or "").strip(),
        help=(form.help.data or "").strip(),
        actor=current_user().email,
        at=clock.now(),
    )
    db.session().commit()
    return redirect(url_for("calls.questionnaire", slug=slug, _anchor=f"question-{key}"))


@pages.route("/staff/calls/<slug>/translations", methods=["GET", "POST"])
@staff(Role.MANAGER)
def translations(slug: str) -> ResponseReturnValue:
    """Every text of a call beside what it becomes in the other language."""
    call = queries.call_with_questions(db.session(), slug)
    language = next(one for one in LOCALES if one != call.language)
    found = groups(call.texts, call.translations, call.questionnaire, language)
    refused = too_long(found, request.form)
    if request.method != "POST" or refused:
        page = render_template(
            "calls/translations.html",
            call=call,
            language=language,
            language_words=IN_WORDS[language],
            groups=found,
            done=progress(found),
            typed=request.form,
            refused=refused,
            most=MOST,
        )
        return page, 422 if refused else 200
    service.translate(
        db.session(),
        call=call,
        language=language,
        typed=request.form,
        actor=current_user().email,
        at=clock.now(),
    )
    db.session().commit()
    flash(_("The translations are saved."))
    return redirect(url_for("calls.translations", slug=slug))


@pages.get("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def audience(slug: str) -> ResponseReturnValue:
    """Choose the agencies that are asked: all, by level, by region, or by hand."""
    session = db.session()
    call = queries.call_by_slug(session, slug)
    choice = Choice(
        level=request.args.get("level", ""),
        region=request.args.get("region", ""),
        search=request.args.get("search", "")[:100],
    )
    return render_template(
        "calls/audience.html",
        call=call,
        choice=choice,
        agencies=directory.agencies(session, choice),
        chosen={one.agency_id for one in queries.invitations(session, call)},
        levels=directory.levels(session),
        regions=directory.regions(session),
    )


@pages.post("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def choose(slug: str) -> ResponseReturnValue:
    """Add the agencies ticked; nobody receives anything yet."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    ticked = set(request.form.getlist("agency"))
    wanted = [agency for agency in directory.agencies(session) if str(agency.id) in ticked]
    added = service.invite(session, call=call, agencies=wanted, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)s agency added to the call.", "%(num)s agencies added to the call.", len(added)
        )
    )
    return redirect(url_for("calls.audience", slug=slug))


@pages.post("/staff/calls/<slug>/audience/withdraw")
@staff(Role.MANAGER)
def withdraw(slug: str) -> ResponseReturnValue:
    """Take agencies off the audience before the call opens."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    ticked = set(request.form.getlist("agency"))
    gone = [one for one in queries.invitations(session, call) if str(one.agency_id) in ticked]
    service.withdraw(session, call=call, invitations=gone, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)s agency taken off the call.", "%(num)s agencies taken off the call.", len(gone)
        )
    )
    return redirect(url_for("calls.audience", slug=slug))


@pages.route("/staff/calls/<slug>/open", methods=["GET", "POST"])
@staff(Role.MANAGER)
def opening(slug: str) -> ResponseReturnValue:
    """What the call lacks, and the button that opens it."""
    at = clock.now()
    session = db.session()
    call = queries.call_with_questions(session, slug)
    found = lacks(
        closes_at=call.closes_at,
        questionnaire=call.questionnaire,
        invited=queries.invited(session, call),
        at=at,
    )
    if request.method != "POST" or blocking(found):
        page = render_template(
            "calls/opening.html",
            call=call,
            invited=queries.invited(session, call),
            lacks=[(lack, LACK_WORDS[lack]) for lack in found],
            blocked=bool(blocking(found)),
        )
        return page, 409 if request.method == "POST" else 200
    service.open_call(session, call=call, actor=current_user().email, at=at)
    session.commit()
    flash(_("The call is open. The agencies have not been written to yet."))
    return redirect(url_for("campaign.overview", slug=slug))
