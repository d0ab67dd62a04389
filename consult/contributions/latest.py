"""What an agency said last, in SQL: the version that counts, and the change of mind since.

By row, for a statement that stands on contributions already, or of many at once, to be joined.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from consult.contributions.models import ConsentChange, Contribution, Version


def number_of(contribution: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """The number of the version last sent, for the contribution that a column names."""
    newer = aliased(Version)
    return (
        select(func.max(newer.number))
        .where(newer.contribution_id == contribution)
        .correlate_except(newer)
        .scalar_subquery()
    )


def change_of(contribution: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """The id of the last change of mind, for the contribution that a column names."""
    later = aliased(ConsentChange)
    return (
        select(func.max(later.id))
        .where(later.contribution_id == contribution)
        .correlate_except(later)
        .scalar_subquery()
    )


def numbers(*wanted: ColumnElement[bool]) -> Subquery:
    """Each `contribution_id` with the `number` last sent; of the invitations wanted, or of all."""
    asked = select(Version.contribution_id, func.max(Version.number).label("number"))
    if wanted:
        asked = asked.join(Version.contribution).join(Contribution.invitation).where(*wanted)
    return asked.group_by(Version.contribution_id).subquery()
