"""Every table of the house: a process knows those of the rooms it has loaded, not all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import Table

# The queue and the outbox stand outside the rooms: loading them here makes them known.
from consult import jobs, post  # noqa: F401
from consult.db import Base


def every_table() -> list[Table]:
    """Every table of every room, each after those it refers to."""
    for shelf in sorted(Path(__file__).parent.glob("*/models.py")):
        import_module(f"consult.{shelf.parent.name}.models")
    return Base.metadata.sorted_tables
