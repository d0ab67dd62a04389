"""Taking answers and passages away. Every download is written in the audit trail."""

from __future__ import annotations

import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.exporting import waiting
from consult.analysis.exporting.makers import AUDIENCE_WORDS, EXPORTS, STAFF, Export, scans
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.analysis.views.taking import making, tell
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.contributions.files.downloads import SANDBOX
from consult.errors import NotFound
from consult.storage import storage

CHUNK = 256 * 1024


@pages.get("/staff/calls/<slug>/figures/exports")
@staff(Role.READER)
def exports(slug: str) -> ResponseReturnValue:
    """What can be taken away, what each file holds, and those that the worker makes."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    return render_template(
        "analysis/exports.html",
        call=call,
        audiences=AUDIENCE_WORDS,
        scanned=scans(),
        waiting=waiting.of_call(session, call, at=clock.now()),
        names=waiting.NAMES,
        blind=is_blind(call),
    )


@pages.post("/staff/calls/<slug>/figures/exports/<kind>")
@staff(Role.READER)
def export(slug: str, kind: str) -> ResponseReturnValue:
    """One file, made now or, where that takes long, by the worker; the trail keeps who asked."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    chosen, audience = EXPORTS.get(kind), request.form.get("audience", STAFF)
    if chosen is None or audience not in chosen.audiences:
        raise NotFound(kind)
    if chosen.is_coded and is_blind(call):
        return redirect(url_for("analysis.exports", slug=slug))
    if waiting.takes_long(session, call, chosen):
        waiting.ask(
            session,
            call=call,
            kind=kind,
            audience=audience,
            language=str(get_locale()),
            actor=current_user().email,
            at=at,
        )
        session.commit()
        return redirect(url_for("analysis.exports", slug=slug, _anchor="waiting"))
    file = TemporaryFile()  # noqa: SIM115 - closed when the last of it is sent
    with making() as (actor, reading):
        told = chosen.make(file, reading, call, audience)
    tell(slug, kind, actor=actor, audience=audience, told=told)
    return _sent(file, call, kind, chosen)


@pages.post("/staff/calls/<slug>/figures/exports/made/<int:number>")
@staff(Role.READER)
def made_export(slug: str, number: int) -> ResponseReturnValue:
    """A file that the worker made; taking it is written in the trail too."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    made = waiting.made(session, call, number, at=clock.now())
    tell(slug, made.kind, actor=current_user().email, audience=made.audience, told=made.told)
    file = storage().open(made.digest)
    file.seek(0, io.SEEK_END)
    return _sent(file, call, made.kind, EXPORTS[made.kind])


def _sent(file: IO[bytes], call: Call, kind: str, chosen: Export) -> Response:
    """The file a piece at a time, never as a page of ours, kept by nobody."""
    size = file.tell()
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            yield from iter(lambda: file.read(CHUNK), b"")

    response = Response(pieces(), mimetype=chosen.media_type)
    response.call_on_close(file.close)
    response.headers["Content-Length"] = str(size)
    name = f"{call.slug}-{kind.removesuffix(f'-{chosen.ending}')}.{chosen.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
