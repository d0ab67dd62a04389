"""Files attached to answers: found inside the bundle, read once, known by their digest."""

from __future__ import annotations

import hashlib
from typing import Any

from consult.bundles.sources import Source
from consult.calls.written.archives import is_safe
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import line, said
from consult.calls.written.tree import CONTROL, Unreadable
from consult.contributions.files.kinds import is_what_it_says, label_of, media_type_of
from consult.synthesis.pictures.apart import fitted
from consult.synthesis.pictures.fitting import LARGEST, Unfit

MOST_MB = 200
MOST_PICTURES = 100
"""So many are drawn anew at most: whoever reads a bundle is not kept waiting."""


class Attachments:
    """The attached files of one bundle. Reads from its source again when their bytes are asked."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.paths: dict[str, str] = {}
        self._drawn: dict[str, bytes] = {}
        self._pictures: dict[str, dict[str, Any]] = {}

    def read(self, digest: str) -> bytes:
        """The bytes of the file whose digest this is."""
        if digest in self._drawn:
            return self._drawn[digest]
        try:
            content = self.source.read(self.paths[digest], most_mb=MOST_MB)
        except (KeyError, Unreadable):
            raise FileNotFoundError(digest) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileNotFoundError(digest)
        return content

    def files(self, cursor: Cursor) -> list[Any]:
        """The answer to a question of kind file: paths, or `{filename, path, size_bytes}`."""
        found = [self._file(one) for one in cursor.items()]
        return [file for n, file in enumerate(found) if file and file not in found[:n]]

    def picture(self, cursor: Cursor) -> dict[str, Any] | None:
        """A picture of the note, drawn anew as the note can carry it."""
        given = cursor.mapping(("path", "name"))
        path = line(cursor, given, "path", needed=True)
        name = line(cursor, given, "name") or path.rpartition("/")[2]
        if path and not is_safe(path):
            cursor.problem("path_unsafe", path=path[:200])
        elif not _is_label(name):
            cursor.problem("filename_unsafe", name=name[:200])
        elif path:
            found = self._seen(cursor, path)
            return found and {**found, "name": label_of(name)}
        return None

    def _seen(self, cursor: Cursor, path: str) -> dict[str, Any] | None:
        if path in self._pictures:
            return self._pictures[path]
        if len(self._pictures) == MOST_PICTURES:
            cursor.problem("too_many", most=MOST_PICTURES)
            return None
        content = self._bytes(cursor, path, most_mb=LARGEST / 1024 / 1024)
        if content is None:
            return None
        try:
            made = fitted(content)
        except Unfit as refused:
            cursor.problem("not_a_picture", path=path[:200], fault=refused.fault.value)
            return None
        digest = hashlib.sha256(made.content).hexdigest()
        self._drawn[digest] = made.content
        self._pictures[path] = {
            "digest": digest,
            "media_type": made.media_type,
            "width": made.width,
            "height": made.height,
            "size_bytes": len(made.content),
        }
        return self._pictures[path]

    def _file(self, cursor: Cursor) -> dict[str, Any] | None:
        if cursor.is_scalar:
            path = cursor.line_of_text()
            filename, size = path.rpartition("/")[2], None
        else:
            given = cursor.mapping(("filename", "path", "size_bytes"))
            path = line(cursor, given, "path", needed=True)
            filename = line(cursor, given, "filename") or path.rpartition("/")[2]
            size = (
                given["size_bytes"].whole(least=0, most=2**40)
                if said(given, "size_bytes")
                else None
            )
        if not path:
            return None
        if not is_safe(path):
            cursor.problem("path_unsafe", path=path[:200])
            return None
        if not _is_label(filename):
            cursor.problem("filename_unsafe", name=filename[:200])
            return None
        return self._read(cursor, path, label_of(filename), size)

    def _read(
        self, cursor: Cursor, path: str, filename: str, said_size: int | None
    ) -> dict[str, Any] | None:
        content = self._bytes(cursor, path, most_mb=MOST_MB)
        if content is None:
            return None
        if said_size is not None and said_size != len(content):
            cursor.problem("wrong_size", path=path[:200], found=len(content), said=said_size)
        ending = filename.rpartition(".")[2].lower()
        if not is_what_it_says(ending, content):
            cursor.notice("not_what_it_says", path=path[:200], ending=ending[:20])
        digest = hashlib.sha256(content).hexdigest()
        self.paths.setdefault(digest, path)
        return {
            "filename": filename,
            "size_bytes": len(content),
            "digest": digest,
            "media_type": media_type_of(filename),
        }

    def _bytes(self, cursor: Cursor, path: str, *, most_mb: float) -> bytes | None:
        try:
            return self.source.read(path, most_mb=most_mb)
        except Unreadable as error:
            code = {"missing_file": "file_missing", "symlink": "file_is_a_link"}.get(error.code)
            reason = error.params.get("reason", error.code.replace("_", " "))
            cursor.problem(code or "file_unreadable", path=path[:200], reason=reason)
            return None


def _is_label(name: str) -> bool:
    """A name that shows what a file is; it is never used as a path."""
    return not CONTROL.search(name) and not any(sign in name for sign in "/\\") and len(name) <= 255
