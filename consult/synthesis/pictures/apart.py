"""Drawing a picture anew in a process of its own: whatever it holds, the web server is not held.

A file of a few kilobytes may hold forty million dots. The child has limits on time and memory,
an empty environment, and loads only what draws.
"""

from __future__ import annotations

import json
import subprocess
import sys

from consult import alone
from consult.synthesis.pictures import fitting
from consult.synthesis.pictures.fitting import Fault, Fitted, Unfit

PROGRAM = alone.program(__name__)
CPU_SECONDS, WALL_SECONDS, MEGABYTES = 30, 60, 1024


def fitted(content: bytes) -> Fitted:
    """The picture as `fitting.fitted` makes it. Raises `Unfit`, whatever the file is."""
    fitting.ensure_picture(content)
    try:
        made = alone.answer(
            PROGRAM,
            content,
            cpu_seconds=CPU_SECONDS,
            megabytes=MEGABYTES,
            wall_seconds=WALL_SECONDS,
        )
        head, _, drawn = made.partition(b"\n")
        told = json.loads(head)
    except (subprocess.TimeoutExpired, ValueError):  # killed, or out of memory beyond saying so
        raise Unfit(Fault.BROKEN) from None
    if "fault" in told:
        raise Unfit(Fault(told["fault"]))
    return Fitted(drawn, **told)


def main(limits: list[str]) -> None:
    """Read standard input, tell on standard output, alone in this process."""
    cpu_seconds, megabytes = map(int, limits)
    alone.limit(cpu_seconds, megabytes)
    told: dict[str, str | int]
    drawn = b""
    try:
        made = fitting.fitted(sys.stdin.buffer.read())
        told = {"media_type": made.media_type, "width": made.width, "height": made.height}
        drawn = made.content
    except Unfit as refused:
        told = {"fault": refused.fault.value}
    except MemoryError:
        told = {"fault": Fault.BROKEN.value}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + drawn)
