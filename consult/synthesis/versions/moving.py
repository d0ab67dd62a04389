"""Taking a version of the note from one state to the next, up to the hands it is given to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.models import Call
from consult.errors import Invalid, NotReady, Refusal, StaleRevision
from consult.synthesis import queries
from consult.synthesis.models import Format, Note, NoteEvent
from consult.synthesis.reading_again.agreeing import NotReadBack, ensure_agreed
from consult.synthesis.snapshot import Audience, Snapshot, State, fingerprint, from_json, to_json
from consult.synthesis.versions import known_then
from consult.synthesis.versions.approving import Look
from consult.synthesis.versions.between import Between
from consult.synthesis.versions.drawn_from import stand
from consult.synthesis.versions.states import can_move, printed


@dataclass(frozen=True, slots=True)
class Drawn:
    """A version as its pages will be in another state; `was` is the fingerprint it bore."""

    was: str
    snapshot: Snapshot
    text: str
    mark: str


def drawn(note: Note, into: State) -> Drawn:
    """What a version will be: of a thousand contributions it takes a second.

    Ask for it in a session that only reads, so that nobody waits to write meanwhile. Raises
    `NotReady`.
    """
    try:
        snapshot = printed(from_json(note.snapshot), into)
    except ValueError as error:  # made by another version of Consult
        raise NotReady(str(error)) from error
    return Drawn(note.fingerprint, snapshot, to_json(snapshot), fingerprint(snapshot))


def submit(
    session: Session,
    *,
    note: Note,
    by: str,
    at: datetime,
    words: str = "",
    ahead: Drawn | None = None,
) -> NoteEvent:
    """Put a version under review. Raises `StaleRevision` where it is elsewhere by now."""
    return _move(session, note, State.REVIEW, words=words, by=by, at=at, ahead=ahead)


def send_back(
    session: Session, *, note: Note, words: str, by: str, at: datetime, ahead: Drawn | None = None
) -> NoteEvent:
    """Make a version under review a draft again, for a reason. Raises `Invalid` without one."""
    if not words.strip():
        raise Invalid("reason")
    return _move(session, note, State.DRAFT, words=words, by=by, at=at, ahead=ahead)


class LookedTooEarly(Refusal):
    """Something was sent, said or written since the obstacles were looked for: look again."""


def approve(
    session: Session,
    *,
    note: Note,
    seen: Look,
    by: str,
    at: datetime,
    beside: Sequence[Between] = (),
    words: str = "",
    ahead: Drawn | None = None,
) -> NoteEvent:
    """Approve a version under review.

    `beside` is what it tells beside other versions, shown to who approves it all the same: the
    trail keeps that, and what the checks wanted looked at.

    `seen` is what stood in the way just before, in a session that nobody waits for: raises
    `NotReady` where there is something, and `LookedTooEarly` where desk or data have moved
    since. From here on nobody sends, codes or writes until the caller commits.
    """
    if seen.found:
        raise NotReady(seen.found)
    _hold(session, note)
    if stand(session, note.call) != seen.stood:
        raise LookedTooEarly(note.call.slug)
    known = known_then.details(seen.warnings, beside)
    ahead = ahead or drawn(note, State.APPROVED)
    event = _move(
        session, note, State.APPROVED, words=words, by=by, at=at, ahead=ahead, known=known
    )
    try:
        ensure_agreed(session, call=note.call, snapshot=ahead.snapshot, at=at)
    except NotReadBack as asked:  # again, or given more time
        raise LookedTooEarly(note.call.slug) from asked
    return event


def hand_over(
    session: Session,
    *,
    note: Note,
    recipient: str,
    place: str,
    given_at: datetime,
    digest: str,
    by: str,
    at: datetime,
) -> NoteEvent:
    """Write down that the approved version was given: to whom, where, when, and which file.

    No byte of it changes, then or ever after. What was given was given: nothing that changed
    since its approval stands in the way of writing it down. Raises `Invalid` for a file that is
    not one of this version's, for nobody, and for a moment still to come or before its approval;
    and for the staff's own version, which leaves the house for nobody.
    """
    if note.audience is Audience.STAFF:
        raise Invalid("audience")
    if not recipient.strip() or given_at > at:
        raise Invalid("delivery")
    approved = [event.at for event in note.events if event.state is State.APPROVED]
    if approved and given_at < approved[-1].replace(second=0, microsecond=0):
        raise Invalid("delivery")
    if digest not in files(session, note):
        raise Invalid("file")
    _hold(session, note)
    event = _move(session, note, State.HANDED_OVER, words="", by=by, at=at)
    event.recipient, event.place = recipient.strip(), place.strip()
    event.given_at, event.digest = given_at, digest
    if note.call.handed_over_at is None:
        note.call.handed_over_at = given_at
    session.flush()
    return event


def files(session: Session, note: Note) -> tuple[str, ...]:
    """The digests of the PDFs of a version that can be given: one made elsewhere comes first."""
    made = queries.artefact(session, note, Format.PDF)
    laid_out = note.laid_out
    found = (laid_out.digest if laid_out else None, made.digest if made else None)
    return tuple(one for one in found if one is not None)


def _hold(session: Session, note: Note) -> None:
    """Whoever locks both, the call and one of its notes, takes the call first."""
    session.execute(select(Call.id).where(Call.id == note.call_id).with_for_update())


def _move(
    session: Session,
    note: Note,
    into: State,
    *,
    words: str,
    by: str,
    at: datetime,
    ahead: Drawn | None = None,
    known: Mapping[str, Any] | None = None,
) -> NoteEvent:
    session.refresh(note, with_for_update={"of": Note})
    if not can_move(note.state, into):
        raise StaleRevision(f"{note.state} → {into}")
    if into is not State.HANDED_OVER and (ahead is None or ahead.was != note.fingerprint):
        ahead = drawn(note, into)
    event = NoteEvent(
        note=note,
        state=into,
        at=at,
        by=by,
        words=words.strip(),
        fingerprint=note.fingerprint,
        given_at=at if into is State.HANDED_OVER else None,
    )
    note.state = into
    if ahead is not None:
        note.snapshot, note.fingerprint = ahead.text, ahead.mark
    session.add(event)
    session.flush()
    session.expire(note, ["artefacts"])
    accounts.record(
        session,
        actor=by,
        action=f"note.{into.value}",
        subject=f"note:{note.public_id}",
        details={"version": note.version, "fingerprint": note.fingerprint, **(known or {})},
        at=at,
    )
    return event
