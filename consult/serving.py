"""Processes: the web server with its worker beside it, and the worker's day."""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import OperationalError

from consult import clock, jobs, tables
from consult.db import Database

IDLE_SECONDS = 0.5
TICK_SECONDS = 5
BEAT_SECONDS = 15
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

    The calendar is asked in between, for reminders and closings. `once` ends when nothing more
    is due. A database that is away is waited for.
    """
    if once:
        return _day(app, stop, once=True)
    tables.every_table()  # two threads must not meet a room that is half loaded
    with _pulse(app):
        return _day(app, stop, once=False)


def _day(app: Flask, stop: threading.Event, *, once: bool) -> int:
    done, checked, asked = 0, monotonic(), -float(TICK_SECONDS)
    while not stop.is_set():
        if monotonic() - asked >= TICK_SECONDS:
            _answering(app, jobs.tick)
            asked = monotonic()
        busy = _answering(app, jobs.run_next)
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


def _answering(app: Flask, act: Callable[[], bool | None]) -> bool:
    """Do something that needs the database; False as well when it does not answer."""
    try:
        with app.app_context():
            return bool(act())
    except OperationalError as error:
        log.warning("The database does not answer at %s: %s", clock.now().isoformat(), error.orig)
        return False


@contextmanager
def _pulse(app: Flask) -> Iterator[None]:
    """Say in the database that this worker runs, also while a long job is under way."""
    name, started_at, over = f"{socket.gethostname()}:{os.getpid()}", clock.now(), threading.Event()

    def beats() -> None:
        while True:
            _answering(app, lambda: jobs.beat(name, started_at))
            if over.wait(BEAT_SECONDS):
                break
        _answering(app, lambda: jobs.rest(name))

    beating = threading.Thread(target=beats, name="pulse", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join(STOP_SECONDS)


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
            # What was erased is in the journal as well, until it is emptied: as soon as nobody
            # reads or writes, and without making anybody wait.
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
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


def serve(app: Flask, port: int, stop: threading.Event) -> int:
    """Web server and worker until a signal or the end of the server; the server's exit code.

    Both are forked from this process, which has imported everything once. A worker that
    dies is replaced. If this process is killed outright, both follow it.
    """
    app.extensions["database"].dispose()  # a connection must not be shared across a fork
    app.url_map.update()  # loads every page, once for both
    web = _start(lambda: WebServer(app, port).run())
    worker = _start(lambda: work(app, stop_on_signals()))
    try:
        while not stop.wait(0.2):
            if not web.is_alive():
                return web.exitcode or 0
            if not worker.is_alive():
                log.error("The worker ended with code %s; another one starts.", worker.exitcode)
                stop.wait(1)
                worker = _start(lambda: work(app, stop_on_signals()))
        return 0
    finally:
        _finish(web, worker)


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn around the application. It writes no access log: addresses hold secrets."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        """Two processes of four threads; what has begun may end."""
        options = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 2,
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, already imported."""
        return self.app


def _start(target: Callable[[], object]) -> BaseProcess:
    """Fork; the child begins with a context of its own, and does not outlive its parent."""

    def run() -> None:
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, signal.SIGTERM)
        Context().run(target)

    child = get_context("fork").Process(target=run)
    child.start()
    return child


def _finish(*children: BaseProcess) -> None:
    for child in children:
        child.terminate()
    deadline = monotonic() + STOP_SECONDS
    for child in children:
        child.join(max(0.1, deadline - monotonic()))
        if child.is_alive():
            child.kill()
            child.join()
