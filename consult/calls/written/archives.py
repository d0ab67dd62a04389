"""A .zip that somebody sent, which is not trusted: checked whole before anything is unpacked."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from consult.calls.written.tree import CONTROL, Unreadable

MEGABYTE = 1024 * 1024
MAX_FILES = 5_000
MAX_TOTAL_MB = 200
MAX_RATIO = 200
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_safe(path: str) -> bool:
    """Whether a path stays inside its folder on every system it may be opened on."""
    if not path or len(path) > 1000 or "\\" in path or CONTROL.search(path) or "\n" in path:
        return False
    return not path.startswith("/") and all(is_safe_name(part) for part in path.split("/"))


def is_safe_name(name: str) -> bool:
    """Whether a name can be one file of one folder everywhere."""
    return (
        bool(name)
        and name not in (".", "..")
        and not any(sign in name for sign in "/\\:\n\t")
        and not CONTROL.search(name)
        and not RESERVED.fullmatch(name)
        and name == name.strip()
        and not name.endswith(".")
        and len(name.encode("utf-8", "replace")) <= 255
    )


def reason_of(error: Exception) -> str:
    """The system's own words, without the paths of this machine."""
    return str(getattr(error, "strerror", None) or type(error).__name__).lower()


class Archive:
    """A .zip in memory; nothing is ever written to disk. Raises `Unreadable` and nothing else."""

    def __init__(self, path: Path | BinaryIO) -> None:
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable("not_a_zip") from error
        self.entries = _entries(self.archive.infolist())

    def read(self, path: str, *, most_mb: float) -> bytes:
        """Unpack one file in memory, no further than its limit."""
        entry = self.entries.get(unicodedata.normalize("NFC", path))
        if entry is None:
            raise Unreadable("missing_file")
        limit = int(most_mb * MEGABYTE)
        try:
            with self.archive.open(entry) as file:
                content = file.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Unreadable("unreadable_file", reason=reason_of(error)) from error
        except (RuntimeError, NotImplementedError, ValueError) as error:
            raise Unreadable("unreadable_file", reason=reason_of(error)) from error
        if len(content) > limit:
            raise Unreadable("file_too_large", most=f"{most_mb:g}")
        return content


def _entries(infos: list[zipfile.ZipInfo]) -> Mapping[str, zipfile.ZipInfo]:
    if len(infos) > MAX_FILES:
        raise Unreadable("zip_too_many", most=str(MAX_FILES))
    if sum(info.file_size for info in infos) > MAX_TOTAL_MB * MEGABYTE:
        raise Unreadable("zip_too_large", most=str(MAX_TOTAL_MB))
    kept: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = unicodedata.normalize("NFC", info.filename)
        _refuse_trickery(info, name)
        if info.is_dir() or any(part in LITTER for part in name.split("/")):
            continue
        if name in kept:
            raise Unreadable("zip_twice", name=name[:200])
        kept[name] = info
    return kept


def _refuse_trickery(info: zipfile.ZipInfo, name: str) -> None:
    shown = name[:200]
    if not is_safe(name.removesuffix("/")) or "\x00" in info.orig_filename:
        raise Unreadable("zip_unsafe", name=shown)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable("zip_link", name=shown)
    if info.flag_bits & 1:
        raise Unreadable("zip_encrypted", name=shown)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("zip_method", name=shown)
    if info.file_size > MEGABYTE and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise Unreadable("zip_bomb", name=shown)
