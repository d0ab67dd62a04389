"""Taking turns: those who write to one SQLite file queue, and none is passed over for ever.

SQLite wakes nobody: whoever waits looks again after a tenth of a second, and meanwhile those who
come later, or have just written, write again. A dozen that write without a pause leave one of
them waiting beyond its ten seconds, and its visitor with an error.
"""

from __future__ import annotations

import random
import sqlite3
from collections import deque
from threading import Lock, RLock
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

    Within a process they queue for a turn, which goes with the connection back to the pool.
    Other processes are asked often, and at moments of chance, so that none is always too late.
    """
    turn = Queue()

    @event.listens_for(engine, "connect")
    def impatient(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        until = monotonic() + PATIENCE
        if not connection.info.get(_HELD):
            connection.info[_HELD] = turn.take(PATIENCE)
        _begin(connection, until)

    @event.listens_for(engine, "checkin")
    def given_back(connection: object, record: Any) -> None:
        if record.info.pop(_HELD, False):
            turn.give_back()


class Queue:
    """One turn, which goes to whoever has waited longest.

    A lock of Python's goes to whoever asks at the right moment, which may be the one who has
    just given it back.
    """

    def __init__(self) -> None:
        # A connection that was forgotten is given back whenever it is noticed, be it right here.
        self._moving = RLock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def take(self, patience: float) -> bool:
        """Wait for the turn, so many seconds at most; whether it came."""
        mine = Lock()
        mine.acquire()
        with self._moving:
            self._waiting.append(mine)
            self._next()
        if mine.acquire(timeout=patience):
            return True
        with self._moving:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came at the last moment

    def give_back(self) -> None:
        """Let the next one have it."""
        with self._moving:
            self._taken = False
            self._next()

    def _next(self) -> None:
        if self._waiting and not self._taken:
            self._taken = True
            self._waiting.popleft().release()


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
