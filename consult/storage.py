"""Files under their digest: the name somebody gave one never reaches the disk."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Protocol

from flask import Flask, current_app

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Storage(Protocol):
    """Where attachments and artefacts are kept."""

    def put(self, content: bytes) -> str:
        """Keep `content`; its SHA-256 finds it again. Keeping twice is keeping once."""
        ...

    def take(self, file: IO[bytes]) -> str:
        """The same of a whole file, however large: it is never in memory at once."""
        ...

    def read(self, digest: str) -> bytes:
        """What was kept. Raises `FileNotFoundError`."""
        ...

    def open(self, digest: str) -> IO[bytes]:
        """The same, to be read a piece at a time."""
        ...

    def remove(self, digest: str) -> None:
        """Forget it; what is not there is forgotten already."""
        ...

    def __iter__(self) -> Iterator[str]: ...

    def __contains__(self, digest: str) -> bool: ...


class Folder:
    """A local folder, two levels deep; a file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Write beside, then rename into place."""
        return self.take(io.BytesIO(content))

    def take(self, file: IO[bytes]) -> str:
        """The same, a piece at a time: once for its name, once more for what it holds."""
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file that is read
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
            shutil.copyfileobj(file, beside)
            beside.flush()
            os.fsync(beside.fileno())
        Path(beside.name).rename(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Read one file whole."""
        return self._path(digest).read_bytes()

    def open(self, digest: str) -> IO[bytes]:
        """Open one file."""
        return self._path(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Take one file away."""
        self._path(digest).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self.root.glob("??/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def __contains__(self, digest: str) -> bool:
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest)
        return self.root / digest[:2] / digest


class Memory:
    """The harmless twin for tests."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        """Keep in a dictionary."""
        digest = hashlib.sha256(content).hexdigest()
        self.kept[digest] = content
        return digest

    def take(self, file: IO[bytes]) -> str:
        """Keep in the dictionary whole: tests are small."""
        file.seek(0)
        return self.put(file.read())

    def open(self, digest: str) -> IO[bytes]:
        """As if it were a file."""
        return io.BytesIO(self.read(digest))

    def read(self, digest: str) -> bytes:
        """Find in the dictionary."""
        try:
            return self.kept[digest]
        except KeyError:
            raise FileNotFoundError(digest) from None

    def remove(self, digest: str) -> None:
        """Take it out of the dictionary."""
        self.kept.pop(digest, None)

    def __iter__(self) -> Iterator[str]:
        yield from sorted(self.kept)

    def __contains__(self, digest: str) -> bool:
        return digest in self.kept


def init_app(app: Flask, url: str) -> None:
    """Open the storage that the settings name: a folder, or `memory:`."""
    app.extensions["storage"] = Memory() if url == "memory:" else Folder(Path(url))


def storage() -> Storage:
    """The storage of the running application."""
    found: Storage = current_app.extensions["storage"]
    return found


def forget(digests: Iterable[str]) -> None:
    """Take away files that nothing refers to any more."""
    kept = storage()
    for digest in digests:
        kept.remove(digest)
