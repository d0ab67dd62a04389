"""What every test may ask for. A test that asks for no database has none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT, Settings
from consult import create_app, migrating
from tests import postgres
from tests.browser import Browser

pytest_plugins = ["tests.tools", "tests.live"]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.reserve()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.release()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test is a failed one: what could not be tried is not known to work."""
    report: Any = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database that each test copies."""
    path = tmp_path_factory.mktemp("template") / "consult.db"
    migrating.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """A database of one's own: every test that needs one runs on both engines."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated"), tmp_path / "consult.db")
        return f"sqlite:///{copy}"
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return postgres.emptied(worker_id)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The root is a folder of the test's own, so that nothing is written into ours."""
    for shared in ("templates", "consult"):
        (tmp_path / shared).symlink_to(ROOT / shared)
    return Settings(
        secret_key="not a secret",
        database_url=database_url,
        storage_url=str(tmp_path / "files"),
        base_url="http://localhost",
        federation="Fédération des agences",
        outbox_delay=0,
        root=tmp_path,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that writes. The client, the worker and the commands commit it first."""
    with app.extensions["database"].writer() as held:
        yield held


@pytest.fixture
def settle(session: Session) -> Callable[[], None]:
    """Commit what the test wrote and forget what it knew, so that others see, and are seen."""

    def settled() -> None:
        session.commit()
        session.expire_all()

    return settled


@pytest.fixture
def client(app: Flask, settle: Callable[[], None]) -> Browser:
    return Browser(app, settle)
