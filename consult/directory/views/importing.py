"""Importing the directory: a file, what it would do, then doing it."""

from __future__ import annotations

import hashlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.directory import queries, service
from consult.directory.forms import (
    COLUMN_WORDS,
    COUNT_WORDS,
    OUTCOME_WORDS,
    MappingForm,
    UploadForm,
    fault_sentence,
    field_name,
    reason_sentence,
)
from consult.directory.importing import Column, Outcome, Plan, planned
from consult.directory.tables import Table, Unreadable, as_text, from_text
from consult.directory.views.shell import pages
from consult.errors import Invalid


@pages.route("/staff/agencies/import", methods=["GET", "POST"])
@staff(Role.MANAGER)
def upload() -> ResponseReturnValue:
    """Choose a file; what it would do is shown before anything is done."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("directory/upload.html", form=form)
    table = form.table()
    if table is None:
        return render_template("directory/upload.html", form=form), 422
    return _preview(table)


@pages.post("/staff/agencies/import/preview")
@staff(Role.MANAGER)
def preview() -> ResponseReturnValue:
    """What the import would do, with the columns as staff corrected them."""
    return _preview(_carried_table())


@pages.post("/staff/agencies/import/confirm")
@staff(Role.MANAGER)
def confirm() -> ResponseReturnValue:
    """Import exactly what the preview showed; where the directory moved meanwhile, show again."""
    at = clock.now()
    table = _carried_table()
    columns = MappingForm.read(request.form, table).columns
    plan = planned(table, columns, queries.entries(db.session()))
    if _fingerprint(plan) != request.form.get("plan") or not plan.wanted:
        return _preview(table)
    service.upsert(db.session(), entries=plan.wanted)
    accounts.record(
        db.session(),
        actor=current_user().email,
        action="directory.import",
        subject="directory",
        details={outcome.value: plan.counts[outcome] for outcome in Outcome},
        at=at,
    )
    db.session().commit()
    done = len(plan.wanted)
    flash(ngettext("%(num)s agency imported.", "%(num)s agencies imported.", done))
    return redirect(url_for("directory.agencies"))


def _preview(table: Table) -> str:
    columns = MappingForm.read(request.form, table).columns
    plan = planned(table, columns, queries.entries(db.session()))
    return render_template(
        "directory/preview.html",
        table=table,
        carried=as_text(table),
        columns=columns,
        fields=[(column, field_name(column), COLUMN_WORDS[column]) for column in Column],
        plan=plan,
        fingerprint=_fingerprint(plan),
        outcomes=OUTCOME_WORDS,
        counts=COUNT_WORDS,
        column_words=COLUMN_WORDS,
        reason_sentence=reason_sentence,
    )


def _carried_table() -> Table:
    """The table that the preview carried along; it is read again, trusting nothing."""
    try:
        return from_text(request.form.get("table", ""))
    except Unreadable as refused:
        raise Invalid(fault_sentence(refused)) from refused


def _fingerprint(plan: Plan) -> str:
    return hashlib.sha256(repr(plan.verdicts).encode()).hexdigest()
