"""Count the SQL statements a piece of code sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import event

from consult.db import Database

NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def queries(database: Database) -> Callable[[int], AbstractContextManager[None]]:
    """A context manager that holds a block to exactly so many statements."""

    @contextmanager
    def expecting(count: int) -> Iterator[None]:
        sent: list[str] = []

        def note(connection, cursor, statement, *rest) -> None:
            if not statement.lstrip().upper().startswith(NOT_COUNTED):
                sent.append(statement)

        # On PostgreSQL the reader is the writer with an option, and shares its events.
        engines = [database.write_engine, *([database.read_engine] * database.is_sqlite)]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)
        assert len(sent) == count, f"{len(sent)} statements, not {count}:\n" + "\n\n".join(sent)

    return expecting
