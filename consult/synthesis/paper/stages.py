"""The stages a printing goes through, for whoever waits."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """In this order."""

    COMPOSING = "composing"
    ANNEXES = "annexes"
    LAYING_OUT = "laying_out"
    WRITING = "writing"
