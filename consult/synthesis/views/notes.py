"""The versions of a note: composing one, watching it being made, taking its files."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.errors import NotFound
from consult.jobs import JobState
from consult.storage import storage
from consult.synthesis import queries, service
from consult.synthesis.checks.check_words import CHECK_WORDS
from consult.synthesis.drafting.queries import is_written
from consult.synthesis.forms import (
    AUDIENCE_WORDS,
    FORMAT_WORDS,
    MEDIA_TYPES,
    STATE_WORDS,
    NoteForm,
)
from consult.synthesis.models import Format, Note
from consult.synthesis.naming import file_name
from consult.synthesis.paper import lookup
from consult.synthesis.reading_again import rounds
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions.drawn_from import stand
from consult.synthesis.versions.known_then import known_then
from consult.synthesis.versions.state_forms import HandOverForm, LayoutForm, SendBackForm
from consult.synthesis.versions.states import Step, steps
from consult.synthesis.views.shell import pages
from consult.web.links import absolute

# Other files are made beside the PDF, so that they are there when somebody asks.
MADE = (
    Format.PDF,
    Format.SHEET,
    Format.SHEET_HTML,
    Format.HTML,
    Format.DOCX,
    Format.XLSX,
)
UNDER_WAY = (JobState.WAITING, JobState.LEASED)
ON_SCREEN = (Format.HTML, Format.SHEET_HTML)
READ_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
)


@pages.get("/staff/calls/<slug>/note")
@staff(Role.READER)
def notes(slug: str) -> ResponseReturnValue:
    """Every version of the note, and the form that composes the next."""
    call = calls.call_by_slug(db.session(), slug)
    written = is_written(db.session(), call)
    form = NoteForm(data={"audience": Audience.DELEGATE.value}, written=written)
    return _notes(call, form)


@pages.post("/staff/calls/<slug>/note")
@staff(Role.MANAGER)
def build(slug: str) -> ResponseReturnValue:
    """Freeze a version now; the queue makes its files."""
    at = clock.now()
    session = db.session()
    settings: Settings = current_app.extensions["settings"]
    call = calls.call_by_slug(session, slug)
    form = NoteForm(written=is_written(session, call))
    if not form.validate_on_submit():
        return _notes(call, form), 422
    session.commit()  # nothing is written yet: others may write while the note is composed
    with db.database().reader() as reading:
        drawn_from = stand(reading, call, automatic=form.automatic)
        snapshot = service.draft(
            reading,
            slug=slug,
            audience=Audience(form.audience.data),
            state=State.DRAFT,
            federation=call.federation or settings.federation,
            verified_at=absolute(lookup.PATH),
            automatic=form.automatic,
        )
    note = service.freeze(
        session,
        slug=slug,
        snapshot=snapshot,
        drawn_from=drawn_from,
        built_by=current_user().email,
        at=at,
    )
    order_files(session, note, at)
    accounts.record(
        session,
        actor=current_user().email,
        action="note.build",
        subject=f"note:{note.public_id}",
        details={"version": note.version, "state": note.state.value},
        at=at,
    )
    session.commit()
    return redirect(url_for("synthesis.version", slug=slug, number=note.version))


@pages.get("/staff/calls/<slug>/note/<int:number>")
@staff(Role.READER)
def version(slug: str, number: int) -> ResponseReturnValue:
    """One version: how far its making is, then its files. htmx asks for the middle only."""
    call = calls.call_by_slug(db.session(), slug)
    return shown(call, queries.whole_version(db.session(), call, number))


def shown(call: Call, note: Note, **forms: Any) -> str:
    """The page of one version, with what was typed on it and is to be corrected."""
    session = db.session()
    made = {artefact.format: artefact for artefact in note.artefacts}
    jobs = queries.renderings(session, note, MADE)
    page = "synthesis/_making.html" if "HX-Request" in request.headers else "synthesis/version.html"
    given = {
        "returning": SendBackForm(formdata=None),
        "handing": HandOverForm.offered(note, call, at=clock.now()),
        "laying": LayoutForm(formdata=None),
        "obstacles": (),
        "beside": (),
        "agreed": "",
        **forms,
    }
    return render_template(
        page,
        call=call,
        note=note,
        job=jobs.get(Format.PDF),
        made=made,
        waits=any(jobs[form].state in UNDER_WAY for form in jobs if form not in made),
        failed=[FORMAT_WORDS[form] for form in MADE if form not in made and form in jobs],
        never=not set(MADE) <= made.keys() | jobs.keys(),
        steps=line(note),
        versions=queries.numbers(session, call),
        known=known_then(session, note),
        check_words=CHECK_WORDS,
        overtaken=bool(queries.overtaken(session, call, [note])),
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
        format_words=FORMAT_WORDS,
        **given,
    )


@pages.post("/staff/calls/<slug>/note/<int:number>/files")
@staff(Role.MANAGER)
def make_files(slug: str, number: int) -> ResponseReturnValue:
    """Have the files made that a version lacks, because nobody ever ordered them."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    order_files(session, queries.whole_version(session, call, number), at)
    session.commit()
    return redirect(url_for("synthesis.version", slug=slug, number=number), 303)


def order_files(session: Session, note: Note, at: datetime) -> None:
    """Order every file of the state it bears that is not there."""
    there = {artefact.format for artefact in note.artefacts}
    for wanted in MADE:
        if wanted not in there:
            service.order(session, note=note, form=wanted, at=at)


def line(note: Note) -> tuple[Step, ...]:
    """The four steps of a version."""
    return steps(note.state, built_at=note.built_at, built_by=note.built_by, events=note.events)


@pages.get("/staff/calls/<slug>/note/<int:number>/note.<kind>")
@staff(Role.READER)
def download(slug: str, number: int, kind: str) -> ResponseReturnValue:
    """One file of one version."""
    call = calls.call_by_slug(db.session(), slug)
    note = queries.whole_version(db.session(), call, number)
    made = {artefact.format.value: artefact for artefact in note.artefacts}.get(kind)
    if made is None:
        raise NotFound(kind)
    response = Response(storage().read(made.digest), content_type=MEDIA_TYPES[made.format])
    response.headers["Cache-Control"] = "no-store"
    if made.format in ON_SCREEN:
        response.headers["Content-Security-Policy"] = READ_POLICY
    else:
        name = file_name(slug, number, made.format, note.audience)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _notes(call: Call, form: NoteForm) -> str:
    notes = queries.notes(db.session(), call)
    return render_template(
        "synthesis/notes.html",
        call=call,
        form=form,
        notes=notes,
        lines={note.id: line(note) for note in notes},
        overtaken=queries.overtaken(db.session(), call, notes),
        read_back=Counter(rounds.standings(db.session(), call, at=clock.now())),
        pdf=Format.PDF,
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
    )
