"""What stands in a database, table by table, so that a test can say that nothing moved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from consult.db import Base, Database

JOURNAL = ("journal_entry", "worker_beat")
"""What is written without anybody's doing: who looked at what, and that a worker runs."""


def rows(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as text, in a fixed order."""
    with database.read_engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def checksums(database: Database, *, but: Collection[str] = ()) -> dict[str, str]:
    """One checksum per table; the tables named in `but` are left out."""
    return {
        name: hashlib.sha256("\n".join(lines).encode()).hexdigest()
        for name, lines in rows(database).items()
        if name not in but
    }


def raw(database: Database) -> bytes:
    """The very bytes of a SQLite database with its journal, or the rows of another one."""
    if not database.is_sqlite:
        return "\n".join(line for lines in rows(database).values() for line in lines).encode()
    file = Path(str(database.url.database))
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def secrets_in(text: str) -> Iterator[str]:
    """The secrets of the addresses that stand in a text."""
    for address in re.findall(r"https?://[^\s\"<]+", text):
        parts = urlsplit(address).path.strip("/").split("/")
        if len(parts) == 2 and parts[0] in ("r", "d", "sign-in"):
            yield parts[1]
