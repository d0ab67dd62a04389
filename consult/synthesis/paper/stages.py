"""What a press says while it prints, and how it ends, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

STAGE = "stage:"
"""How a line of standard error that names a stage begins."""
DONE = "done"
"""The line of standard error that says that the file is there."""
TOO_BIG, TOO_LONG, FELL = 3, 4, 5
"""How the press ends when it may not have more memory, or more time, or its child crashed."""


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
