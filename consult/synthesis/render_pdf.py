"""Snapshot to PDF bytes: the printing happens in a process apart, with limits and no secret."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Self

from consult.synthesis.paper import pressroom, stages
from consult.synthesis.paper.pressroom import Limits, Running
from consult.synthesis.paper.stages import Ask, Stage, always
from consult.synthesis.snapshot import Snapshot, to_json
from consult.synthesis.wording import translations

Progress = Callable[[str], None]
ASK_EVERY = 1.0
"""Seconds between two questions whether the note is still wanted."""
STOPPED = (-signal.SIGXCPU, -signal.SIGKILL, stages.TOO_LONG)

log = logging.getLogger(__name__)


class RenderingFailed(Exception):
    """The press gave no PDF; the message is a sentence in the language of the note.

    What the press said, and how it ended, is a note of the exception.
    """


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a press ended."""

    code: int
    said: str
    pdf: bytes
    late: bool

    @property
    def printed(self) -> bool:
        """Whether there is a file."""
        return self.code == 0 and self.pdf.startswith(b"%PDF")

    @property
    def too_long(self) -> bool:
        """Whether it was stopped by the clock."""
        return self.late or self.code in STOPPED

    @property
    def too_big(self) -> bool:
        """Whether it had no memory left; libraries say so in their own words."""
        return self.code == stages.TOO_BIG or "MemoryError" in self.said or "llocat" in self.said

    @property
    def fell(self) -> bool:
        """Whether it crashed, which the same note need not do again."""
        crashed = self.code < 0 or self.code == stages.FELL or not self.said
        return not (self.printed or self.too_long or self.too_big) and crashed

    def __str__(self) -> str:
        return f"The press ended with {self.code} and said:\n{self.said or '(nothing)'}"


def render(
    snapshot: Snapshot,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The PDF of a note. Raises `RenderingFailed`; `progress` hears each stage, in words."""
    with Press(limits or Limits()) as ready:
        return ready.render(snapshot, progress=progress)


_busy = threading.Lock()
_standing: list[Press] = []


@contextlib.contextmanager
def standing() -> Iterator[Press]:
    """The press of this process, which stays for the next note.

    Who needs one while another prints has a press of their own.
    """
    if not _busy.acquire(blocking=False):
        with Press() as press:
            yield press
        return
    try:
        if not (_standing and _standing[0].stands):
            _dismiss()
            _standing.append(Press().__enter__())
        yield _standing[0]
    except BaseException:
        _dismiss()
        raise
    finally:
        _busy.release()


def _dismiss() -> None:
    while _standing:
        _standing.pop().__exit__()


atexit.register(_dismiss)


class Press:
    """A press that warms up while the snapshot is being composed.

    >>> with Press() as press:
    ...     snapshot = compose(...)
    ...     pdf = press.render(snapshot)

    It prints as many notes as one likes, one after the other, and keeps in memory what it printed
    last: a note of which little changed is printed again in less than half the time, to the same
    bytes as by a new press. It ends by itself when nothing is asked of it for five minutes.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._ensure_wanted: Ask = always
        self._late = False

    def __enter__(self) -> Self:
        self._running = pressroom.taken(self._limits)
        return self

    def __exit__(self, *_: object) -> None:
        self._end(self._running)

    @property
    def stands(self) -> bool:
        """Whether it still waits for notes."""
        return self._running.process.poll() is None

    def render(
        self,
        snapshot: Snapshot,
        *,
        progress: Progress | None = None,
        ensure_wanted: Ask = always,
    ) -> bytes:
        """Print one note. A press that crashes is replaced by another, once.

        `ensure_wanted` is asked every second; what it raises stops the press. Raises
        `RenderingFailed`.
        """
        told = progress or (lambda _: None)
        self._ensure_wanted, self._late = ensure_wanted, False
        words = translations(snapshot.language)
        outcome = self._printed(snapshot, words, told)
        if outcome.fell:
            log.warning("A press is started again. %s", outcome)
            self._end(self._running)
            self._running = pressroom.taken(self._limits)
            outcome = self._printed(snapshot, words, told)
        if not outcome.printed:
            log.error("No note. %s", outcome)
            failed = RenderingFailed(self._sentence(outcome, words))
            failed.add_note(str(outcome))
            raise failed
        return outcome.pdf

    def _end(self, running: Running) -> None:
        if running.process.poll() is None:
            self._stop()
        running.process.wait()
        running.cleared()

    def _printed(self, snapshot: Snapshot, words: NullTranslations, progress: Progress) -> Outcome:
        process, out = self._running.process, self._running.out
        text = to_json(snapshot).encode()
        watch = threading.Timer(self._limits.wall_for(len(text)), self._give_up)
        watch.start()
        feeding = threading.Thread(target=self._feed, args=(text,))
        feeding.start()
        try:
            said, done = self._listen(words, progress)
            code = 0 if done else process.wait()
        except BaseException:
            self._stop()
            raise
        finally:
            watch.cancel()
            feeding.join()
        out.seek(0)
        return Outcome(code, said, out.read(), self._late)

    def _feed(self, content: bytes) -> None:
        stdin = self._running.process.stdin
        # A press that died does not read; why it died is told by its exit code.
        with contextlib.suppress(BrokenPipeError):
            if stdin:
                stdin.write(b"%d\n" % len(content) + content)
                stdin.flush()

    def _listen(self, words: NullTranslations, progress: Progress) -> tuple[str, bool]:
        """What the press said, and whether it said that the file is there."""
        said: list[str] = []
        for line in self._lines():
            if line == stages.DONE:
                return "\n".join(said), True
            if line.startswith(stages.STAGE):
                progress(_told(line.removeprefix(stages.STAGE), words))
            else:
                said = [*said[-40:], line]
        return "\n".join(said), False

    def _lines(self) -> Iterator[str]:
        """What the press says, while it is wanted."""
        stream = self._running.process.stderr
        if stream is None:
            return
        asked, left = time.monotonic(), b""
        while True:
            ready, _, _ = select.select([stream], [], [], ASK_EVERY)
            if time.monotonic() - asked >= ASK_EVERY:
                self._ensure_wanted()
                asked = time.monotonic()
            if not ready:
                continue
            told = os.read(stream.fileno(), 65_536)
            *whole, left = (left + told).split(b"\n")
            yield from (line.decode(errors="replace").strip() for line in whole)
            if not told:
                yield from [left.decode(errors="replace").strip()] if left else []
                return

    def _give_up(self) -> None:
        self._late = True
        self._stop()

    def _stop(self) -> None:
        # The press has a session of its own: its second half stops with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._running.process.pid, signal.SIGKILL)

    def _sentence(self, outcome: Outcome, words: NullTranslations) -> str:
        if outcome.too_long:
            return words.gettext("The note is too long to be laid out in the time allowed.")
        if outcome.too_big:
            return words.gettext("The note is too long to be laid out in the memory allowed.")
        return words.gettext("The note could not be laid out; the cause is in the log.")


def _told(stage: str, words: NullTranslations) -> str:
    """A stage in words; of the annexes, how many pages there are out of about how many."""
    name, *counts = stage.split()
    if counts:
        said = words.gettext("Annexes: %(done)s pages out of about %(all)s")
        return said % dict(zip(("done", "all"), counts, strict=True))
    return {
        Stage.COMPOSING: words.gettext("Composing"),
        Stage.ANNEXES: words.gettext("Printing the annexes"),
        Stage.LAYING_OUT: words.gettext("Laying out the pages"),
        Stage.WRITING: words.gettext("Writing the file"),
    }[Stage(name)]
