"""The press: a process of its own, with limits, that turns one snapshot into one PDF.

Run by `consult.alone`, which does not wire the house. It reads a snapshot on standard input,
writes the PDF on standard output, and says each stage on standard error. The end of the note is
printed by a second process, on the other core; the annexes of a long one in quires before it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import hashlib
import importlib
import os
import pickle
import resource
import sys
import types
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from consult.synthesis.paper import relay
from consult.synthesis.paper.stages import Stage

if TYPE_CHECKING:
    from consult.synthesis.paper.binding import Sheaf
    from consult.synthesis.paper.pagination import Count, Place
    from consult.synthesis.paper.printing import Job, Printer

STAGE = "stage:"
"""How a line of standard error that names a stage begins."""
TOO_BIG, TOO_LONG, FELL = 3, 4, 5
"""How the press ends when it may not have more memory, or more time, or its child crashed."""


def main(arguments: list[str]) -> int:
    """The press: `cpu seconds` and `megabytes` are what it allows itself."""
    cpu_seconds, megabytes = (int(each) for each in arguments)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A crash in Pango tells where it happened.
    faulthandler.enable()
    gc.disable()
    _light()
    # Loaded while the parent may still be composing the snapshot.
    from consult.synthesis.paper import faces, layout, printing  # noqa: PLC0415  # after those lines

    layout.warm_up()
    printing.common_style(faces.PLAIN.families)
    _fonts_known()
    # WeasyPrint grows one large tree that lives to the end: looking through it for cycles
    # seven hundred objects at a time cost a sixth of the printing (measured on 37 pages).
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 100)
    gc.enable()
    try:
        pdf = _pdf(sys.stdin.buffer.read().decode())
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return TOO_BIG
    except relay.Ended as ended:
        return _code(ended.code)
    if not pdf:  # whoever started this press ended without anything to print
        return 0
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(pdf)
    # Taking Python apart while the threads of Pango still run is a race that nobody has to run.
    sys.stderr.flush()
    os._exit(0)


def _pdf(text: str) -> bytes:
    """The note. Raises `relay.Ended` if one of the processes that print it did."""
    from consult.synthesis import snapshot  # noqa: PLC0415  # as above
    from consult.synthesis.paper import layout, printing  # noqa: PLC0415  # as above

    if not text:
        return b""
    _say(Stage.COMPOSING)
    job = printing.Job(layout.Manuscript(snapshot.from_json(text)))
    # Pango must not have been asked for anything yet: its threads stay with the parent.
    between = _in_turns(job)
    apart, beginning = Apart(job.end), job.beginning
    # What a thousand contributions wrote is not kept beside their pages.
    del text, job
    try:
        pdf = printing.bound(beginning, _say, between, apart)
    except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
        raise relay.Ended(apart.end() or -1) from error
    apart.end()
    return pdf


def _in_turns(job: Job) -> relay.Relay:
    """The quires of a long note; the pages of the beginning are counted beside them."""
    from consult.synthesis.paper import printing  # noqa: PLC0415  # as above

    cut = job.cut
    letters = [[each.letters for each in quires] for quires in (cut.annexes, cut.index)]
    # Nought for the beginning, which is counted between them.
    turns = relay.Relay(_progress([*letters[0], 0, *letters[1]] if cut.annexes else []))
    if cut.annexes:
        counts = turns.run([*(each.apart for each in job.annexes), job.beginning.counted])
        known = printing.known_after([counts[-1], *counts[:-1]])
        turns.run([partial(each.apart, known) for each in job.index])
    return turns


def _progress(lengths: Sequence[int]) -> relay.Told:
    """Tells how many pages of the annexes are printed, out of about how many."""
    whole, letters, printed = sum(lengths), 0, 0

    def told(rank: int, pages: int) -> None:
        nonlocal letters, printed
        letters, printed = letters + lengths[rank], printed + pages
        about = printed if letters == whole else round(printed * whole / letters, -1)
        _say(f"{Stage.ANNEXES} {printed} {about:.0f}")

    if lengths:
        _say(Stage.ANNEXES)
    return told


class Apart:
    """A companion of the beginning in a child of this process, on another core.

    If the child ends early, `count` and `sheaf` raise what reading from or writing to it gives:
    `EOFError`, `BrokenPipeError` or `pickle.UnpicklingError`.
    """

    def __init__(self, printer: Printer) -> None:
        to_child, from_child = os.pipe(), os.pipe()
        self._child = os.fork()
        inward, outward = (from_child, to_child) if self._child else (to_child, from_child)
        os.close(inward[1])
        os.close(outward[0])
        self._in, self._out = os.fdopen(inward[0], "rb"), os.fdopen(outward[1], "wb")
        if not self._child:
            relay.end_with_parent()
            os._exit(relay.finished(lambda: self._print(printer)))

    def _print(self, printer: Printer) -> None:
        self._send(printer.count())
        printer.stands(pickle.load(self._in))  # noqa: S301  # its own parent wrote it
        self._send(printer.sheaf())

    def _send(self, thing: object) -> None:
        pickle.dump(thing, self._out, protocol=pickle.HIGHEST_PROTOCOL)
        self._out.flush()

    def count(self) -> Count:
        """As `Companion`."""
        found: Count = pickle.load(self._in)  # noqa: S301  # its own child wrote it
        return found

    def stands(self, place: Place) -> None:
        """As `Companion`."""
        self._send(place)

    def sheaf(self) -> Sheaf:
        """As `Companion`."""
        found: Sheaf = pickle.load(self._in)  # noqa: S301  # the same
        return found

    def end(self) -> int:
        """Wait for the other process; its code is negative if a signal stopped it."""
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])


def _code(ended: int) -> int:
    """How the press ends because a child of it did."""
    if ended in relay.STOPPED:
        return TOO_LONG
    sys.stderr.write(f"A part of the note ended with {ended}.\n")
    return FELL if ended < 0 else ended


def _fonts_known() -> None:
    """Have the fonts looked up once, by one thread.

    Pango has a thread of its own look them up as well, while WeasyPrint does: Fontconfig is not
    always up to that. What is known already is not looked up again.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  # only the press

        with contextlib.suppress(OSError):
            ctypes.CDLL("libfontconfig.so.1").FcInit()


