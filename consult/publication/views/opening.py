"""The quiet page where a delegate finds a note, and the files that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.errors import LinkExpired, NotFound
from consult.publication import passes, queries, service
from consult.publication.models import Delivery, Opening
from consult.publication.rules import is_foreseen
from consult.publication.views.shell import pages
from consult.storage import storage
from consult.synthesis import queries as notes
from consult.synthesis.forms import MEDIA_TYPES, STATE_WORDS
from consult.synthesis.models import Format
from consult.synthesis.naming import file_name, layout_name
from consult.synthesis.paper import copies
from consult.synthesis.snapshot import from_json
from consult.web.downloads import download as given

# The note read on screen is a page of its own: its style is inside it, and nothing else runs.
READ_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)


@pages.get("/d/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Exchange the link for a cookie of that one note, and a clean address."""
    at = clock.now()
    session = db.session()
    try:
        link = accounts.open_link(session, token, purpose=Purpose.NOTE, at=at)
        delivery = queries.delivery(session, link.subject_id)
        _ensure_open(delivery, at)
    except LinkExpired:
        _refused(token, at)
        raise
    clean = redirect(url_for("publication.note", public_id=delivery.public_id))
    clean.headers["Cache-Control"] = "no-store"
    return passes.give(clean, link=link, delivery=delivery)  # type: ignore[arg-type] # a redirect is a response


@pages.get("/note/<public_id>/")
def note(public_id: str) -> ResponseReturnValue:
    """One document, one button."""
    at = clock.now()
    delivery = _handed(public_id, at)
    _journal(delivery, Opening.READ, at)
    made = _files(delivery, at)
    return render_template(
        "publication/note.html",
        delivery=delivery,
        note=delivery.note,
        call=delivery.note.call,
        laid_out=delivery.laid_out,
        pdf=made.get(Format.PDF),
        html=made.get(Format.HTML),
        sheet=made.get(Format.SHEET),
        sheet_html=made.get(Format.SHEET_HTML),
        overtaken=notes.overtaken(db.session(), delivery.note.call, [delivery.note]),
        state_words=STATE_WORDS,
    )


@pages.get("/note/<public_id>/note.pdf")
def download(public_id: str) -> ResponseReturnValue:
    """The note itself."""
    at = clock.now()
    delivery = _handed(public_id, at)
    return _downloaded(delivery, Format.PDF, at)


@pages.get("/note/<public_id>/layout.pdf")
def layout(public_id: str) -> ResponseReturnValue:
    """The note as it was laid out outside of Consult, where a file stands for it."""
    at = clock.now()
    delivery = _handed(public_id, at)
    note, laid_out = delivery.note, delivery.laid_out
    if laid_out is None:
        raise NotFound("layout")
    content = storage().read(laid_out.digest)
    _journal(delivery, Opening.DOWNLOADED, at)
    return given(
        content, "application/pdf", layout_name(note.call.slug, note.version, note.audience)
    )


@pages.get("/note/<public_id>/sheet.pdf")
def sheet(public_id: str) -> ResponseReturnValue:
    """What to say aloud, on one page."""
    at = clock.now()
    return _downloaded(_handed(public_id, at), Format.SHEET, at)


@pages.get("/note/<public_id>/read")
def read(public_id: str) -> ResponseReturnValue:
    """The note as a page that a phone can fold, where one was made."""
    at = clock.now()
    return _read(_handed(public_id, at), Format.HTML, at)


@pages.get("/note/<public_id>/speak")
def speak(public_id: str) -> ResponseReturnValue:
    """What to say aloud, on a phone."""
    at = clock.now()
    return _read(_handed(public_id, at), Format.SHEET_HTML, at)


def _handed(public_id: str, at: datetime) -> Delivery:
    """The delivery, if the visitor's pass opens it at that instant; a refusal is journaled."""
    session = db.session()
    delivery = queries.delivery_by_public_id(session, public_id)
    try:
        passes.ensure(session, delivery=delivery, at=at)
        _ensure_open(delivery, at)
    except LinkExpired:
        _journal(delivery, Opening.REFUSED, at)
        raise
    return delivery


def _ensure_open(delivery: Delivery, at: datetime) -> None:
    if not service.is_open(delivery, at):
        raise LinkExpired(delivery.public_id)


def _refused(token: str, at: datetime) -> None:
    delivery = queries.delivery_of_token(db.session(), token)
    if delivery is not None:
        _journal(delivery, Opening.REFUSED, at)


def _journal(delivery: Delivery, opening: Opening, at: datetime) -> None:
    """A GET only reads, so the journal is written in a short transaction of its own."""
    if is_foreseen(request.method, dict(request.headers)):
        return
    with db.writing() as session:
        service.journal(session, delivery_id=delivery.id, opening=opening, at=at)
        session.commit()


def _downloaded(delivery: Delivery, form: Format, at: datetime) -> Response:
    note = delivery.note
    name = file_name(note.call.slug, note.version, form, note.audience)
    response = _file(delivery, form, at)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    _journal(delivery, Opening.DOWNLOADED, at)
    return response


def _read(delivery: Delivery, form: Format, at: datetime) -> Response:
    response = _file(delivery, form, at)
    if delivery.marked:
        snapshot = from_json(delivery.note.snapshot)
        page = copies.marked_page(response.get_data(as_text=True), snapshot, delivery.recipient)
        response.set_data(page)
    response.headers["Content-Security-Policy"] = READ_POLICY
    _journal(delivery, Opening.READ, at)
    return response


@dataclass(frozen=True, slots=True)
class File:
    """A file that a recipient gets: the note's, or the copy with their name."""

    digest: str
    size_bytes: int
    pages: int | None


def _files(delivery: Delivery, at: datetime) -> dict[Format, File]:
    """The files of a delivery by format; copies that its note made stale are ordered anew."""
    session = db.session()
    made = queries.artefacts(session, delivery.note)
    found = {form: File(one.digest, one.size_bytes, one.pages) for form, one in made.items()}
    if not delivery.marked:
        return found
    marked = {form: queries.copy(session, delivery, form) for form in service.MARKED}
    for form, copy in marked.items():
        made_once = found.pop(form, None)
        if copy is not None:
            pages = made_once.pages if made_once else None
            found[form] = File(copy.digest, copy.size_bytes, pages)
    if not all(marked.values()) and not is_foreseen(request.method, dict(request.headers)):
        with db.writing() as writing:
            given = queries.delivery(writing, delivery.id)
            service.order_copies(writing, delivery=given, at=at)
            writing.commit()
    return found


def _file(delivery: Delivery, form: Format, at: datetime) -> Response:
    made = _files(delivery, at).get(form)
    if made is None:
        raise NotFound(form.value)
    response = Response(storage().read(made.digest), content_type=MEDIA_TYPES[form])
    response.headers["Cache-Control"] = "no-store"
    return response
