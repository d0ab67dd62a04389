"""The database: base class, column types, and two engines so that readers never wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from consult.turns import take_turns

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Refuse naive datetimes on the way in; give aware UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the instant in UTC, whatever zone it was expressed in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: pass an aware one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; it was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Constraint names, aware instants, enums by value, JSON: decided once."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda kinds: [kind.value for kind in kinds],
        ),
    }


class Database:
    """One address, two engines: writers queue behind each other, readers never wait.

    On SQLite a deferred BEGIN refuses most concurrent writers at once, and beginning every
    read IMMEDIATE makes readers queue too; hence one engine for each.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.write_engine = _sqlite_engine(url, writing=True)
            self.read_engine = _sqlite_engine(url, writing=False)
        else:
            self.write_engine = create_engine(url, pool_pre_ping=True)
            self.read_engine = self.write_engine.execution_options(postgresql_readonly=True)

    def writer(self) -> Session:
        """A session that may write; the caller commits."""
        return Session(self.write_engine, expire_on_commit=False)

    def reader(self) -> Session:
        """A session in which the database itself refuses writes."""
        return Session(self.read_engine, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.write_engine.dispose()
        self.read_engine.dispose()


def _sqlite_engine(url: str, *, writing: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA mmap_size=0")
        # Two processes that checkpoint at once can corrupt a WAL in older SQLite:
        # only the worker checkpoints.
        connection.execute("PRAGMA wal_autocheckpoint=0")
        # What is erased leaves the file, however this SQLite was built.
        connection.execute("PRAGMA secure_delete=ON")
        if not writing:
            connection.execute("PRAGMA query_only=ON")

    if writing:
        take_turns(engine)
        return engine

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def init_app(app: Flask, url: str) -> None:
    """Give the application its database; each context closes the session it used."""
    app.extensions["database"] = Database(url)

    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        held: Session | None = g.pop("session", None)
        if held is not None:
            held.close()


def database() -> Database:
    """The database of the running application."""
    found: Database = current_app.extensions["database"]
    return found


def session() -> Session:
    """The session of this request or command.

    A GET or HEAD request gets a session that cannot write; everything else one that can.
    """
    if "session" not in g:
        safe = has_request_context() and request.method in SAFE_METHODS
        g.session = database().reader() if safe else database().writer()
    held: Session = g.session
    return held


def is_alone(session: Session, lock: int) -> bool:
    """Whether nobody else holds this lock; it is then held until the commit.

    On SQLite whoever writes is alone already.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    held = session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock})
    return bool(held)


@contextmanager
def writing() -> Iterator[Session]:
    """A short write of its own, for the journal kept by a page that otherwise only reads."""
    with database().writer() as held:
        yield held
