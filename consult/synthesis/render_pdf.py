"""Snapshot to PDF bytes: the printing happens in a process apart, with limits and no secret."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from gettext import NullTranslations
from typing import Self

from consult.synthesis import layout, press, pressroom
from consult.synthesis.pressroom import Limits
from consult.synthesis.snapshot import Snapshot, to_json
from consult.synthesis.stages import Stage
from consult.synthesis.wording import translations

Progress = Callable[[str], None]


class RenderingFailed(Exception):
    """The press gave no PDF; the message is a sentence in the language of the note."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


def html_of(snapshot: Snapshot) -> str:
    """The HTML that is printed."""
    return layout.page(snapshot).html


def render(
    snapshot: Snapshot,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> bytes:
    """The PDF of a note. Raises `RenderingFailed`; `progress` hears each stage, in words."""
    with Press(limits or Limits()) as ready:
        return ready.render(snapshot, progress=progress)


class Press:
    """A press that warms up while the snapshot is being composed.

    >>> with Press() as press:
    ...     snapshot = compose(...)
    ...     pdf = press.render(snapshot)
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._late = False

    def __enter__(self) -> Self:
        running = pressroom.taken(self._limits)
        self._process, self._out = running.process, running.out
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._stop()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stderr, self._out):
            with contextlib.suppress(BrokenPipeError):
                stream.close() if stream else None

    def render(self, snapshot: Snapshot, *, progress: Progress | None = None) -> bytes:
        """Print one note; a press prints once."""
        words = translations(snapshot.language)
        watch = threading.Timer(self._limits.wall_seconds, self._give_up)
        watch.start()
        feeding = threading.Thread(target=self._feed, args=(to_json(snapshot).encode(),))
        feeding.start()
        try:
            said = self._listen(words, progress or (lambda _: None))
            code = self._process.wait()
        finally:
            watch.cancel()
            feeding.join()
        self._out.seek(0)
        pdf = self._out.read()
        if code != 0 or not pdf.startswith(b"%PDF"):
            raise RenderingFailed(self._sentence(code, said, words), said)
        return pdf

    def _feed(self, content: bytes) -> None:
        stdin = self._process.stdin
        # A press that died does not read; why it died is told by its exit code.
        with contextlib.suppress(BrokenPipeError):
            if stdin:
                stdin.write(content)
                stdin.close()

    def _listen(self, words: NullTranslations, progress: Progress) -> str:
        names = {
            Stage.COMPOSING: words.gettext("Composing"),
            Stage.LAYING_OUT: words.gettext("Laying out the pages"),
            Stage.WRITING: words.gettext("Writing the file"),
        }
        said: list[str] = []
        for raw in self._process.stderr or ():
            line = raw.decode(errors="replace").strip()
            if line.startswith(press.STAGE):
                progress(names[Stage(line.removeprefix(press.STAGE))])
            else:
                said = [*said[-40:], line]
        return "\n".join(said)

    def _give_up(self) -> None:
        self._late = True
        self._stop()

    def _stop(self) -> None:
        # The press has a session of its own: its second half stops with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _sentence(self, code: int, said: str, words: NullTranslations) -> str:
        if self._late or code in (-signal.SIGXCPU, -signal.SIGKILL, press.TOO_LONG):
            return words.gettext("The note is too long to be laid out in the time allowed.")
        if code == press.TOO_BIG or "MemoryError" in said or "llocat" in said:
            return words.gettext("The note is too long to be laid out in the memory allowed.")
        return words.gettext("The note could not be laid out; the cause is in the log.")
