"""The last version of every contribution that counts, in SQL: for lists too long to be loaded."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import TableValuedAlias

from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution, Version

ORDER = (Invitation.position, Invitation.id)


def last(call: Call, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the last version of every contribution that counts."""
    newer = aliased(Version)
    number = (
        select(func.max(newer.number))
        .where(newer.contribution_id == Contribution.id)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(Invitation)
        .join(Contribution, Contribution.invitation_id == Invitation.id)
        .join(
            Version, (Version.contribution_id == Contribution.id) & (Version.number == number)
        )
        .where(Invitation.call_id == call.id, Contribution.withdrawn_at.is_(None))
    )  # fmt: skip


def keys_answered(session: Session) -> TableValuedAlias:
    """One row for each answer of a version, its `key` being that of the question."""
    # SQLite and PostgreSQL open an object each in their own way.
    if session.get_bind().dialect.name == "sqlite":
        opened = func.json_each(Version.content, "$.answers")
    else:
        opened = func.json_each(Version.content["answers"])
    return opened.table_valued("key", "value", joins_implicitly=True)
