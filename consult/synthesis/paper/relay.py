"""The quires of a long note, printed by processes that take turns, two at a time."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consult.synthesis.paper.stages import TOO_BIG

if TYPE_CHECKING:
    from consult.synthesis.paper.binding import Sheaf
    from consult.synthesis.paper.pagination import Count

AT_ONCE = 2
PR_SET_PDEATHSIG = 1
STOPPED = (-signal.SIGXCPU, -signal.SIGKILL)
"""How a process ends that took too long, or that somebody stopped."""
Job = Callable[[], "tuple[Count, Sheaf | None]"]
Told = Callable[[int, int], None]
"""Hears which job has printed a quire, and how many pages it has."""


class Ended(Exception):
    """A process ended with this code instead of printing."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Relay:
    """Each quire is printed by a child of this process, which must not have asked Pango anything.

    What a quire took of memory is given back as a whole when its process ends. One that crashes
    is printed once more.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._folder = Path(tempfile.mkdtemp(prefix="quires-"))
        self._running: dict[int, int] = {}
        self._jobs: dict[int, Job] = {}
        self._given = 0
        self._counts: dict[int, Count] = {}
        self._kept: set[int] = set()

    @property
    def counts(self) -> Sequence[Count]:
        """How many pages each has, in their order."""
        return [self._counts[rank] for rank in sorted(self._kept)]

    def run(self, jobs: Sequence[Job]) -> list[Count]:
        """Print these quires after those before; a job that gives no sheaf only counts its pages.

        Raises `Ended`.
        """
        ranks = range(self._given, self._given + len(jobs))
        self._given += len(jobs)
        self._jobs |= zip(ranks, jobs, strict=True)
        left = list(ranks)[::-1]
        fell: set[int] = set()
        while left or self._running:
            while left and len(self._running) < AT_ONCE:
                self._start(left.pop())
            rank, code = self._wait()
            if code < 0 and code not in STOPPED and rank not in fell:
                sys.stderr.write(f"A quire ended with {code} and is printed again.\n")
                fell.add(rank)
                left.append(rank)
            elif code:
                self._stop()
                raise Ended(code)
            else:
                self._note(rank)
        return [self._counts[rank] for rank in ranks]

    def _note(self, rank: int) -> None:
        del self._jobs[rank]
        with self._file(rank).open("rb") as file:
            self._counts[rank], kept = pickle.load(file)  # noqa: S301  # its own child wrote it
        if kept:
            self._kept.add(rank)
            self._told(rank, self._counts[rank].pages)

    def sheaves(self) -> Iterator[Sheaf]:
        """The quires, in their order; one after the other is in memory."""
        for rank in sorted(self._kept):
            with self._file(rank).open("rb") as file:
                pickle.load(file)  # noqa: S301  # its own child wrote it
                yield pickle.load(file)  # noqa: S301  # the same

    def _file(self, rank: int) -> Path:
        return self._folder / str(rank)

    def _start(self, rank: int) -> None:
        child = os.fork()
        if child:
            self._running[child] = rank
            return
        end_with_parent()
        os._exit(finished(lambda: self._print(rank)))

    def _print(self, rank: int) -> None:
        count, sheaf = self._jobs[rank]()
        with self._file(rank).open("wb") as file:
            for thing in ((count, sheaf is not None), sheaf):
                pickle.dump(thing, file, protocol=pickle.HIGHEST_PROTOCOL)

    def _wait(self) -> tuple[int, int]:
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        if child not in self._running:  # a hand of the press, which nobody asked to stop
            self._stop()
            raise Ended(code or -1)
        return self._running.pop(child), code

    def _stop(self) -> None:
        for child in self._running:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def finished(work: Callable[[], None]) -> int:
    """How a child ends after its work: what went wrong was said."""
    try:
        work()
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return TOO_BIG
    except BaseException:  # noqa: BLE001  # a child never goes on as its parent
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stderr.flush()
    return 0


def end_with_parent() -> None:
    """A part that nobody waits for any more is not printed to its end."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  # only the press

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
