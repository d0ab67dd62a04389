"""Which files are taken: the name says one type, and the bytes must say the same."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from consult.calls.questionnaire import Question
from consult.contributions.values import MEGABYTE

MOST_FILES = 10
"""How many files one question holds at a time."""

LONGEST_NAME = 180

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
}
"""The only types ever served; anything else leaves as bytes without a meaning."""

_TEXT = frozenset({"txt", "csv"})
_SAME = {"jpeg": "jpg"}
_INSIDE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


class Wrong(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TYPE = "type"
    CONTENT = "content"
    SIZE = "size"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and what its sentence needs."""

    wrong: Wrong
    filename: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken, and where its bytes are."""

    question: Question
    filename: str
    size_bytes: int
    digest: str


def label_of(name: str) -> str:
    """The name as a label: its last part, composed, printable, of a length one can read."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    stem, dot, ending = clean.strip().rpartition(".")
    if len(clean) <= LONGEST_NAME:
        return clean.strip()
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME]


def media_type_of(filename: str) -> str:
    """What a file is served as, from its name alone."""
    return MEDIA_TYPES.get(_ending(filename), "application/octet-stream")


def refusal(question: Question, filename: str, content: bytes, *, already: int) -> Refused | None:
    """Why a file cannot be added to a question that holds `already` files, or None."""
    accepted = [one.lower().lstrip(".") for one in question.accept]
    ending = _ending(filename)
    if already >= MOST_FILES:
        return Refused(Wrong.COUNT, filename, {"limit": MOST_FILES})
    if not content:
        return Refused(Wrong.EMPTY, filename, {})
    if (accepted or MEDIA_TYPES.keys()) and ending not in (accepted or MEDIA_TYPES):
        return Refused(Wrong.TYPE, filename, {"accepted": ", ".join(accepted or MEDIA_TYPES)})
    if question.max_mb is not None and len(content) > question.max_mb * MEGABYTE:
        return Refused(Wrong.SIZE, filename, {"limit": f"{question.max_mb:g}"})
    if not is_what_it_says(ending, content):
        return Refused(Wrong.CONTENT, filename, {"ending": ending})
    return None


def is_what_it_says(ending: str, content: bytes) -> bool:
    """Whether the bytes look like what the ending of the name announces."""
    if ending in _TEXT:
        return b"\x00" not in content[:65536] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if ending == "pdf":
        return b"%PDF-" in content[:1024]
    if ending in _INSIDE or ending in ("odt", "ods", "odp"):
        return _is_office(ending, content)
    import filetype  # noqa: PLC0415 - slow to load, and few processes need it

    found = filetype.guess_extension(content)
    return found is not None and found == _SAME.get(ending, ending)


def _is_office(ending: str, content: bytes) -> bool:
    """A zip whose table of contents is that of the format; nothing is unpacked but one line."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if ending in _INSIDE:
                names = archive.namelist()
                return "[Content_Types].xml" in names and any(
                    name.startswith(_INSIDE[ending]) for name in names
                )
            with archive.open("mimetype") as line:
                return line.read(200).decode("ascii", "replace").strip() == MEDIA_TYPES[ending]
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, ValueError):
        return False


def _ending(filename: str) -> str:
    return filename.rpartition(".")[2].lower() if "." in filename else ""
