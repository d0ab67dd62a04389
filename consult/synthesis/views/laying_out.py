"""The PDF of a version that was laid out outside of Consult: added, taken back, downloaded."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from config import Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.contributions.files.scanning import ScanFailed, verdict_on
from consult.errors import NotFound
from consult.storage import storage
from consult.synthesis import queries
from consult.synthesis.naming import layout_name
from consult.synthesis.versions import apart, uploading
from consult.synthesis.versions.fitness import LARGEST, Fault, Unfit
from consult.synthesis.versions.state_forms import LayoutForm
from consult.synthesis.views.moving_on import HERE
from consult.synthesis.views.notes import shown
from consult.synthesis.views.shell import pages
from consult.web.downloads import download as given

PATIENCE = 20.0
FAULT_WORDS = {
    Fault.EMPTY: _l("Choose a PDF file."),
    Fault.TOO_BIG: _l("The file is larger than 40 MB: export it for the screen."),
    Fault.NOT_A_PDF: _l("This is not a PDF file."),
    Fault.BROKEN: _l("The PDF cannot be read: export it again."),
    Fault.ENCRYPTED: _l("The PDF is protected by a password: export it without one."),
    Fault.TOO_LONG: _l("The PDF has no page, or too many."),
    Fault.SCRIPT: _l("The PDF holds a script: export it without JavaScript."),
    Fault.ACTION: _l(
        "The PDF opens programs, other files or media by itself: export it without actions."
    ),
    Fault.PROGRAM: _l("A file attached to the PDF could be a program: export it without it."),
    Fault.FORM: _l("The PDF is a form to fill in: export it as pages."),
    Fault.HEAVY: _l(
        "Opening the PDF takes too much memory or time, as if something were packed in it many "
        "times over: export it again, with smaller pictures."
    ),
}


@pages.post(f"{HERE}/layout")
@staff(Role.MANAGER)
def add_layout(slug: str, number: int) -> ResponseReturnValue:
    """Look at the file, have it scanned, then let it stand for the version."""
    at, session = clock.now(), db.session()
    call = calls.call_by_slug(session, slug)
    note = queries.whole_version(session, call, number)
    form = LayoutForm()
    sent = form.layout.data if form.validate_on_submit() else None
    filename, content = "", b""
    if sent:
        filename, content = sent.filename or "", sent.read(LARGEST + 1)
    session.commit()  # nothing is written yet: others may write while the file is looked at
    try:
        count = apart.pages_in(content)
    except Unfit as refused:
        form.layout.errors = [str(FAULT_WORDS[refused.fault])]
        return shown(call, note, laying=form), 422
    if told := _told_by_the_scanner(content):
        form.layout.errors = [told]
        return shown(call, note, laying=form), 422
    uploading.add(
        session,
        note=note,
        filename=filename,
        digest=storage().put(content),
        size_bytes=len(content),
        pages=count,
        by=current_user().email,
        at=at,
    )
    session.commit()
    flash(_("The document laid out elsewhere now stands for this version."), "good")
    return redirect(url_for("synthesis.version", slug=slug, number=number), 303)


@pages.post(f"{HERE}/layout/withdraw")
@staff(Role.MANAGER)
def withdraw_layout(slug: str, number: int) -> ResponseReturnValue:
    """The PDF made by Consult stands for the version again."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    note = queries.whole_version(session, call, number)
    uploading.withdraw(session, note=note, by=current_user().email, at=clock.now())
    session.commit()
    flash(_("The PDF made by Consult stands for this version again."), "good")
    return redirect(url_for("synthesis.version", slug=slug, number=number), 303)


@pages.get(f"{HERE}/layout.pdf")
@staff(Role.READER)
def download_layout(slug: str, number: int) -> ResponseReturnValue:
    """The file as it was given."""
    call = calls.call_by_slug(db.session(), slug)
    note = queries.whole_version(db.session(), call, number)
    if note.laid_out is None:
        raise NotFound("layout")
    name = layout_name(slug, number, note.audience)
    return given(storage().read(note.laid_out.digest), "application/pdf", name)


def _told_by_the_scanner(content: bytes) -> str:
    """What the scanner has against the file; empty where it has nothing, or there is none."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.clamd_url:
        return ""
    try:
        verdict = verdict_on(content, url=settings.clamd_url, patience=PATIENCE)
    except ScanFailed:
        return str(_("The virus scanner does not answer: try again in a few minutes."))
    return "" if verdict.is_clean else str(_("The virus scanner refuses this file."))
