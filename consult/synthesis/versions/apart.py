"""Looking through a PDF in a process of its own: whatever it holds, the web server is not held.

The child has limits on time and memory, an empty environment, and loads only what reads.
"""

from __future__ import annotations

import json
import subprocess
import sys

from consult import alone
from consult.synthesis.versions import fitness
from consult.synthesis.versions.fitness import Fault, Unfit

PROGRAM = alone.program(__name__)
CPU_SECONDS, WALL_SECONDS, MEGABYTES = 20, 60, 768


def pages_in(content: bytes) -> int:
    """How many pages a fit file has. Raises `Unfit`, whatever the file is."""
    fitness.ensure_pdf(content)
    try:
        made = alone.answer(
            PROGRAM,
            content,
            cpu_seconds=CPU_SECONDS,
            megabytes=MEGABYTES,
            wall_seconds=WALL_SECONDS,
        )
        told = json.loads(made)
    except (subprocess.TimeoutExpired, ValueError):  # killed, or out of memory beyond saying so
        raise Unfit(Fault.HEAVY) from None
    if "fault" in told:
        raise Unfit(Fault(told["fault"]))
    return int(told["pages"])


def main(limits: list[str]) -> None:
    """Read standard input, tell on standard output, alone in this process."""
    cpu_seconds, megabytes = map(int, limits)
    alone.limit(cpu_seconds, megabytes)
    told: dict[str, str | int]
    try:
        told = {"pages": fitness.pages_in(sys.stdin.buffer.read())}
    except Unfit as refused:
        told = {"fault": refused.fault.value}
    except MemoryError:
        told = {"fault": Fault.HEAVY.value}
    sys.stdout.write(json.dumps(told))
