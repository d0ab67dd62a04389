"""Reading a document in a process of its own: whatever it holds, the web server is not held.

The child has limits on time and memory, an empty environment, and loads only the readers.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

from consult import alone
from consult.contributions.offline.returned import Found, Known, Trouble, Unreadable

LARGEST = 20 * 1024 * 1024
SECONDS = 15
MEMORY = 1024**3
PROGRAM = [alone.__file__, __name__]


def read(content: bytes, known: Known) -> Found:
    """Everything that was filled in. Raises `Unreadable`, whatever the document is."""
    if len(content) > LARGEST:
        raise Unreadable(Trouble.TOO_LARGE)
    given = json.dumps(
        {
            "bookmarks": dict(known.bookmarks),
            "tags": dict(known.tags),
            "printed": sorted(known.printed),
            "headings": dict(known.headings),
        }
    ).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own program, which reads what it is given
            [sys.executable, "-P", *PROGRAM],
            input=len(given).to_bytes(8, "big") + given + content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Trouble.TOO_LONG) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise Unreadable(Trouble.UNREADABLE) from None
    if "trouble" in told:
        raise Unreadable(Trouble(told["trouble"]))
    return Found.read(told)


def found_in(content: bytes, known: Known) -> Found:
    """The same in this process, for the child and for tests. Raises `Unreadable`."""
    if b"%PDF-" in content[:1024]:
        from consult.contributions.offline import from_pdf  # noqa: PLC0415 - one of the two

        return from_pdf.found_in(content, known)
    if content[:4] == b"PK\x03\x04":
        from consult.contributions.offline import from_word  # noqa: PLC0415 - one of the two

        return from_word.found_in(content, known)
    if content[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise Unreadable(Trouble.OLD_WORD)
    raise Unreadable(Trouble.FORMAT)


def main(_: list[str]) -> None:
    """Read standard input, tell on standard output, alone in this process."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    stream = sys.stdin.buffer
    given = json.loads(stream.read(int.from_bytes(stream.read(8), "big")))
    known = Known(given["bookmarks"], given["tags"], frozenset(given["printed"]), given["headings"])
    try:
        told = found_in(stream.read(), known).plain
    except Unreadable as refusal:
        told = {"trouble": refusal.trouble.value}
    except MemoryError:
        told = {"trouble": Trouble.TOO_LARGE.value}
    sys.stdout.write(json.dumps(told))
