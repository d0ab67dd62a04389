"""What the queue runs for the notes."""

from __future__ import annotations

from consult import clock, db, jobs
from consult.jobs import Handler, Job
from consult.storage import storage
from consult.synthesis import queries, service
from consult.synthesis.models import Format
from consult.synthesis.rendering import pages_of, rendered
from consult.synthesis.snapshot import from_json


def render(job: Job) -> None:
    """Make one file of one note. Nothing is locked while it renders; twice is once."""
    form = Format(job.payload["format"])
    with db.database().reader() as session:
        note = queries.note(session, job.payload["note"])
        if queries.artefact(session, note, form) is not None:
            return
        snapshot = from_json(note.snapshot)
    content = rendered(snapshot, form, progress=lambda stage: jobs.report(job.id, stage))
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


HANDLERS: dict[str, Handler] = {queries.RENDER: render}
