"""Reading a whole consultation as plain values, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from consult.analysis.filling import filled
from consult.analysis.material import Material
from consult.analysis.outline import contents, outline
from consult.calls.models import Invitation
from consult.contributions import latest
from consult.contributions.models import ConsentChange, Contribution, Version


class Sent(NamedTuple):
    """What an agency last sent and has not withdrawn, with its change of mind since."""

    acronym: str
    contribution: Contribution
    version: Version
    change: ConsentChange | None


def material(session: Session, slug: str) -> Material:
    """The call with everything sent and coded, eight statements; raises `NotFound`.

    Neither drafts nor what was withdrawn are in it; consent is as last chosen. A passage coded
    on an earlier version counts as long as the last one still says exactly that, in the same
    place.
    """
    found = outline(session, slug)
    return filled(found, contents(session, found.versions))


def sent_of(session: Session, *wanted: ColumnElement[bool]) -> Mapping[int, Sent]:
    """The last version of every contribution that counts, under its contribution's id.

    `wanted` says of which: of a call, or these ones. One statement.
    """
    last = latest.numbers()
    changed = (
        select(ConsentChange.contribution_id, func.max(ConsentChange.id).label("id"))
        .group_by(ConsentChange.contribution_id)
        .subquery()
    )
    rows = session.execute(
        select(Invitation.acronym, Contribution, Version, ConsentChange)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(Version, Version.contribution_id == Contribution.id)
        .join(
            last,
            (last.c.contribution_id == Version.contribution_id) & (last.c.number == Version.number),
        )
        .outerjoin(changed, changed.c.contribution_id == Contribution.id)
        .outerjoin(
            ConsentChange,
            (ConsentChange.id == changed.c.id) & (ConsentChange.at >= Version.sent_at),
        )
        .where(Contribution.withdrawn_at.is_(None), *wanted)
        .order_by(Invitation.position, Invitation.id)
    )
    return {row[1].id: Sent(*row) for row in rows}
