"""The figures of a call: every question, on a page and for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.panels import lines, parts
from consult.analysis.queries import material
from consult.analysis.tally import figures as counted
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.contributions.consent import Attribution
from consult.web.sheets import safe

MEASURE_WORDS = {
    "min": _l("lowest"),
    "median": _l("median"),
    "mean": _l("mean"),
    "max": _l("highest"),
    "sum": _l("sum"),
    "zeros": _l("zeros"),
    "words": _l("words written"),
    "items": _l("items given"),
}
ATTRIBUTION_WORDS = {
    Attribution.NAMED: _l("named"),
    Attribution.ANONYMOUS: _l("anonymous"),
    Attribution.CONFIDENTIAL: _l("confidential"),
}


@pages.get("/staff/calls/<slug>/figures")
@staff(Role.READER)
def figures(slug: str) -> ResponseReturnValue:
    """Every question with its chart and its table."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    tally = counted(found)
    return render_template(
        "analysis/figures.html",
        call=call,
        figures=tally,
        parts=list(parts(found.questionnaire, tally, _("Other"))),
        measures=MEASURE_WORDS,
        attributions=ATTRIBUTION_WORDS,
    )


@pages.get("/staff/calls/<slug>/figures.json")
@staff(Role.READER)
def as_json(slug: str) -> ResponseReturnValue:
    """The same as `flask figures --json`."""
    text = json.dumps(counted(material(db.session(), slug)), ensure_ascii=False, indent=2)
    return _file(f"{text}\n", "application/json", f"{slug}-figures.json")


@pages.get("/staff/calls/<slug>/figures.csv")
@staff(Role.READER)
def as_csv(slug: str) -> ResponseReturnValue:
    """One line per figure."""
    found = material(db.session(), slug)
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("question", "label", "item", "measure", "value"))
    for *words, value in lines(found.questionnaire, counted(found)):
        writer.writerow([*(safe(word) for word in words), "" if value is None else value])
    return _file(out.getvalue(), "text/csv", f"{slug}-figures.csv")


def _file(text: str, media_type: str, name: str) -> Response:
    response = Response(text, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
