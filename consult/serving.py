"""Processes: the web server with its worker beside it, and the worker's day."""

from __future__ import annotations

import ctypes
import fcntl
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from flask import Flask
from sqlalchemy.exc import OperationalError

from consult import clock, jobs
from consult.db import Database

IDLE_SECONDS = 0.5
CHECKPOINT_SECONDS = 10
STOP_SECONDS = 15
_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG

log = logging.getLogger(__name__)


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set, so that what has begun can be finished."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stop.set())
    return stop


def work(app: Flask, stop: threading.Event, *, once: bool = False) -> int:
    """Run due jobs, and keep the database in order between them; how many jobs were run.

    `once` ends when nothing more is due. A database that is away is waited for.
    """
    done, checked = 0, monotonic()
    while not stop.is_set():
        busy = _one_job(app)
        done += busy
        if once and not busy:
            break
        if monotonic() - checked >= CHECKPOINT_SECONDS:
            checkpoint(app.extensions["database"])
            checked = monotonic()
        if not busy:
            stop.wait(IDLE_SECONDS)
    checkpoint(app.extensions["database"])
    return done


def _one_job(app: Flask) -> bool:
    try:
        with app.app_context():
            return jobs.run_next()
    except OperationalError as error:
        log.warning("The database does not answer at %s: %s", clock.now().isoformat(), error.orig)
        return False


def checkpoint(database: Database) -> bool:
    """Fold SQLite's journal into the file; whether it was this process's turn.

    Two processes that checkpoint at once corrupt a database on SQLite before 3.51.3, so
    connections never do it by themselves, and a lock lets one worker do it at a time.
    """
    if not database.is_sqlite or not database.url.database:
        return False
    with Path(f"{database.url.database}.checkpoint").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        connection = database.write_engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()
    return True


def is_free(port: int) -> bool:
    """Whether a server can listen on this port of the loopback address."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(port: int, stop: threading.Event) -> int:
    """Web server and worker until a signal or the end of the server; the server's exit code.

    A worker that dies is replaced. If this process is killed outright, both follow it.
    """
    web = _start(web_server(port))
    worker = _start(WORKER)
    try:
        while not stop.wait(0.2):
            if web.poll() is not None:
                return web.returncode
            if worker.poll() is not None:
                log.error("The worker ended with code %s; another one starts.", worker.returncode)
                stop.wait(1)
                worker = _start(WORKER)
        return 0
    finally:
        _finish(web, worker)


WORKER = (sys.executable, "-m", "flask", "worker")


def web_server(port: int) -> Sequence[str]:
    """The command line of the web server. It writes no access log: addresses hold secrets."""
    return (
        sys.executable,
        "-m",
        "gunicorn",
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
        "--timeout=60",
        "--graceful-timeout=10",
        "--log-level=warning",
        "--no-control-socket",
        "wsgi:app",
    )


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_follow_parent(),  # noqa: PLW1509 - no other thread runs here
    )


def _follow_parent() -> Callable[[], None] | None:
    """On Linux, ask the kernel to stop the child when its parent dies."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_DEATH_OF_PARENT, signal.SIGTERM)


def _finish(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.terminate()
    deadline = monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
