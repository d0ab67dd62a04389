"""Rehearsing a call: a private copy, put to agencies that do not exist."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls import queries, service
from consult.calls.models import Call, Invitation
from consult.calls.wiping import rehearsal_of, wipe
from consult.directory.models import Agency
from consult.errors import Invalid

NAMES = (
    ("VAL-D’EXEMPLE", "Agence fictive du Val-d’Exemple"),
    ("CÔTE-IMAGINAIRE", "Agence fictive de la Côte-Imaginaire"),
    ("HAUT-MODÈLE", "Agence fictive du Haut-Modèle"),
    ("PLAINE-D’ESSAI", "Agence fictive de la Plaine-d’Essai"),
    ("MONTS-FACTICES", "Agence fictive des Monts-Factices"),
    ("RIVES-INVENTÉES", "Agence fictive des Rives-Inventées"),
)
PLACES = (("départementale", "Bretagne"), ("régionale", "Occitanie"), ("locale", "Grand Est"))
"""Levels and regions where the audience is still empty."""

MARK = "-repetition"
"""What the address of a rehearsal has after that of its call."""

AT_LEAST = timedelta(days=7)
"""How long a rehearsal stays open, whatever the deadline that it shows."""


def begin(session: Session, *, call: Call, actor: str, at: datetime) -> tuple[Call, list[str]]:
    """The call copied for a rehearsal, open at once; an earlier rehearsal of it is wiped.

    Returns the copy and the files that the earlier one leaves behind. Raises `Invalid` for a
    call already open, and for one that asks nothing.
    """
    if call.launched_at is not None or call.is_rehearsal:
        raise Invalid("launched")
    if not call.questionnaire.asked.by_key:
        raise Invalid("no_question")
    left = end(session, call=call)
    copy = _copied(session, call, at)
    service.ask(session, call=copy, questionnaire=call.questionnaire.blank)
    _put_to_fictional_agencies(session, call, copy)
    call.rehearsed_at = at
    accounts.record(
        session,
        actor=actor,
        action="call.rehearse",
        subject=f"call:{call.slug}",
        details={},
        at=at,
    )
    session.flush()
    return copy, left


def end(session: Session, *, call: Call) -> list[str]:
    """Wipe the rehearsal of a call, if there is one; see `wipe`."""
    going_on = rehearsal_of(session, call)
    return wipe(session, rehearsal=going_on) if going_on else []


def _copied(session: Session, call: Call, at: datetime) -> Call:
    stem = f"{call.slug}{MARK}"
    taken = queries.slugs_like(session, stem)
    slug = stem if stem not in taken else f"{stem}-{len(taken) + 1}"
    copy = Call(
        slug=slug,
        language=call.language,
        title=call.title,
        context=call.context,
        commissioner=call.commissioner,
        federation=call.federation,
        folder="",
        hearing_at=call.hearing_at,
        hearing_place=call.hearing_place,
        opens_at=at,
        closes_at=max(call.closes_at, at + AT_LEAST),
        timezone=call.timezone,
        demonstration=False,
        grace_seconds=call.grace_seconds,
        launched_at=at,
        created_at=at,
        # Nobody stands behind a fictional agency to sign.
        sign_off_required=False,
        translations=dict(call.translations),
        rehearsal_of_id=call.id,
    )
    session.add(copy)
    session.flush()
    return copy


def _put_to_fictional_agencies(session: Session, call: Call, copy: Call) -> None:
    """Of the levels and regions of the real audience, so that tables look as they will."""
    kinds = session.execute(
        select(Invitation.level, Invitation.region)
        .where(Invitation.call_id == call.id)
        .distinct()
        .order_by(Invitation.level, Invitation.region)
        .limit(len(NAMES))
    ).all()
    places = islice(cycle([(row.level, row.region) for row in kinds] or PLACES), len(NAMES))
    for number, ((acronym, name), (level, region)) in enumerate(
        zip(NAMES, places, strict=True), start=1
    ):
        agency = Agency(
            # No acronym that somebody writes is compared as this.
            key=f"~{copy.id}~{number}",
            acronym=acronym,
            name=name,
            level=level,
            region=region,
            department="",
            timezone=None,
            fictional=True,
            contacts=[],
        )
        session.add(agency)
        session.flush()
        session.add(service.invitation_for(copy, agency, position=number))
    session.flush()
