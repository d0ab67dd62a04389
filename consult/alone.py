"""Run one module of ours in a process of its own, without wiring the house.

    python -P consult/alone.py MODULE [ARGUMENT…]

Run by path, because a process that is told nothing of its surroundings would not find the
package. What runs is the module's `main`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path


def limit(cpu_seconds: int, megabytes: int) -> None:
    """What this process and its children may each take; the time ends it with a signal."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def program(module: str) -> list[str]:
    """The command that runs `module` in a process that looks at nothing around it."""
    return [sys.executable, "-I", "-W", "ignore", __file__, module]


def answer(
    command: Sequence[str],
    content: bytes,
    *,
    cpu_seconds: int,
    megabytes: int,
    wall_seconds: float,
) -> bytes:
    """What a program says of a file, which it is given with its limits and no secret.

    It sets them itself, by `limit`, before it reads. One that falls has said little or nothing.
    Raises `subprocess.TimeoutExpired`.
    """
    import subprocess  # noqa: PLC0415  # only who asks, not what is run

    done = subprocess.run(  # noqa: S603 - our own program, which reads what it is given
        [*command, str(cpu_seconds), str(megabytes)],
        input=content,
        capture_output=True,
        timeout=wall_seconds,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )
    return done.stdout


def know_fonts() -> None:
    """Have the fonts looked up once, by one thread, before anything is printed here.

    Pango has a thread of its own look them up as well, while WeasyPrint does: Fontconfig is not
    always up to that, and the process falls. What is known already is not looked up again.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  # only what prints

        with suppress(OSError):
            ctypes.CDLL("libfontconfig.so.1").FcInit()


def main(module: str, arguments: list[str]) -> int | None:
    """Run `consult.…`, found beside this file."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    code: int | None = import_module(module).main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
