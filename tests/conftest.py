"""What every test may ask for. A test that asks for no database has none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from config import ROOT, Settings
from consult import alone, create_app, migrating
from consult.db import Database
from tests import postgres
from tests.browser import Browser

KNOWN: dict[str, Database] = {}
"""The databases of this process, by their address."""

ENGINES = ("sqlite", "postgresql")

pytest_plugins = ["tests.tools", "tests.live"]


class Compiled(BytecodeCache):
    """Templates compiled once per process: each test has an application of its own."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def get_cache_key(self, name: str, filename: str | os.PathLike[str] | None = None) -> str:
        """Each test has its own way to the folder of the templates."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


def built_once() -> None:
    """Addresses are built by code that depends on their rule alone: it is made once a process."""
    make: Any = Rule._compile_builder
    known: dict[tuple[Any, ...], Any] = {}

    def made(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.host, rule.subdomain, str(rule.defaults), append_unknown)
        if key not in known:
            known[key] = make(rule, append_unknown)
        return known[key]

    Rule._compile_builder = made  # type: ignore[method-assign]


built_once()
alone.know_fonts()  # some tests print in this very process
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "walk each journey on both engines; without it, on one or the other"
    parser.addoption("--both-engines", action="store_true", help=told)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A journey is mostly a browser: half of them take one engine, half the other.

    What they do to a database is tried on both by the tests of each page. One that fails is walked
    once more, and told of in the summary: see ADR 24.
    """
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if config.getoption("both_engines"):
        return
    other = {item for item in items if item.get_closest_marker("journey") and _elsewhere(item)}
    items[:] = [item for item in items if item not in other]
    config.hook.pytest_deselected(items=list(other))


def _elsewhere(item: pytest.Item) -> bool:
    """Whether that variant of a journey has a twin, on the engine that is its own."""
    engine = item.callspec.params.get("database_url") if _varied(item) else None
    own = ENGINES[sum(item.nodeid.partition("[")[0].encode()) % 2]
    return engine in ENGINES and engine != own


def _varied(item: pytest.Item) -> bool:
    """Whether it is tried on both engines, rather than asking for one of them."""
    marks = item.iter_markers("parametrize")
    return hasattr(item, "callspec") and not any("database_url" in mark.args[0] for mark in marks)


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


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, worker_id: str) -> str:
    """A database of one's own: every test that needs one runs on both engines."""
    if request.param == "sqlite":
        empty = request.getfixturevalue("migrated")
        mine = empty.with_name("mine.db")
        for left in mine.parent.glob("mine.db*"):
            left.unlink()
        return f"sqlite:///{shutil.copy(empty, mine)}"
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
    # The next test has the same address: its statements are known by then.
    database = KNOWN.setdefault(settings.database_url, app.extensions["database"])
    app.extensions["database"] = database
    yield app
    database.dispose()


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
