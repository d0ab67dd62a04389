"""Migrations lead to the models and back, on both engines, and keep every row."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from config import ROOT
from consult import create_app, migrating
from consult.db import Base
from consult.migrating import SchemaError, SchemaState
from consult.tables import every_table
from tests import schemas


@pytest.fixture(params=schemas.ENGINES)
def url(request, tmp_path):
    """A database that nobody has migrated yet."""
    with schemas.standing_at("base", request.param, tmp_path) as address:
        yield address


def rows(url):
    with migrating._connection(url) as connection:
        return migrating.rows(connection)


def execute(url, *statements):
    with migrating._connection(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


A_JOB = (
    "INSERT INTO job (kind, key, payload, state, run_at, attempts, progress, error, created_at)"
    " VALUES ('sing', 'one', '{}', 'waiting', '2026-01-01', 0, '', '', '2026-01-01')"
)


def test_an_empty_database_is_empty_and_a_migrated_one_current(url):
    assert migrating.state(url) is SchemaState.EMPTY

    migrating.upgrade(url)

    assert migrating.state(url) is SchemaState.CURRENT


def test_migrations_equal_the_models(url):
    migrating.upgrade(url)
    every_table()

    with migrating._connection(url) as connection:
        # The index of the search is of each database's own kind, and no model's.
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, *_: not (name or "").startswith("search_index"),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_up_and_down_and_up_again(url):
    migrating.upgrade(url)
    tables = rows(url)
    migrating.downgrade(url, "base")
    assert (migrating.state(url), rows(url)) == (SchemaState.EMPTY, {})
    migrating.upgrade(url)

    assert rows(url) == tables


def test_a_migration_that_runs_again_keeps_every_row(url):
    migrating.upgrade(url)
    execute(url, A_JOB)

    migrating.upgrade(url)

    assert rows(url)["job"] == 1


def test_a_database_of_an_older_version_is_left_alone(url):
    migrating.upgrade(url)
    execute(url, "DELETE FROM alembic_version")

    assert migrating.state(url) is SchemaState.OLDER
    with pytest.raises(SchemaError, match="make migrate"):
        migrating.ensure(url)


def test_a_database_of_a_newer_version_is_left_alone(url):
    migrating.upgrade(url)
    execute(url, "UPDATE alembic_version SET version_num = '9999'")

    assert migrating.state(url) is SchemaState.NEWER
    with pytest.raises(SchemaError, match="newer version"):
        migrating.ensure(url)


def test_a_migration_that_loses_rows_changes_nothing(url):
    migrating.upgrade(url)
    execute(url, A_JOB)

    lost = pytest.raises(SchemaError, match=r"job \(1 rows before, 0 after\)")
    with lost, migrating._migrating(url) as connection:
        connection.execute(text("DELETE FROM job"))

    assert rows(url)["job"] == 1


def test_a_command_that_finds_an_empty_database_migrates_it(settings, tmp_path):
    (tmp_path / "var").mkdir()
    url = f"sqlite:///{tmp_path}/var/consult.db"
    app = create_app(type(settings)(**{**vars_of(settings), "database_url": url}))

    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    app.extensions["database"].dispose()

    assert (result.exit_code, result.output) == (0, "0 jobs were run.\n")
    assert migrating.state(url) is SchemaState.CURRENT


def vars_of(settings):
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


def test_migrations_never_import_the_application():
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        assert "consult" not in path.read_text(), path.name


def test_looking_at_a_database_that_is_not_there_does_not_create_it(tmp_path):
    assert migrating.state(f"sqlite:///{tmp_path}/nowhere.db") is SchemaState.EMPTY
    assert list(tmp_path.iterdir()) == []
