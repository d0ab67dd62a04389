"""The press: a process of its own, with limits, that turns one snapshot into one PDF.

Run by path, not as `-m consult.synthesis.press`: importing the package would wire the whole
house, and the press needs neither its settings nor its database. It reads a snapshot on
standard input, writes the PDF on standard output, and says each stage on standard error.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import types
from pathlib import Path

STAGE = "stage:"
"""How a line of standard error that names a stage begins."""
PACKAGE = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """The press: `cpu seconds` and `megabytes` are what it allows itself."""
    cpu_seconds, megabytes = (int(each) for each in arguments)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _package_alone()
    # Loaded while the parent may still be composing the snapshot.
    from consult.synthesis import printing, snapshot  # noqa: PLC0415  # only after the line above

    # WeasyPrint grows one large tree that lives to the end: looking through it for cycles
    # seven hundred objects at a time cost a sixth of the printing (measured on 37 pages).
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    text = sys.stdin.buffer.read().decode()
    try:
        pdf = printing.printed(snapshot.from_json(text), progress=_say)
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return 3
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(pdf)
    return 0


def _say(stage: str) -> None:
    sys.stderr.write(f"{STAGE}{stage}\n")
    sys.stderr.flush()


def _package_alone() -> None:
    """Let `consult.…` be imported without running `consult/__init__.py`."""
    sys.path.insert(0, str(PACKAGE.parent))
    alone = types.ModuleType("consult")
    alone.__path__ = [str(PACKAGE)]
    sys.modules["consult"] = alone


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