def _say(stage: str) -> None:
    sys.stderr.write(f"{STAGE}{stage}\n")
    sys.stderr.flush()


def _light() -> None:
    """Spare WeasyPrint what it loads for others: most of the time it takes to be imported.

    It asks for each library under names of other systems first, which `ctypes` looks for with
    a compiler; it declares them in C, which is read again every time; and it loads two ways to
    cut down a font besides the one that is used.
    """
    import ctypes.util  # noqa: PLC0415  # only the press

    if sys.platform == "linux":
        ctypes.util.find_library = _nowhere
    for name in ("fontTools.subset", "fontTools.varLib.instancer"):
        sys.modules[name] = Spared(name)
    declared = types.ModuleType("cffi")
    vars(declared)["FFI"] = Declared
    sys.modules["cffi"] = declared


def _nowhere(name: str) -> str | None:
    """Where `ctypes` finds a library that has no such name on Linux."""
    del name
    return None


class Declared:
    """As `cffi.FFI`, for declarations that were read before."""

    def cdef(self, source: str) -> None:
        """Take the declarations from the file that the installation wrote, if they are the same."""
        ffi = _declared_before(source)
        if ffi is None:
            del sys.modules["cffi"]
            ffi = importlib.import_module("cffi").FFI()
            ffi.cdef(source)
        names = [name for name in dir(ffi) if not name.startswith("__")]
        self.__dict__.update({name: getattr(ffi, name) for name in names})


def _declared_before(source: str) -> Any:
    try:
        written = importlib.import_module("consult.synthesis.paper.declarations")
    except ImportError:
        return None
    same = hashlib.sha256(source.encode()).hexdigest() == written.DIGEST
    return written.ffi if same else None


class Spared(types.ModuleType):
    """A module that is loaded when something of it is needed after all."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def asked(*given: Any, **named: Any) -> Any:
            sys.modules.pop(self.__name__, None)
            return getattr(importlib.import_module(self.__name__), name)(*given, **named)

        return asked
