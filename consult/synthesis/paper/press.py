"""The press: a process of its own, with limits, that turns snapshots into PDFs.

Run by `consult.alone`, which does not wire the house. It reads a snapshot on standard input,
writes the PDF on standard output, and says each stage on standard error. What lays out the pages
are children of it; it ends when its input does, or when nothing was asked of it for a while.
"""

from __future__ import annotations

import faulthandler
import gc
import hashlib
import importlib
import os
import select
import sys
import types
from typing import Any

from consult import alone
from consult.synthesis.paper import relay
from consult.synthesis.paper.stages import DONE, FELL, STAGE, TOO_BIG, TOO_LONG

IDLE = 300.0
"""Seconds after which nobody asks for the last note again: what it holds is forgotten."""


def main(arguments: list[str]) -> int:
    """The press: `cpu seconds` and `megabytes` are what each of its processes may take."""
    cpu_seconds, megabytes = (int(each) for each in arguments)
    alone.limit(cpu_seconds, megabytes)
    # A crash in Pango tells where it happened.
    faulthandler.enable()
    gc.disable()
    _light()
    # Loaded while the parent may still be composing the snapshot.
    from consult.synthesis.paper import faces, layout, printing  # noqa: PLC0415  # after those lines
    from consult.synthesis.paper.pressing import Pressing  # noqa: PLC0415  # the same

    layout.warm_up()
    printing.common_style(faces.PLAIN.families)
    alone.know_fonts()
    # WeasyPrint grows one large tree that lives to the end: looking through it for cycles
    # seven hundred objects at a time cost a sixth of the printing (measured on 37 pages).
    gc.freeze()
    gc.set_threshold(1_000_000, 50, 100)
    gc.enable()
    # Its hands wait for the snapshot as it does.
    pressing = Pressing(_say)
    try:
        while not pressing.spent and (text := _next()):
            pdf = pressing.printed(text)
            del text
            _give(pdf)
            pressing.sweep()
    except (MemoryError, RecursionError) as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return TOO_BIG
    except relay.Ended as ended:
        return _code(ended.code)
    return 0


def _next() -> str:
    """The next snapshot: a line with its length, then its bytes; nothing when none comes."""
    if not select.select([sys.stdin], [], [], IDLE)[0]:
        return ""
    length = sys.stdin.buffer.readline()
    return sys.stdin.buffer.read(int(length)).decode() if length else ""


def _give(pdf: bytes) -> None:
    """The file, in place of the one before; then whoever waits for it is told."""
    os.ftruncate(1, 0)
    os.lseek(1, 0, os.SEEK_SET)
    with os.fdopen(os.dup(1), "wb") as out:
        out.write(pdf)
    sys.stderr.write(f"{DONE}\n")
    sys.stderr.flush()


def _code(ended: int) -> int:
    """How the press ends because a child of it did."""
    if ended in relay.STOPPED:
        return TOO_LONG
    sys.stderr.write(f"A part of the note ended with {ended}.\n")
    return FELL if ended < 0 else ended


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
