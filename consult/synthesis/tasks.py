"""What the queue runs for the notes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import clock, db, jobs
from consult.calls.models import Call
from consult.jobs import Job, Subject
from consult.storage import storage
from consult.synthesis import queries, service
from consult.synthesis.models import Format, Note
from consult.synthesis.rendering import SHEETS, pages_of, rendered, spoken
from consult.synthesis.snapshot import from_json


def render(job: Job) -> None:
    """Make one file of one note. Nothing is locked while it renders; twice is once."""
    form = Format(job.payload["format"])
    with db.database().reader() as session:
        note = queries.note(session, job.payload["note"])
        if queries.artefact(session, note, form) is not None:
            return
        snapshot = from_json(note.snapshot)
        printed = queries.artefact(session, note, Format.PDF)
    if form in SHEETS and printed is not None:
        content = spoken(snapshot, form, storage().read(printed.digest))
    else:
        content = rendered(
            snapshot,
            form,
            progress=lambda stage: jobs.report(job.id, stage),
            ensure_wanted=lambda: jobs.ensure_wanted(job),
        )
    digest = storage().put(content)
    with db.writing() as session:
        service.keep(
            session,
            note=note,
            form=form,
            digest=digest,
            size_bytes=len(content),
            pages=pages_of(content, form),
            at=clock.now(),
        )
        session.commit()


def of_notes(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What renderings are about: one format of one version of a note."""
    from consult.synthesis.forms import (  # noqa: PLC0415 - the worker has no form to load
        FORMAT_WORDS,
    )

    wanted = {job.id: (job.payload["note"], job.payload["format"]) for job in found}
    rows = session.execute(
        select(Note.public_id, Note.version, Call.slug, Call.title)
        .join(Note.call)
        .where(Note.public_id.in_([note for note, _ in wanted.values()]))
    )
    notes = {public_id: told for public_id, *told in rows}
    return {
        job_id: Subject(
            _(
                "%(title)s, version %(number)s: %(format)s",
                title=title,
                number=version,
                format=FORMAT_WORDS[Format(form)],
            ),
            "synthesis.version",
            {"slug": slug, "number": version},
        )
        for job_id, (public_id, form) in wanted.items()
        if public_id in notes
        for version, slug, title in [notes[public_id]]
    }
