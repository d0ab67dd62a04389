"""The press: a process of its own, with limits, that turns one snapshot into one PDF.

Run by `consult.alone`, which does not wire the house. It reads a snapshot on standard input,
writes the PDF on standard output, and says each stage on standard error. The second half of the
note is printed by a second process, on the other core.
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
import signal
import sys
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.synthesis.binding import Sheaf
    from consult.synthesis.pagination import Count
    from consult.synthesis.printing import Printer

STAGE = "stage:"
"""How a line of standard error that names a stage begins."""
TOO_BIG, TOO_LONG, FELL = 3, 4, 5
"""How the press ends when it may not have more memory, or more time, or its child crashed."""
PR_SET_PDEATHSIG = 1


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
    from consult.synthesis import faces, layout, printing, snapshot  # noqa: PLC0415  # after those lines

    layout.warm_up()
    printing.common_style(faces.PLAIN.families)
    _fonts_known()
    # WeasyPrint grows one large tree that lives to the end: looking through it for cycles
    # seven hundred objects at a time cost a sixth of the printing (measured on 37 pages).
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 100)
    gc.enable()
    text = sys.stdin.buffer.read().decode()
    if not text:  # whoever started this press ended without anything to print
        return 0
    try:
        note = snapshot.from_json(text)
        # Pango must not have been asked for anything yet: its threads stay with the parent.
        apart = Apart(lambda: printing.Printer(note, layout.Half.SECOND))
        pdf = printing.first_half(note, _say, apart)
        apart.end()
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return TOO_BIG
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        return apart.why()
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(pdf)
    # Taking Python apart while the threads of Pango still run is a race that nobody has to run.
    sys.stderr.flush()
    os._exit(0)


class Apart:
    """A companion of the first half in a child of this process, on another core.

    If the child ends early, `exchange` and `sheaf` raise what reading from or writing to it gives:
    `EOFError`, `BrokenPipeError` or `pickle.UnpicklingError`.
    """

    def __init__(self, printer: Callable[[], Printer]) -> None:
        to_child, from_child = os.pipe(), os.pipe()
        self._child = os.fork()
        inward, outward = (from_child, to_child) if self._child else (to_child, from_child)
        os.close(inward[1])
        os.close(outward[0])
        self._in, self._out = os.fdopen(inward[0], "rb"), os.fdopen(outward[1], "wb")
        if not self._child:
            _end_with_parent()
            os._exit(self._print(printer))

    def _print(self, printer: Callable[[], Printer]) -> int:
        try:
            half = printer()
            self._send(half.paginated())
            self._send(half.sheaf(pickle.load(self._in)))  # noqa: S301  # its own parent wrote it
        except (MemoryError, RecursionError) as error:
            sys.stderr.write(f"{type(error).__name__}\n")
            return TOO_BIG
        except BaseException:  # noqa: BLE001  # a child never goes on as its parent
            sys.excepthook(*sys.exc_info())
            return 1
        finally:
            sys.stderr.flush()
        return 0

    def _send(self, thing: object) -> None:
        pickle.dump(thing, self._out, protocol=pickle.HIGHEST_PROTOCOL)
        self._out.flush()

    def exchange(self, own: Count) -> Count:
        """As `Companion`."""
        # In this order: two processes that both write first may wait for each other for ever.
        other: Count = pickle.load(self._in)  # noqa: S301  # its own child wrote it
        self._send(own)
        return other

    def sheaf(self) -> Sheaf:
        """As `Companion`."""
        pages: Sheaf = pickle.load(self._in)  # noqa: S301  # the same
        return pages

    def end(self) -> int:
        """Wait for the other process; its code is negative if a signal stopped it."""
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def why(self) -> int:
        """How the press ends because its child did."""
        code = self.end()
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TOO_LONG
        sys.stderr.write(f"The second half ended with {code}.\n")
        return FELL if code <= 0 else code


def _end_with_parent() -> None:
    """A half that nobody waits for any more is not printed to its end."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  # only the press

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


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
        written = importlib.import_module("consult.synthesis.declarations")
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
