"""The code book of a call: its themes, worded, coloured and put in order."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.code_book import editing as code_book
from consult.analysis.code_book import sheets as code_sheets
from consult.analysis.code_book.editing import By, CannotShape
from consult.analysis.code_book.forms import ThemeForm, scopes
from consult.analysis.code_book.shaping import question_of
from consult.analysis.code_book.words import COLOUR_WORDS, letter, refusal_words, theme_act_words
from consult.analysis.coding import journal
from consult.analysis.models import Act, Theme
from consult.analysis.remembered import material
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.errors import NotFound

STEPS = {"up": -1, "down": 1}


@pages.get("/staff/calls/<slug>/themes")
@staff(Role.READER)
def code_book_page(slug: str) -> ResponseReturnValue:
    """Every theme in its list, with who speaks of it and when it was last used."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    writes = reaches(current_user().role, Role.MANAGER)
    return render_template(
        "analysis/code_book.html",
        call=call,
        shelves=code_sheets.shelves(session, call, material(session, slug)),
        writes=writes,
        undo=_told(journal.undoable(session, call, current_user())) if writes else "",
        redo=_told(journal.redoable(session, call, current_user())) if writes else "",
        letter=letter,
    )


@pages.route("/staff/calls/<slug>/themes/add", methods=["GET", "POST"])
@staff(Role.MANAGER)
def add_theme(slug: str) -> ResponseReturnValue:
    """A theme more, of one question or of every question."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    chosen = request.args.get("question")
    colour = code_book.Book(session, call).next_colour()
    form = ThemeForm.adding(code_sheets.offered(call), chosen, colour)
    if not form.validate_on_submit():
        return _form(call, form, None), 422 if form.is_submitted() else 200

    def write() -> Theme:
        return code_book.add(
            session,
            by=by(call),
            question=question_of(session, call, form.question.data),
            facts=form.facts(request.form.get("colour", "")),
        )

    return shaped(call, write, lambda why: (_form(call, form, None, why), 409))


@pages.route("/staff/calls/<slug>/themes/<int:theme_id>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """The words, the colour and the place of one theme; and what else can be done with it."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    form = ThemeForm.showing(held, code_book.themes_of(session, call))
    if not form.validate_on_submit():
        return _form(call, form, held), 422 if form.is_submitted() else 200
    facts = form.facts(request.form.get("colour", ""))

    def again(why: CannotShape) -> ResponseReturnValue:
        now = theme_in(call, theme_id)
        form.seen.data = code_book.told(now)
        return _form(call, form, now, why), 409

    return shaped(
        call,
        lambda: code_book.amend(
            session, by=by(call), theme=theme_id, facts=facts, seen=form.seen.data or ""
        ),
        again,
    )


@pages.post("/staff/calls/<slug>/themes/<int:theme_id>/move")
@staff(Role.MANAGER)
def move_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """One place up or down, or where it was dropped."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    before = request.form.get("before", "")

    def write() -> Theme:
        if (places := STEPS.get(request.form.get("step", ""))) is not None:
            code_book.step(session, by=by(call), theme=theme_id, places=places)
        else:
            number = int(before) if before.isdecimal() and len(before) < 10 else None
            code_book.move(session, by=by(call), theme=theme_id, before=number)
        return held

    return shaped(call, write)


def by(call: Call) -> By:
    """The person signed in, now."""
    return By(call, current_user(), clock.now())


def theme_in(call: Call, number: int) -> Theme:
    """The theme as it is now; raises `NotFound` where it is of another call."""
    found = db.session().get(Theme, number)
    if found is None or found.call_id != call.id:
        raise NotFound(f"theme {number}")
    return found


def shaped(
    call: Call,
    write: Callable[[], Theme | None],
    again: Callable[[CannotShape], ResponseReturnValue] | None = None,
) -> ResponseReturnValue:
    """Write, commit and go back to the list at the theme; a refusal is told, nothing is done."""
    session = db.session()
    former = journal.undoable(session, call, current_user())
    try:
        made = write()
    except CannotShape as why:
        session.rollback()
        if again is not None:
            return again(why)
        flash(refusal_words(why), "error")
        return redirect(url_for("analysis.code_book_page", slug=call.slug))
    done = journal.undoable(session, call, current_user())
    session.commit()
    if done is not former:
        flash(_("Done: %(what)s.", what=_told(done)))
    anchor = f"theme-{made.id}" if made else None
    return redirect(url_for("analysis.code_book_page", slug=call.slug, _anchor=anchor))


def _told(act: Act | None) -> str:
    if act is None:
        return ""
    return theme_act_words(act.kind, act.about) or _("the last coding")


def _form(call: Call, form: ThemeForm, held: Theme | None, why: CannotShape | None = None) -> str:
    typed = request.form.get("colour", "")
    return render_template(
        "analysis/code_book_theme.html",
        call=call,
        form=form,
        held=held,
        refused=refusal_words(why) if why else "",
        colour=int(typed) if typed.isdecimal() and len(typed) < 3 else form.colour,
        colours=COLOUR_WORDS,
        letter=letter,
        scopes=scopes(code_sheets.offered(call)),
        naming=code_sheets.naming(db.session(), call, held) if held else [],
    )
