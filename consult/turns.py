"""Taking turns: those who write to one SQLite file queue, and none is passed over for ever.

SQLite wakes nobody: whoever waits looks again after a tenth of a second, and meanwhile those who
come later, or have just written, write again. A dozen that write without a pause leave one of
them waiting beyond its ten seconds, and its visitor with an error.
"""

from __future__ import annotations

import random
import sqlite3
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, event

PATIENCE = 10.0
"""Seconds somebody waits for a turn, before this is told as a database that does not answer."""
_LOOKS = 0.001, 0.005
_BUSY = 5  # SQLITE_BUSY; its kinds add to the higher bits
_HELD = "turn"


def take_turns(engine: Engine) -> None:
    """Begin every transaction of this engine as one that writes, each after its turn.

    Within a process they queue for a lock, which goes with the connection back to the pool.
    Other processes are asked often, and at moments of chance, so that none is always too late.
    """
    turn = Lock()

    @event.listens_for(engine, "connect")
    def impatient(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        until = monotonic() + PATIENCE
        if not connection.info.get(_HELD):
            connection.info[_HELD] = turn.acquire(timeout=PATIENCE)
        _begin(connection, until)

    @event.listens_for(engine, "checkin")
    def given_back(connection: object, record: Any) -> None:
        if record.info.pop(_HELD, False):
            turn.release()


def _begin(connection: Any, until: float) -> None:
    asked = connection.connection.driver_connection
    while monotonic() < until:
        try:
            asked.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as refusal:
            if refusal.sqlite_errorcode & 0xFF != _BUSY:
                break
        else:
            return
        sleep(random.uniform(*_LOOKS))  # noqa: S311 - nothing depends on its being a secret
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # whose refusal is told as any other
