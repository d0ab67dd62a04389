"""Asking a virus scanner about a file: clamd and its INSTREAM, over TCP or a local socket."""

from __future__ import annotations

import contextlib
import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 64 * 1024
PATIENCE = 60.0
LONGEST_REPLY = 4096
_FOUND = " FOUND"


class ScanFailed(Exception):
    """The scanner cannot be reached, or says neither clean nor infected."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found; without a name it found nothing."""

    virus: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.virus


def verdict_on(content: bytes, *, url: str, patience: float = PATIENCE) -> Verdict:
    """Hand the bytes over and read the answer. Raises `ScanFailed`."""
    try:
        with contextlib.closing(_connected(url, patience)) as line:
            _hand_over(line, content)
            reply = _reply(line)
    except OSError as error:
        raise ScanFailed(f"{type(error).__name__}: {error}") from error
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(_FOUND):
        return Verdict(said.removesuffix(_FOUND))
    raise ScanFailed(reply or "no answer")


def _connected(url: str, patience: float) -> socket.socket:
    where = urlsplit(url)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(where.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((where.hostname or "", where.port or 0), timeout=patience)


def _hand_over(line: socket.socket, content: bytes) -> None:
    """Pieces preceded by their length; a length of zero ends them.

    A scanner that refuses what is too long answers and hangs up before the end: its answer is
    still there to be read.
    """
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))


def _reply(line: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        piece = line.recv(LONGEST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("utf-8", "replace").strip()
