"""What the queue makes for the persons a note is given to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult import clock, db, jobs
from consult.jobs import Job, Subject
from consult.publication import queries, service
from consult.publication.models import Delivery
from consult.storage import storage
from consult.synthesis.models import Format, Note
from consult.synthesis.paper import copies
from consult.synthesis.rendering import rendered
from consult.synthesis.snapshot import from_json


def copy(job: Job) -> None:
    """Mark one file of a delivered note. Nothing is locked while it is made; twice is once."""
    form = Format(job.payload["format"])
    with db.database().reader() as session:
        delivery = queries.delivery_by_public_id(session, job.payload["delivery"])
        note = delivery.note
        if queries.copy(session, delivery, form) is not None:
            return
        made = queries.artefacts(session, note).get(form)
        snapshot = from_json(note.snapshot)
    if made is not None:
        content = storage().read(made.digest)
    else:
        content = rendered(snapshot, form, progress=lambda stage: jobs.report(job.id, stage))
    marked = copies.marked(content, snapshot, delivery.recipient)
    digest = storage().put(marked)
    with db.writing() as session:
        service.keep_copy(
            session,
            delivery=delivery,
            form=form,
            fingerprint=note.fingerprint,
            digest=digest,
            size_bytes=len(marked),
            at=clock.now(),
        )
        session.commit()


def of_copies(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What the marking of copies is about: one note, for one person."""
    wanted = {job.id: job.payload["delivery"] for job in found}
    given = session.scalars(
        select(Delivery)
        .where(Delivery.public_id.in_(list(wanted.values())))
        .options(joinedload(Delivery.note).joinedload(Note.call))
    )
    known = {one.public_id: one for one in given}
    return {
        job_id: Subject(
            f"{one.note.call.title}, v{one.note.version}, {one.recipient}",
            "publication.deliveries",
            {"slug": one.note.call.slug},
        )
        for job_id, public_id in wanted.items()
        if (one := known.get(public_id)) is not None
    }
