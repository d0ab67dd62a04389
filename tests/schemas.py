"""A database at some revision of the schema, on either engine, for the tests of migrations."""

from __future__ import annotations

import uuid
from contextlib import contextmanager

import pytest
from sqlalchemy import MetaData

from consult import migrating
from tests import postgres

ENGINES = ("sqlite", "postgresql")


@contextmanager
def standing_at(revision, engine, folder):
    """The address of a database that stands at that revision; « base » is before the first."""
    if engine == "sqlite":
        address = f"sqlite:///{folder}/deep/consult.db"
        if revision != "base":
            migrating.upgrade(address, revision)
        yield address
        return
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.fresh(f"migrated_{uuid.uuid4().hex[:12]}") as address:
        migrating.downgrade(address, revision)
        yield address


def tables(connection):
    """The tables as they stand there, whatever the models say today."""
    found = MetaData()
    found.reflect(connection)
    return found.tables
