"""Run one module of ours in a process of its own, without wiring the house.

    python -P consult/alone.py MODULE [ARGUMENT…]

Run by path: importing the package would load every room, and a process that only prints or
reads a document needs neither the settings nor the database. What runs is the module's `main`.
"""

from __future__ import annotations

import sys
import types
from importlib import import_module
from pathlib import Path


def main(module: str, arguments: list[str]) -> int | None:
    """Let `consult.…` be imported without running `consult/__init__.py`, then run the module."""
    package = types.ModuleType("consult")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["consult"] = package
    code: int | None = import_module(module).main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
