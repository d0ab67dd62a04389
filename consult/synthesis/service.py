"""Freezing a note, and keeping the files made of it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from consult import jobs
from consult.analysis.material import Material
from consult.analysis.queries import material
from consult.calls.models import Call
from consult.calls.queries import call_by_slug
from consult.jobs import Job
from consult.storage import storage
from consult.synthesis import parts, queries
from consult.synthesis.drafting.queries import manuscript as written
from consult.synthesis.models import Artefact, Format, Note
from consult.synthesis.note import compose
from consult.synthesis.pictures.keeping import illustrated
from consult.synthesis.reading_again.agreeing import ensure_agreed
from consult.synthesis.reading_again.rounds import rounds, said
from consult.synthesis.snapshot import Audience, Snapshot, State, fingerprint, to_json
from consult.synthesis.versions.drawn_from import DrawnFrom, stand


def draft(
    session: Session,
    *,
    slug: str,
    audience: Audience,
    state: State,
    federation: str,
    verified_at: str = "",
    automatic: bool = False,
) -> Snapshot:
    """The next version of the note of a call, not yet kept; raises `NotFound`.

    It is what staff wrote, if they wrote something, unless it is to be `automatic`.

    Composing takes time: give it a session that only reads, so that nobody waits to write.
    The snapshot is dated by its data, not by the hour it was frozen: the same data give the
    same bytes.
    """
    call = call_by_slug(session, slug)
    return _drawn_up(
        session,
        call,
        audience=audience,
        state=state,
        version=queries.next_version(session, call),
        federation=federation,
        verified_at=verified_at,
        automatic=automatic,
    )


def freeze(
    session: Session,
    *,
    slug: str,
    snapshot: Snapshot,
    drawn_from: DrawnFrom,
    built_by: str,
    at: datetime,
) -> Note:
    """Keep a snapshot as a version of the note; it takes the next number if its own is gone.

    `drawn_from` is where desk and data stood before the snapshot was drafted. Raises
    `NotReadBack` where a final one would not wait for who reads it again.
    """
    call = call_by_slug(session, slug)
    ensure_agreed(session, call=call, snapshot=snapshot, at=at)
    frozen = replace(snapshot, version=queries.next_version(session, call))
    note = Note(
        public_id=secrets.token_urlsafe(16),
        call=call,
        version=frozen.version,
        audience=frozen.audience,
        state=frozen.state,
        snapshot=to_json(frozen),
        fingerprint=fingerprint(frozen),
        built_by=built_by,
        built_at=at,
        drawn_from=drawn_from.plain(),
    )
    session.add(note)
    if frozen.state is State.HANDED_OVER and call.handed_over_at is None:
        call.handed_over_at = at
    session.flush()
    return note


def build(
    session: Session,
    *,
    slug: str,
    audience: Audience,
    built_by: str,
    federation: str,
    at: datetime,
    state: State = State.DRAFT,
    verified_at: str = "",
) -> Note:
    """Draft and freeze in one transaction, where nobody else is waiting to write."""
    drawn_from = stand(session, call_by_slug(session, slug))
    snapshot = draft(
        session,
        slug=slug,
        audience=audience,
        state=state,
        federation=federation,
        verified_at=verified_at,
    )
    return freeze(
        session, slug=slug, snapshot=snapshot, drawn_from=drawn_from, built_by=built_by, at=at
    )


def order(session: Session, *, note: Note, form: Format, at: datetime) -> Job:
    """Have a file made of a note by the queue; ordering twice is ordering once."""
    return jobs.enqueue(
        session,
        queries.RENDER,
        key=queries.job_key(note, form),
        payload={"note": note.public_id, "format": form.value},
        at=at,
    )


def keep(
    session: Session,
    *,
    note: Note,
    form: Format,
    digest: str,
    size_bytes: int,
    pages: int | None,
    at: datetime,
) -> Artefact:
    """Record a file already in the storage; making it a second time changes nothing."""
    known = queries.artefact(session, note, form)
    if known is not None:
        return known
    artefact = Artefact(
        note_id=note.id,
        fingerprint=note.fingerprint,
        format=form,
        digest=digest,
        size_bytes=size_bytes,
        pages=pages,
        made_at=at,
    )
    session.add(artefact)
    session.flush()
    return artefact


def preview(
    session: Session,
    *,
    slug: str,
    audience: Audience,
    state: State,
    federation: str,
    verified_at: str = "",
    automatic: bool = False,
) -> Snapshot:
    """The note as it would be frozen now, without freezing it; raises `NotFound`.

    It bears the number of the last frozen note as long as it says the same, whatever the state
    that one bears, the next otherwise.
    """
    call = call_by_slug(session, slug)
    last = queries.latest(session, call)
    number = last.version if last is not None else queries.next_version(session, call)
    drawn = _drawn_up(
        session,
        call,
        audience=audience,
        state=state,
        version=number,
        federation=federation,
        verified_at=verified_at,
        automatic=automatic,
    )
    if last is None or _says(drawn, last):
        return drawn
    return replace(drawn, version=queries.next_version(session, call))


def _says(drawn: Snapshot, last: Note) -> bool:
    """Whether a note says what a frozen one does, be the states what they are."""
    return last.fingerprint in {fingerprint(replace(drawn, state=state)) for state in State}


def _drawn_up(
    session: Session,
    call: Call,
    *,
    audience: Audience,
    state: State,
    version: int,
    federation: str,
    verified_at: str,
    automatic: bool,
) -> Snapshot:
    """The snapshot of the data as they stand, dated by the last contribution received."""
    found = material(session, call.slug)
    text = None if automatic else written(session, call)
    drawn = compose(
        found,
        audience=audience,
        state=state,
        version=version,
        dated=dated(found),
        federation=federation,
        clearance=said(rounds(session, call)),
        manuscript=text,
    )
    if any(parts.pictures(drawn)):
        drawn = illustrated(drawn, text.blocks if text else (), storage().read)
    return replace(drawn, verified_at=verified_at)


def dated(found: Material) -> datetime:
    """The instant of the data: that of the last contribution received."""
    return max((reply.sent_at for reply in found.replies), default=found.call.opens_at)
