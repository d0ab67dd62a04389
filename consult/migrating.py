"""The schema: where a database stands, and how it is brought to where the code is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import (
    Connection,
    Engine,
    column,
    create_engine,
    event,
    func,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from config import ROOT
from consult.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

DERIVED = ("search_", "searched_")
"""How the tables begin that can be made again from the others; FTS5 has some of its own."""
ONE_AT_A_TIME = 5_029_108_107
"""The PostgreSQL advisory lock that makes a second migration wait for the first."""


class SchemaState(StrEnum):
    """How the schema of a database compares with the code."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


class SchemaError(click.ClickException):
    """The database cannot be used as it is; the sentence says what to do."""


def state(url: str) -> SchemaState:
    """Where the database stands; looking creates nothing."""
    if not _exists(url):
        return SchemaState.EMPTY
    with _connection(url, begin="BEGIN") as connection:
        return state_of(connection)


def state_of(connection: Connection) -> SchemaState:
    """The same over a connection the caller already has."""
    revision = _revision_of(connection)
    if revision is None:
        return SchemaState.OLDER if tables(connection) else SchemaState.EMPTY
    known = revisions()
    if revision == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLDER if revision in known else SchemaState.NEWER


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version = table("alembic_version", column("version_num"))
    found: str | None = connection.execute(select(version.c.version_num)).scalar_one_or_none()
    return found


def revisions() -> list[str]:
    """The numbers of the migrations in order; their file names begin with them."""
    return sorted(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("0*.py"))


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`: entirely or not at all, without losing a row."""
    with _migrating(url) as connection:
        _alembic().upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the schema back to `revision` (`base` for nothing), on the same terms."""
    with _migrating(url) as connection:
        _alembic().downgrade(_config(connection), revision)


def draw_up(url: str, message: str) -> Path:
    """Write the next numbered migration from what the models have become."""
    number = 1 + len(revisions())
    with _migrating(url) as connection:
        written = _alembic().revision(
            _config(connection), message=message, autogenerate=True, rev_id=f"{number:04}"
        )
    if written is None or isinstance(written, list):
        raise SchemaError("Alembic wrote no migration.")
    return Path(written.path)


def ensure(url: str) -> None:
    """An empty database gets its schema; one that is not ours to touch stops with a sentence."""
    found = state(url)
    if found is SchemaState.EMPTY:
        upgrade(url)
    elif found is SchemaState.OLDER:
        raise SchemaError("The database has an older schema: run `make migrate` first.")
    elif found is SchemaState.NEWER:
        raise SchemaError("The database was made by a newer version of Consult: install that one.")


def guard(database: Database) -> None:
    """Ensure the schema when a process first reaches the database, page or command alike."""
    url = database.url.render_as_string(hide_password=False)

    def first_reached(connection: object, record: object) -> None:
        ensure(url)

    event.listen(database.write_engine, "first_connect", first_reached)
    if database.is_sqlite:
        event.listen(database.read_engine, "first_connect", first_reached)


def _exists(url: str) -> bool:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return True
    return bool(address.database) and Path(str(address.database)).exists()


def _alembic() -> Any:
    """Alembic takes a quarter of a second to import: only who migrates waits for it."""
    return import_module("alembic.command")


def _config(connection: Connection) -> Config:
    config: Config = import_module("alembic.config").Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["connection"] = connection
    return config


def _engine(url: str, begin: str) -> Engine:
    address = make_url(url)
    engine = create_engine(address, poolclass=NullPool)
    if address.get_backend_name() != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, also before a CREATE TABLE
        connection.execute("PRAGMA busy_timeout=30000")
        # Rebuilding a table drops the old one; with foreign keys on, every row that
        # refers to it would go with it. The pragma counts only outside a transaction.
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _connection(url: str, begin: str = "BEGIN IMMEDIATE") -> Iterator[Connection]:
    engine = _engine(url, begin)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@contextmanager
def _migrating(url: str) -> Iterator[Connection]:
    """One transaction around the whole; fewer rows or a broken reference undo it.

    A table that goes must be empty: a change of consent is not forgotten by going back.
    """
    _make_room(url)
    with _connection(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        before = rows(connection)
        yield connection
        _refuse_losses(before, rows(connection))
        _refuse_orphans(connection)


def _make_room(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def tables(connection: Connection) -> list[str]:
    """The tables that hold the data of the application."""
    found = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return sorted(name for name in found if not name.startswith(DERIVED))


def rows(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    counted = {name: select(func.count()).select_from(table(name)) for name in tables(connection)}
    return {name: connection.execute(count).scalar_one() for name, count in counted.items()}


def _refuse_losses(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    lost = [
        f"{name} ({count} rows before, {after.get(name, 0)} after)"
        for name, count in before.items()
        if after.get(name, 0) < count
    ]
    if lost:
        raise SchemaError(f"Nothing was changed: the migration loses rows of {', '.join(lost)}.")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        names = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise SchemaError(f"Nothing was changed: the migration breaks references of {names}.")
