"""The versions that somebody may hold already, as what a new one is told beside."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.analysis.material import Material
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution, Version
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Audience, Snapshot, State
from consult.synthesis.versions.between import Between, Earlier, told_by_both
from consult.synthesis.versions.drawn_from import kept

MOST_HELD = 12
"""So many earlier versions are looked at, the newest first."""


def told_beside(
    session: Session, *, call: Call, snapshot: Snapshot, answers: Material
) -> tuple[Between, ...]:
    """What a version tells beside those approved or handed over before, two statements."""
    if snapshot.audience is Audience.STAFF:
        return ()
    told = (told_by_both(answers, one) for one in _held(session, call, snapshot.version))
    return tuple(one for one in told if one is not None)


def _held(session: Session, call: Call, version: int) -> Iterator[Earlier]:
    notes = session.scalars(
        select(Note)
        .where(
            Note.call_id == call.id,
            Note.version != version,
            Note.audience != Audience.STAFF,
            Note.state.in_((State.APPROVED, State.HANDED_OVER)),
        )
        .order_by(Note.version.desc())
        .limit(MOST_HELD)
    ).all()
    if not notes:
        return
    sent = session.execute(
        select(
            Invitation.acronym,
            Contribution.withdrawn_at,
            func.min(Version.id),
            func.max(Version.id),
            func.min(Version.sent_at),
            func.max(Version.sent_at),
        )
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, Version.contribution_id == Contribution.id)
        .where(Invitation.call_id == call.id)
        .group_by(Invitation.acronym, Contribution.withdrawn_at)
    ).all()
    for note in notes:
        drawn = kept(note)
        present, resent = set[str](), set[str]()
        for acronym, withdrawn_at, first, last, first_at, last_at in sent:
            before = first <= drawn.sent if drawn else first_at <= note.built_at
            if before and (withdrawn_at is None or withdrawn_at > note.built_at):
                present.add(acronym)
            if last > drawn.sent if drawn else last_at > note.built_at:
                resent.add(acronym)
        named = _named(note)
        yield Earlier(note.version, frozenset(present), frozenset(resent), named)


def _named(note: Note) -> frozenset[str]:
    """The agencies in the index of sources; nobody in a version of another shape."""
    try:
        return frozenset(one["agency"] for one in json.loads(note.snapshot)["sources"])
    except (ValueError, KeyError, TypeError):
        return frozenset()
