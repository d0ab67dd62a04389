"""The list of agencies: narrowed, acted upon, given to a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.directory import exporting, queries, service
from consult.directory import tags as tagging
from consult.directory.agency_forms import refusal_sentence
from consult.directory.listing import ORDERS, Directory, Line, View
from consult.directory.models import Agency
from consult.directory.views.shell import pages
from consult.errors import Invalid, NotFound
from consult.web.downloads import download
from consult.web.paging import paged
from consult.web.sheets import CSV, XLSX, as_csv, as_xlsx


@pages.get("/staff/agencies")
@staff(Role.READER)
def agencies() -> ResponseReturnValue:
    """The member agencies, narrowed by level, region, tags or words, a hundred at a time."""
    view = View.read(request.args)
    directory = queries.directory(db.session())
    return render_template(
        "directory/agencies.html",
        directory=directory,
        view=view,
        page=paged(directory.shown(view), request.args.get("page", "")),
        orders=list(ORDERS),
        carried=urlencode(view.asked, doseq=True),
    )


@pages.get("/staff/agencies/list.<kind>")
@staff(Role.READER)
def export(kind: str) -> ResponseReturnValue:
    """The list as shown, for a spreadsheet."""
    if kind not in ("csv", "xlsx"):
        raise NotFound(f"a list as {kind}")
    directory = queries.directory(db.session())
    return _sheet(kind, directory, directory.shown(View.read(request.args)))


@pages.post("/staff/agencies/act")
@staff(Role.MANAGER)
def act() -> ResponseReturnValue:
    """Do one thing to the agencies ticked, or to all those that the filter keeps."""
    at = clock.now()
    session = db.session()
    directory = queries.directory(session)
    view = View.read(MultiDict(parse_qsl(request.form.get("view", ""))))
    lines = _meant(directory, view)
    kind = request.form.get("act", "")
    if kind in ("csv", "xlsx"):
        return _sheet(kind, directory, lines)
    try:
        sentence = _done(kind, queries.chosen(session, {line.id for line in lines}), at)
    except Invalid as refused:
        sentence = refusal_sentence(refused)
    else:
        session.commit()
    flash(sentence)
    return redirect(url_for("directory.agencies", **view.asked))


def _meant(directory: Directory, view: View) -> list[Line]:
    if request.form.get("scope") == "filter":
        return directory.shown(view)
    ticked = set(request.form.getlist("agency"))
    return [line for line in directory.lines if str(line.id) in ticked]


def _done(kind: str, agencies: Sequence[Agency], at: datetime) -> str:
    """What was done, as a sentence; raises `Invalid` where the tag has no usable name."""
    session, actor = db.session(), current_user().email
    name = request.form.get("name", "")
    if not agencies:
        return str(_("Nothing was done: no agency was ticked."))
    if kind == "archive":
        done = service.archive(session, agencies=agencies, actor=actor, at=at)
        said = ngettext("%(num)s agency archived.", "%(num)s agencies archived.", done)
    elif kind == "restore":
        done = service.restore(session, agencies=agencies, actor=actor, at=at)
        said = ngettext("%(num)s agency put back.", "%(num)s agencies put back.", done)
    elif kind == "untag":
        tag = tagging.tag_by_key(session, tagging.key_of_tag(name))
        done = tagging.take(session, tag=tag, agencies=agencies, actor=actor, at=at)
        said = ngettext("Tag taken off %(num)s agency.", "Tag taken off %(num)s agencies.", done)
    else:
        done = tagging.give(session, name=name, agencies=agencies, actor=actor, at=at)
        said = ngettext("Tag given to %(num)s agency.", "Tag given to %(num)s agencies.", done)
    return str(said)


def _sheet(kind: str, directory: Directory, lines: Sequence[Line]) -> Response:
    rows = exporting.rows(lines, directory.tag_names)
    if kind == "csv":
        return download(as_csv(exporting.HEADER, rows), CSV, "agencies.csv")
    sheet = as_xlsx(_("Agencies"), exporting.HEADER, rows)
    return download(sheet, XLSX, f"agencies.{kind}")
