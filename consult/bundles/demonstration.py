"""The demonstration: a call that is over, one that is open, its note, and a way in for three."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.accounts.models import User
from consult.analysis.queries import material
from consult.bundles.checking import CALL, Reading, read_bundle, read_source
from consult.bundles.format import Bundle
from consult.bundles.sources import Folder
from consult.calls import library
from consult.calls import service as calls
from consult.calls.models import Call, Invitation
from consult.calls.queries import call_by_slug
from consult.contributions.models import Contribution
from consult.publication import service as publication
from consult.publication.models import Delivery
from consult.synthesis import service as synthesis
from consult.synthesis.drafting import queries as drafting
from consult.synthesis.drafting import writing
from consult.synthesis.drafting.proposing import first_draft
from consult.synthesis.drafting.taking_over import take_over
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Audience
from consult.synthesis.versions import moving
from consult.synthesis.versions.approving import Look
from consult.synthesis.versions.drawn_from import stand

HERE = Path(__file__).resolve().parent.parent / "demo"
REFERENCE = "territoires-industrie-2018"
OPEN_CALL = "friches-demonstration"
TEMPLATE = "audition"
ACTOR = "Démonstration"
STAFF = "staff@demonstration.example"
DELEGATE = "Déléguée générale (démonstration)"
OPEN_FOR = timedelta(days=10)
OPENED_SINCE = timedelta(days=4)
EVENING, AFTERNOON = time(18), time(14, 30)
SIGN_IN_FOR = timedelta(hours=24)
DELIVERED_FOR = timedelta(days=90)


def reference() -> Reading:
    """The call of 2018, as told in the package."""
    return read_bundle(HERE / REFERENCE)


def open_call(at: datetime) -> Reading:
    """The call in the making, moved so that it opened four days ago and closes in ten."""
    reading = read_source(_FromTemplate(HERE / "audition"))
    return replace(reading, bundle=reading.bundle and _moved(reading.bundle, at))


class _FromTemplate(Folder):
    """A folder whose call asks what the « Audition » template asks."""

    def read(self, path: str, *, most_mb: float) -> bytes:
        """The file; the call is followed by the sections of the template."""
        content = super().read(path, most_mb=most_mb)
        if path != CALL:
            return content
        template = (library.FOLDER / f"{TEMPLATE}.fr.yaml").read_bytes()
        return content + template[template.index(b"\nsections:") :]


def _moved(bundle: Bundle, at: datetime) -> Bundle:
    """Every date moved by as many days, at the hour the clocks of the call showed.

    Its questions are those of the template, in both languages.
    """
    zone = ZoneInfo(bundle.call.timezone)
    today = at.astimezone(zone).date()
    first = bundle.call.opens_at.astimezone(zone).date()
    shift = today - OPENED_SINCE - first

    def moved(instant: datetime) -> datetime:
        local = instant.astimezone(zone).replace(tzinfo=None) + shift
        return local.replace(tzinfo=zone).astimezone(UTC)

    def on(days: timedelta, hour: time) -> datetime:
        return datetime.combine(today + days, hour, zone).astimezone(UTC)

    call = replace(
        bundle.call,
        questionnaire=library.questionnaire_from(TEMPLATE, bundle.call.language),
        opens_at=moved(bundle.call.opens_at),
        closes_at=on(OPEN_FOR, EVENING),
        hearing_at=on(OPEN_FOR + timedelta(days=8), AFTERNOON),
    )
    contributions = tuple(
        replace(one, submitted_at=one.submitted_at and moved(one.submitted_at))
        for one in bundle.contributions
    )
    return replace(bundle, call=call, contributions=contributions)


def delivered_note(session: Session) -> Note | None:
    """The note that the delegate of the demonstration was given, if any."""
    return session.scalar(
        select(Note)
        .join(Delivery)
        .join(Call)
        .where(Call.slug == REFERENCE, Delivery.recipient == DELEGATE)
        .order_by(Delivery.id.desc())
        .limit(1)
    )


def begin_note(session: Session, *, at: datetime) -> None:
    """Put the first draft that the tool proposes on the desk, once: staff make it theirs."""
    call = call_by_slug(session, REFERENCE)
    if drafting.row(session, call) is not None:
        return
    staff = _staff(session, at)
    numbers = count(1)
    # The same keys every time: the note made of them has the same fingerprint every time.
    blocks = first_draft(material(session, REFERENCE), lambda: f"d{next(numbers):03d}")
    begun = writing.begin(session, call=call, user=staff, at=at)
    take_over(session, manuscript=begun, user=staff, blocks=blocks, at=at)


def freeze_note(session: Session, *, federation: str, verified_at: str, at: datetime) -> Note:
    """The note of the call of 2018, reviewed then approved for its delegate."""
    note = synthesis.build(
        session,
        slug=REFERENCE,
        audience=Audience.DELEGATE,
        built_by=ACTOR,
        federation=federation,
        verified_at=verified_at,
        at=at,
    )
    moving.submit(session, note=note, by=ACTOR, at=at)
    seen = Look(found=(), stood=stand(session, note.call))
    moving.approve(session, note=note, seen=seen, by=ACTOR, at=at)
    _deliver(session, note, at)
    return note


def _deliver(session: Session, note: Note, at: datetime) -> str:
    _, token = publication.deliver(
        session,
        note=note,
        recipient=DELEGATE,
        expires_at=at + DELIVERED_FOR,
        actor=ACTOR,
        at=at,
    )
    return token


@dataclass(frozen=True, slots=True)
class WaysIn:
    """A fresh secret for each of the three people, and the agency whose link it is."""

    staff: str
    agency: str
    acronym: str
    delegate: str | None


def ways_in(session: Session, *, at: datetime) -> WaysIn:
    """Issue the links anew. A sign-in link not used before stops working."""
    staff = _staff(session, at)
    accounts.revoke_links(session, purpose=accounts.Purpose.SIGN_IN, subject_id=staff.id, at=at)
    sign_in = accounts.issue_link(
        session,
        purpose=accounts.Purpose.SIGN_IN,
        subject_id=staff.id,
        at=at,
        expires_at=at + SIGN_IN_FOR,
    )
    invitation = _with_a_draft(session)
    agency = calls.personal_link(session, invitation=invitation, actor=ACTOR, at=at)
    return WaysIn(sign_in, agency, invitation.acronym, _delegate(session, at))


def _staff(session: Session, at: datetime) -> User:
    known = session.scalar(select(User).where(User.email == STAFF))
    return known or accounts.create_user(
        session, email=STAFF, role=accounts.Role.ADMIN, name="Démonstration", at=at, actor=ACTOR
    )


def _with_a_draft(session: Session) -> Invitation:
    """An agency whose draft waits; when all have sent, any agency of the call."""
    drafts_first = Contribution.id.is_(None), Contribution.versions.any(), Invitation.position
    return session.scalars(
        select(Invitation)
        .join(Call)
        .outerjoin(Contribution)
        .where(Call.slug == OPEN_CALL)
        .order_by(*drafts_first)
        .limit(1)
    ).one()


def _delegate(session: Session, at: datetime) -> str | None:
    note = delivered_note(session)
    if note is None:
        return None
    last = session.scalars(
        select(Delivery)
        .where(Delivery.note_id == note.id, Delivery.recipient == DELEGATE)
        .order_by(Delivery.id.desc())
        .limit(1)
    ).one()
    if publication.is_open(last, at):
        return publication.renew(session, delivery=last, actor=ACTOR, at=at)
    return _deliver(session, note, at)
