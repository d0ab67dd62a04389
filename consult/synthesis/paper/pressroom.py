"""Starting a press: a process apart, with limits and no secret.

Light, so that a command can start one before the house is loaded: while rooms are imported and
the snapshot is composed, the press reads its fonts and templates.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from consult import alone

FONTS_CONF = Path(__file__).with_name("fonts.conf")
PRESS = "consult.synthesis.paper.press"
LONG, EACH_SECOND = 1_000_000, 5_000
COMMAND = ["note", "build"]
"""The command that prints."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one printing may take before it is stopped."""

    cpu_seconds: int = 300
    megabytes: int = 3072
    wall_seconds: float = 400

    def wall_for(self, size: int) -> float:
        """Seconds for a snapshot of so many bytes: what is long is printed by many processes.

        A thousand contributions are nine million bytes, and two minutes on two quiet cores.
        """
        return self.wall_seconds + max(0, size - LONG) / EACH_SECOND


@dataclass(frozen=True, slots=True)
class Running:
    """A press that waits for a snapshot, the file it prints into, and its room for fonts."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]
    room: tempfile.TemporaryDirectory[str]

    def cleared(self) -> None:
        """Put away what the press leaves behind, however it ended."""
        for stream in (self.process.stdin, self.process.stderr, self.out):
            with suppress(BrokenPipeError):
                stream.close() if stream else None
        self.room.cleanup()


_waiting: list[Running] = []


def foresee(arguments: Sequence[str]) -> None:
    """Start the press at once when the command line asks for a note on paper."""
    pairs = [list(arguments[place : place + 2]) for place in range(len(arguments))]
    if COMMAND in pairs and any(each.lower().endswith(".pdf") for each in arguments):
        _waiting.append(_start(Limits()))


def taken(limits: Limits) -> Running:
    """The press that was foreseen, or a new one."""
    if _waiting and limits == Limits():
        return _waiting.pop()
    return _start(limits)


def _start(limits: Limits) -> Running:
    out = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever takes the press
    # A press that is stopped cannot tidy up, and one that ends in haste does not: each printing
    # left the fonts of its second half in the folder of temporary files.
    room = tempfile.TemporaryDirectory(prefix="consult-press-", ignore_cleanup_errors=True)
    command = alone.program(PRESS)
    process = subprocess.Popen(  # noqa: S603  # our own program, no shell
        [*command, str(limits.cpu_seconds), str(limits.megabytes)],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=subprocess.PIPE,
        env={**environment(), "TMPDIR": room.name},
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )
    return Running(process, out, room)


def environment() -> dict[str, str]:
    """Nothing of ours goes in: no address, no secret; only where system libraries may be."""
    kept = {
        name: os.environ[name]  # noqa: TID251  # handed on to a child, not a setting of ours
        for name in ("PATH", "LD_LIBRARY_PATH")
        if name in os.environ  # noqa: TID251  # the same
    }
    return kept | {
        "LANG": "C.UTF-8",
        "HOME": tempfile.gettempdir(),
        "FONTCONFIG_FILE": str(FONTS_CONF),
    }
