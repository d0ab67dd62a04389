"""A consistent copy while people work, and back again; the same file for both databases."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from enum import Enum as PythonEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Enum, Integer, Table, Time, func, insert, select, text

from consult.db import Database, UtcDateTime
from consult.storage import Storage
from consult.tables import every_table

SCHEMA = "consult-backup/1"
Row = dict[str, Any]
BATCH = 500


class BackupRefused(Exception):
    """The file cannot be written or restored; the message is a sentence."""


def back_up(database: Database, storage: Storage, path: Path, *, revision: str) -> dict[str, int]:
    """Write every row and every file into the zip archive `path`; returns rows per table.

    All rows are of one instant: everything acknowledged before the start is in the copy.
    Files are kept under their digest and never change, so that they can be read afterwards.
    The archive appears whole or not at all.
    """
    beside = path.with_name(f"{path.name}.part")
    counts: dict[str, int] = {}
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        with database.read_engine.connect() as opened:
            level = "SERIALIZABLE" if database.is_sqlite else "REPEATABLE READ"
            connection = (
                opened if database.is_sqlite else opened.execution_options(isolation_level=level)
            )
            for table in kept_tables():
                with archive.open(f"tables/{table.name}.jsonl", "w") as lines:
                    counts[table.name] = _write_rows(connection, table, lines)
        for digest in storage:
            with suppress(FileNotFoundError):  # erased meanwhile: nobody is to find it again
                archive.writestr(f"files/{digest}", storage.read(digest))
        manifest = {"schema": SCHEMA, "revision": revision, "rows": counts}
        archive.writestr("manifest.json", json.dumps(manifest, indent=2, sort_keys=True))
    beside.replace(path)
    return counts


def restore(database: Database, storage: Storage, path: Path, *, revision: str) -> dict[str, int]:
    """Fill an empty database and its storage from `path`; all rows or none.

    Raises `BackupRefused` for a file that is no backup, is damaged or is of another schema
    revision, and for a database that holds anything.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _restore(database, storage, archive, revision)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BackupRefused(f"{path.name} is not a backup of Consult, or it is damaged.") from error


def _restore(
    database: Database, storage: Storage, archive: zipfile.ZipFile, revision: str
) -> dict[str, int]:
    manifest = json.loads(archive.read("manifest.json"))
    if manifest.get("schema") != SCHEMA:
        raise ValueError("another schema")
    if manifest["revision"] != revision:
        raise BackupRefused(
            f"The backup is of schema revision {manifest['revision']}, this program of {revision}."
        )
    for name in archive.namelist():
        folder, _, digest = name.partition("/")
        if folder == "files":
            content = archive.read(name)
            if hashlib.sha256(content).hexdigest() != digest:
                raise ValueError(name)
            storage.put(content)
    with database.write_engine.begin() as connection:
        for table in kept_tables():
            if connection.scalar(select(func.count()).select_from(table)):
                raise BackupRefused(f"The database is not empty: table {table.name} holds rows.")
        for table in kept_tables():
            with archive.open(f"tables/{table.name}.jsonl") as lines:
                count = _read_rows(connection, table, lines)
            if count != manifest["rows"][table.name]:
                raise ValueError(table.name)
            _advance_counter(connection, table)
    rows: dict[str, int] = manifest["rows"]
    return rows


def kept_tables() -> list[Table]:
    """Every table but those that are made again from the others, such as the search's."""
    return [one for one in every_table() if not one.info.get("derived")]


def _write_rows(connection: Connection, table: Table, lines: Any) -> int:
    count = 0
    rows = connection.execution_options(yield_per=BATCH).execute(select(table)).mappings()
    for row in rows:
        plain = {name: _plain(value) for name, value in row.items()}
        lines.write(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count


def _read_rows(connection: Connection, table: Table, lines: Any) -> int:
    count = 0
    rows = (
        {name: _typed(table, name, value) for name, value in json.loads(line).items()}
        for line in io.TextIOWrapper(lines, encoding="utf-8", newline="\n")
    )
    own = [one.parent.name for one in table.foreign_keys if one.column.table is table]
    for batch in _generations(rows, own) if own else _batches(rows):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _generations(rows: Iterable[Row], own: Sequence[str]) -> Iterator[list[Row]]:
    """Rows after those of the same table that they rest on, which may have been made later."""
    waiting, back = [*rows], {None}
    while waiting:
        ready = [row for row in waiting if all(row[name] in back for name in own)]
        if not ready:
            raise ValueError("rows that rest on each other")
        yield ready
        back.update(row["id"] for row in ready)
        waiting = [row for row in waiting if row["id"] not in back]


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):  # an instant is a day too
        return value.isoformat()
    return value.value if isinstance(value, PythonEnum) else value


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value


def _advance_counter(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids apart from rows: tell it where they stand."""
    if connection.dialect.name != "postgresql":
        return
    keys = list(table.primary_key)
    if len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    highest = connection.scalar(select(func.max(keys[0])))
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:t, :c), :n)"),
            {"t": f'"{table.name}"', "c": keys[0].name, "n": highest},
        )
