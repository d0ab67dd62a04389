"""A private PostgreSQL for one run of the tests: Debian's binaries, a socket, nothing kept."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from consult import migrating

PLACE = "CONSULT_TEST_CLUSTER"
TEMPLATE = "consult_template"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """Where the newest PostgreSQL of this machine is, if it has one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def reserve() -> None:
    """Choose the folder of this run's cluster, before the workers are born."""
    for old in Path(tempfile.gettempdir()).glob("consult-pg-*"):
        owner = old.name.split("-")[2]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            discard(old)
    os.environ[PLACE] = tempfile.mkdtemp(prefix=f"consult-pg-{os.getpid()}-")


def release() -> None:
    """Stop the cluster if a test needed it, and leave nothing behind."""
    if place := os.environ.pop(PLACE, None):
        discard(Path(place))


def discard(place: Path) -> None:
    """Stop a cluster and remove it; one whose server was killed has only its folder left."""
    if (place / "data" / "postmaster.pid").exists():
        with suppress(subprocess.CalledProcessError):
            control(place, "stop", "-m", "immediate")
    shutil.rmtree(place, ignore_errors=True)


@cache
def cluster() -> Path:
    """The folder of the running cluster; the first worker that asks starts it."""
    place = Path(os.environ[PLACE])
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "ready").exists():
            start(place)
            migrating.upgrade(address(place, TEMPLATE))
            (place / "ready").touch()
    return place


def start(place: Path) -> None:
    for folder in (place, place / "data"):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, unprivileged())
    run("initdb", "-D", place / "data", "-U", "consult", "-E", "UTF8", "-A", "trust", "--no-sync",
        "--locale=C.UTF-8")  # fmt: skip
    options = " ".join(f"-c {key}={value!r}" for key, value in FAST.items())
    control(place, "start", "-w", "-l", place / "data" / "log", "-o", f"-k {place} {options}")
    with admin(place) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))


def control(place: Path, *arguments: str | Path) -> None:
    run("pg_ctl", "-D", place / "data", *arguments)


def run(program: str, *arguments: str | Path) -> None:
    """PostgreSQL refuses to run as root; root lends it another name."""
    folder = binaries()
    assert folder is not None
    user = unprivileged() if os.geteuid() == 0 else None
    subprocess.run(
        [folder / program, *arguments],
        user=user,
        extra_groups=[] if user else None,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def address(place: Path, database: str) -> str:
    return f"postgresql+psycopg://consult@/{database}?host={place}"


@contextmanager
def admin(place: Path) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        host=str(place), user="consult", dbname="postgres", autocommit=True
    ) as connection:
        yield connection


@contextmanager
def fresh(name: str) -> Iterator[str]:
    """The address of a migrated, empty database, gone at the end."""
    place = cluster()
    names = {"name": sql.Identifier(name), "template": sql.Identifier(TEMPLATE)}
    with admin(place) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
        try:
            yield address(place, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))


@cache
def own(worker: str) -> str:
    """The database that one worker keeps for the whole run; `emptied` makes it new again."""
    place = cluster()
    name = f"consult_{worker}"
    with admin(place) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
    return address(place, name)


def emptied(worker: str) -> str:
    """The worker's database without a row, counting from one again.

    Deleting takes a millisecond; TRUNCATE and CREATE DATABASE take eighty.
    """
    url = own(worker)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(clearing(url))
    return url


@cache
def clearing(url: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        tables = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        sequences = connection.execute(
            "SELECT quote_literal(quote_ident(sequencename)) FROM pg_sequences"
            " WHERE schemaname = 'public'"
        ).fetchall()
    return ";".join(
        [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {name}" for (name,) in tables),
            *(f"SELECT setval({name}, 1, false)" for (name,) in sequences),
            "COMMIT",
        ]
    )
