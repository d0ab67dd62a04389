"""The hands of a press: two processes that stay, and print parts of notes one after the other.

A hand keeps what it printed last: when a paragraph changes, the pages around it are laid out
again and the others stand. Orders and what comes of them go through files in a folder of the
press, so that neither waits for the other to read.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from consult.synthesis.paper import relay

if TYPE_CHECKING:
    from consult.synthesis.paper.pagination import Place
    from consult.synthesis.paper.printing import Imprint, Printer, Proof


class Work(Enum):
    """What a hand is asked to do with a part."""

    COUNT = "cut it into pages"
    APART = "draw it, whose pages have no number yet"
    SHELL = "draw the end of the note, in which the others are bound"
    SWEEP = "put away what the last printing left"


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to do; without a `proof`, with the part of that name as it was counted."""

    work: Work
    name: str
    proof: Proof | None = None
    anchors: Mapping[str, int] | None = None
    place: Place | None = None
    imprint: Imprint | None = None


class Hand:
    """One of them, seen from the press, which must not have asked Pango for anything.

    What it gives back comes in the order of the orders.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given = 0
        self._waiting: deque[int] = deque()
        to_hand, from_hand = os.pipe(), os.pipe()
        self._child = os.fork()
        inward, outward = (from_hand, to_hand) if self._child else (to_hand, from_hand)
        os.close(inward[1])
        os.close(outward[0])
        # Without a buffer: what is there to be read is seen by whoever waits for it.
        self._in, self._out = os.fdopen(inward[0], "rb", 0), os.fdopen(outward[1], "wb", 0)
        if not self._child:
            relay.end_with_parent()
            os._exit(relay.finished(lambda: _serve(self._in, self._out, folder)))

    def fileno(self) -> int:
        """What tells that something came of an order."""
        return self._in.fileno()

    def order(self, order: Order) -> None:
        """Give an order. Raises `relay.Ended` if nobody takes it."""
        number, self._given = self._given, self._given + 1
        _dump(self._file(number), order)
        self._waiting.append(number)
        try:
            self._say(number)
        except BrokenPipeError as error:
            raise relay.Ended(self._ended()) from error

    def result(self) -> Any:
        """What came of the oldest order. Raises `relay.Ended` if nothing will."""
        if not self._in.readline():
            raise relay.Ended(self._ended())
        return _load(self._file(self._waiting.popleft()))

    def rest(self) -> None:
        """Let it go."""
        with contextlib.suppress(BrokenPipeError):
            self._out.close()
        self._in.close()
        os.waitpid(self._child, 0)

    def _say(self, number: int) -> None:
        self._out.write(b"%d\n" % number)

    def _file(self, number: int) -> Path:
        return self._folder / f"{self._child}-{number}"

    def _ended(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1]) or -1


def _serve(inward: IO[bytes], outward: IO[bytes], folder: Path) -> None:
    printers: dict[str, Printer] = {}
    while line := inward.readline():
        file = folder / f"{os.getpid()}-{int(line)}"
        _dump(file, _done(_load(file), printers))
        outward.write(line)


def _done(order: Order, printers: dict[str, Printer]) -> Any:
    from consult.synthesis.paper.printing import Printer  # noqa: PLC0415  # only where it prints

    if order.work is Work.SWEEP:
        return gc.collect()
    if order.proof is not None:
        printers[order.name] = Printer(order.proof, printers.pop(order.name, None))
    printer = printers[order.name]
    match order.work:
        case Work.COUNT:
            return printer.count()
        case Work.APART:
            return printer.apart(order.anchors)
        case Work.SHELL if order.place and order.imprint:
            return printer.shell(order.place, order.imprint)
    raise ValueError(order.work)


def _dump(file: Path, thing: object) -> None:
    with file.open("wb") as out:
        pickle.dump(thing, out, protocol=pickle.HIGHEST_PROTOCOL)


def _load(file: Path) -> Any:
    with file.open("rb") as found:
        thing = pickle.load(found)  # noqa: S301  # the press and its own child wrote it
    file.unlink()
    return thing
