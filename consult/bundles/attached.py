"""Files attached to answers: found inside the bundle, read once, known by their digest."""

from __future__ import annotations

import hashlib
import mimetypes
import unicodedata
from typing import Any

from consult.bundles.sources import Source, is_safe
from consult.calls.cursor import Cursor
from consult.calls.reading import line, said
from consult.calls.tree import CONTROL, Unreadable

MOST_MB = 200
# Python's own table: the answer does not depend on the machine.
TYPES = mimetypes.MimeTypes(filenames=())
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES.add_type(f"{OFFICE}wordprocessingml.document", ".docx")
TYPES.add_type(f"{OFFICE}spreadsheetml.sheet", ".xlsx")
TYPES.add_type(f"{OFFICE}presentationml.presentation", ".pptx")
for _extension in ("odt:text", "ods:spreadsheet", "odp:presentation"):
    _suffix, _, _subtype = _extension.partition(":")
    TYPES.add_type(f"application/vnd.oasis.opendocument.{_subtype}", f".{_suffix}")


def media_type_of(filename: str) -> str:
    """What a file claims to be by its extension."""
    suffix = "." + filename.rpartition(".")[2].lower()
    return TYPES.types_map[1].get(suffix, "application/octet-stream")


class Attachments:
    """The attached files of one bundle. Reads from its source again when their bytes are asked."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.paths: dict[str, str] = {}

    def read(self, digest: str) -> bytes:
        """The bytes of the file whose digest this is."""
        try:
            content = self.source.read(self.paths[digest], most_mb=MOST_MB)
        except (KeyError, Unreadable):
            raise FileNotFoundError(digest) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileNotFoundError(digest)
        return content

    def files(self, cursor: Cursor) -> list[Any]:
        """The answer to a question of kind file: paths, or `{filename, path, size_bytes}`."""
        return [found for one in cursor.items() if (found := self._file(one)) is not None]

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
        return self._read(cursor, path, filename, size)

    def _read(
        self, cursor: Cursor, path: str, filename: str, said_size: int | None
    ) -> dict[str, Any] | None:
        try:
            content = self.source.read(path, most_mb=MOST_MB)
        except Unreadable as error:
            code = {"missing_file": "file_missing", "symlink": "file_is_a_link"}.get(error.code)
            reason = error.params.get("reason", error.code.replace("_", " "))
            cursor.problem(code or "file_unreadable", path=path[:200], reason=reason)
            return None
        if said_size is not None and said_size != len(content):
            cursor.problem("wrong_size", path=path[:200], found=len(content), said=said_size)
        digest = hashlib.sha256(content).hexdigest()
        self.paths.setdefault(digest, path)
        return {
            "filename": unicodedata.normalize("NFC", filename),
            "size_bytes": len(content),
            "digest": digest,
            "media_type": media_type_of(filename),
        }


def _is_label(name: str) -> bool:
    """A name that shows what a file is; it is never used as a path."""
    return not CONTROL.search(name) and not any(sign in name for sign in "/\\") and len(name) <= 255
