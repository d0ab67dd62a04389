"""Themes and codings as files: sent out, and read back after showing what that would do."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.code_book.editing import CannotShape, digest
from consult.analysis.code_book.forms import UploadForm
from consult.analysis.code_book.words import refusal_words
from consult.analysis.exchange import qdpx_writing, table_sheets, theme_sheet
from consult.analysis.exchange.applying import apply
from consult.analysis.exchange.held import Held, held
from consult.analysis.exchange.opening import opened
from consult.analysis.exchange.planning import Plan, planned
from consult.analysis.exchange.said import Sheet, from_text
from consult.analysis.exchange.words import (
    FIELD_WORDS,
    finding_words,
    note_words,
    unreadable_words,
)
from consult.analysis.views.blind import is_blind
from consult.analysis.views.code_book import by
from consult.analysis.views.shell import pages
from consult.analysis.views.taking import making, tell
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.calls.written.tree import Unreadable
from consult.errors import Invalid, NotFound
from consult.web.downloads import download

SHOWN = 50
"""So many lines of a list on the page of a preview."""
CODED = ("qdpx", "codings")
"""Forms that show what people coded, which those who code blind do not see."""


@pages.post("/staff/calls/<slug>/themes/export/<form>")
@staff(Role.READER)
def export_themes(slug: str, form: str) -> ResponseReturnValue:
    """The code book, the codings, or both, with what is confidential: the trail keeps who asked."""
    with making() as (actor, reading):
        call = calls.call_with_questions(reading, slug)
        if form in CODED and is_blind(call):
            return render_template("analysis/blindfold.html", call=call, page="book")
        file = _exported(call, form, held(reading, call))
    tell(slug, f"codebook-{form}", actor=actor)
    return file


def _exported(call: Call, form: str, now: Held) -> Response:
    slug = call.slug
    if form == "qdpx":
        invitations = sorted(call.invitations, key=lambda one: (one.position, one.id))
        project = qdpx_writing.written(now, invitations, at=clock.now())
        return download(project, "application/zip", f"{slug}.qdpx")
    if form == "yaml":
        return download(theme_sheet.written(now), "application/yaml", f"{slug}-themes.yaml")
    if form == "themes":
        return download(table_sheets.themes_csv(now), "text/csv", f"{slug}-themes.csv")
    if form == "codings":
        return download(table_sheets.codings_csv(now), "text/csv", f"{slug}-codings.csv")
    raise NotFound(form)


@pages.route("/staff/calls/<slug>/themes/import", methods=["GET", "POST"])
@staff(Role.MANAGER)
def import_themes(slug: str) -> ResponseReturnValue:
    """Choose a file; what it would do is shown before anything is done."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    form = UploadForm()
    if not form.validate_on_submit():
        return _asking(call, form), 422 if form.is_submitted() else 200
    data, name = form.file.data.read(), form.file.data.filename or "?"
    session.commit()  # nothing is written yet: others may write while the file is read
    with db.database().reader() as reading:
        now = held(reading, calls.call_with_questions(reading, slug))
    try:
        sheet, findings = opened(data, name=name[:200], held=now)
    except Unreadable as error:
        return _asking(call, form, [unreadable_words(error)]), 422
    problems = [finding_words(one) for one in findings if not one.notice]
    if problems:
        return _asking(call, form, problems), 422
    return _preview(call, sheet)


@pages.post("/staff/calls/<slug>/themes/import/confirm")
@staff(Role.MANAGER)
def confirm_import(slug: str) -> ResponseReturnValue:
    """Import exactly what the preview showed; where the call moved meanwhile, show again."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    try:
        sheet = from_text(_signer(slug).loads(request.form.get("carried", "")))
    except BadSignature as error:
        raise Invalid(_("The preview is no longer valid: send the file again.")) from error
    try:
        plan = apply(session, by=by(call), sheet=sheet, seen=request.form.get("seen", ""))
    except CannotShape as why:
        session.rollback()
        flash(refusal_words(why), "error")
        return _preview(call, sheet), 409
    session.commit()
    flash(_("Import done: %(what)s. “Undo” takes it back.", what=", ".join(_done(plan))))
    return redirect(url_for("analysis.code_book_page", slug=slug))


def _done(plan: Plan) -> Iterator[str]:
    """What was done, in the words of the preview; nothing of what is none."""
    if plan.new:
        yield ngettext("%(num)s new theme", "%(num)s new themes", len(plan.new))
    if plan.changed:
        yield ngettext("%(num)s changed", "%(num)s changed", len(plan.changed))
    if plan.placed:
        yield ngettext("%(num)s coding", "%(num)s codings", len(plan.placed))


def _preview(call: Call, sheet: Sheet) -> str:
    with db.database().reader() as reading:
        asked = calls.call_with_questions(reading, call.slug)
        plan = planned(sheet, held(reading, asked))
    return render_template(
        "analysis/code_book_preview.html",
        call=call,
        sheet=sheet,
        plan=plan,
        notes=[note_words(one) for one in plan.notes],
        fields=FIELD_WORDS,
        labels={one.key: one.label for one in call.questionnaire},
        titles={one.ref: one.label for one in sheet.themes},
        carried=_signer(call.slug).dumps(sheet.as_text()),
        seen=digest(plan.shown),
        shown=SHOWN,
    )


def _asking(call: Call, form: UploadForm, problems: list[str] | None = None) -> str:
    return render_template(
        "analysis/code_book_import.html",
        call=call,
        form=form,
        problems=(problems or [])[:SHOWN],
        more=len((problems or [])[SHOWN:]),
    )


def _signer(slug: str) -> URLSafeSerializer:
    """What the preview carries is ours: nobody else's text is taken for a sheet that was read."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"themes-import:{slug}")
