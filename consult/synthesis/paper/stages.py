"""The stages a printing goes through, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """In this order."""

    COMPOSING = "composing"
    ANNEXES = "annexes"
    LAYING_OUT = "laying_out"
    WRITING = "writing"


Ask = Callable[[], None]
"""Raises when the file is not wanted any more; asked every second while it is made."""


def always() -> None:
    """The file is wanted."""
