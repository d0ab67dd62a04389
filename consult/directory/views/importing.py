"""Importing the directory: a file, what it would do, then doing it and keeping a report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.directory import queries, upserting
from consult.directory.entries import Column
from consult.directory.forms import (
    COLUMN_WORDS,
    COUNT_WORDS,
    OUTCOME_WORDS,
    MappingForm,
    UploadForm,
    done_words,
    fault_sentence,
    field_name,
    reason_sentence,
)
from consult.directory.importing import Outcome, Plan, Verdict, planned
from consult.directory.tables import Table, Unreadable, as_text, from_text
from consult.directory.views.shell import pages
from consult.errors import Invalid
from consult.web.downloads import download
from consult.web.paging import batches
from consult.web.sheets import CSV, as_csv

SHOWN = 200
"""So many lines of a report on a page; the whole of it is a file."""

BATCH = 200
"""So many agencies are written before others may write; an import cut short is taken up again."""


@pages.route("/staff/agencies/import", methods=["GET", "POST"])
@staff(Role.MANAGER)
def upload() -> ResponseReturnValue:
    """Choose a file; what it would do is shown before anything is done."""
    form = UploadForm()
    if not form.validate_on_submit():
        reports = queries.reports(db.session())
        return render_template("directory/upload.html", form=form, reports=reports)
    db.session().commit()  # nothing is written yet: others may write while the file is read
    table = form.table()
    if table is None:
        return render_template("directory/upload.html", form=form, reports=()), 422
    return _preview(table)


@pages.post("/staff/agencies/import/preview")
@staff(Role.MANAGER)
def preview() -> ResponseReturnValue:
    """What the import would do, with the columns as staff corrected them."""
    db.session().commit()  # the same
    return _preview(_carried_table())


@pages.post("/staff/agencies/import/report")
@staff(Role.MANAGER)
def forecast() -> ResponseReturnValue:
    """What the import would do, every line of it, for a spreadsheet."""
    db.session().commit()  # the same
    plan = _plan(_carried_table())
    rows = [
        (
            *(str(one.line), OUTCOME_WORDS[one.outcome], one.entry.acronym, one.entry.name),
            reason_sentence(one) or "; ".join(_told(one)),
        )
        for one in plan.verdicts
    ]
    return _csv(rows, "import-preview.csv")


@pages.post("/staff/agencies/import/confirm")
@staff(Role.MANAGER)
def confirm() -> ResponseReturnValue:
    """Import exactly what the preview showed; where the directory moved meanwhile, show again."""
    at = clock.now()
    session, actor = db.session(), current_user().email
    session.commit()  # the same
    table = _carried_table()
    plan = _plan(table)
    if _fingerprint(plan) != request.form.get("plan") or not plan.wanted:
        return _preview(table)
    lines = [upserting.told(one) for one in plan.verdicts]
    accounts.record(
        session,
        actor=actor,
        action="directory.import",
        subject="directory",
        details={outcome.value: plan.counts[outcome] for outcome in Outcome},
        at=at,
    )
    for some in batches(plan.wanted, BATCH):
        upserting.upsert(session, entries=some)
        session.commit()
    report = upserting.report(session, lines=lines, actor=actor, at=at)
    session.commit()
    done = len(plan.wanted)
    flash(ngettext("%(num)s agency imported.", "%(num)s agencies imported.", done))
    return redirect(url_for("directory.imported", report_id=report.id))


@pages.get("/staff/agencies/import/<int:report_id>")
@staff(Role.MANAGER)
def imported(report_id: int) -> ResponseReturnValue:
    """What an import did: its counts, and the lines left aside."""
    report = queries.report(db.session(), report_id)
    refused = [one for one in report.lines if one["outcome"] == Outcome.REFUSED]
    counts = [(kind, sum(one["outcome"] == kind for one in report.lines)) for kind in Outcome]
    return render_template(
        "directory/imported.html",
        report=report,
        refused=refused[:SHOWN],
        more=len(refused[SHOWN:]),
        counts=[(count, done_words(outcome, count)) for outcome, count in counts],
        reasons=_reasons,
    )


@pages.get("/staff/agencies/import/<int:report_id>.csv")
@staff(Role.MANAGER)
def imported_csv(report_id: int) -> ResponseReturnValue:
    """The whole report of an import, for a spreadsheet."""
    report = queries.report(db.session(), report_id)
    rows = [
        (
            *(one["line"], OUTCOME_WORDS[Outcome(one["outcome"])], one["acronym"], one["name"]),
            _reasons(one) or ", ".join(_columns(one)),
        )
        for one in report.lines
    ]
    return _csv(rows, f"import-{report_id}.csv")


def _preview(table: Table) -> str:
    columns = MappingForm.read(request.form, table).columns
    plan = _plan(table)
    first = (Outcome.REFUSED, Outcome.UPDATED, Outcome.CREATED, Outcome.UNCHANGED)
    ordered = sorted(plan.verdicts, key=lambda one: (first.index(one.outcome), one.line))
    return render_template(
        "directory/preview.html",
        table=table,
        carried=as_text(table),
        columns=columns,
        fields=[(column, field_name(column), COLUMN_WORDS[column]) for column in Column],
        samples=table.rows[:3],
        plan=plan,
        shown=sorted(ordered[:SHOWN], key=lambda one: one.line),
        more=len(ordered[SHOWN:]),
        fingerprint=_fingerprint(plan),
        outcomes=OUTCOME_WORDS,
        counts=COUNT_WORDS,
        column_words=COLUMN_WORDS,
        reason_sentence=reason_sentence,
    )


def _plan(table: Table) -> Plan:
    columns = MappingForm.read(request.form, table).columns
    with db.database().reader() as reading:
        return planned(table, columns, queries.entries(reading))


def _carried_table() -> Table:
    """The table that the preview carried along; it is read again, trusting nothing."""
    try:
        return from_text(request.form.get("table", ""))
    except Unreadable as refused:
        raise Invalid(fault_sentence(refused)) from refused


def _fingerprint(plan: Plan) -> str:
    return hashlib.sha256(repr(plan.verdicts).encode()).hexdigest()


def _told(verdict: Verdict) -> list[str]:
    return [
        f"{COLUMN_WORDS[one.column]}: {one.before or '–'} → {one.after}" for one in verdict.changes
    ]


def _columns(line: dict[str, str]) -> list[str]:
    return [str(COLUMN_WORDS[Column(name)]) for name in line["changed"].split()]


def _reasons(line: dict[str, str]) -> str:
    return reason_sentence(upserting.verdict_of(line))


def _csv(rows: Sequence[Sequence[object]], name: str) -> Response:
    header = (_("Line"), _("Outcome"), _("Acronym"), _("Name"), _("Detail"))
    return download(as_csv(header, rows), CSV, name)
