"""Run the migrations over the connection that `consult.migrating` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum

from consult.db import Base, UtcDateTime
from consult.tables import every_table


def rendered(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Write types so that a migration never imports the application."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Enum):
        values = ", ".join(repr(value) for value in item.enums)
        return (
            f"sa.Enum({values}, name={item.name!r}, "
            f"native_enum=False, create_constraint=True, length={item.length})"
        )
    return False


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """The index of the search is of each database's own kind: no model says what it is."""
    return not (name or "").startswith("search_index")


def run(connection: Connection) -> None:
    """Migrate in the transaction that is already open."""
    every_table()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=rendered,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        include_name=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is None:
    raise SystemExit("Migrations run through `flask migrate` or `make migration`.")
run(given)
