"""Where the files of a bundle are read from: a folder or a .zip, neither of them trusted."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from consult.calls.written import archives
from consult.calls.written.archives import MEGABYTE, reason_of
from consult.calls.written.tree import Unreadable


class Source(Protocol):
    """A bundle before it is understood. Everything raises `Unreadable` and nothing else."""

    def contributions(self) -> list[str]:
        """Paths of the contributions, in order of name."""
        ...

    def read(self, path: str, *, most_mb: float) -> bytes:
        """The bytes of one file, refused beyond a size."""
        ...


def opened(path: Path) -> Source:
    """The folder or the archive at `path`."""
    try:
        if path.is_dir():
            return Folder(path)
        if path.is_file():
            return Archive(path)
    except (OSError, ValueError) as error:
        raise Unreadable("unreadable_file", reason=reason_of(error)) from error
    raise Unreadable("missing_bundle")


def _is_contribution(path: str) -> bool:
    parts = path.split("/")
    return (
        len(parts) == 2
        and parts[0] == "contributions"
        and parts[1].lower().endswith((".yaml", ".yml"))
        and not parts[1].startswith(".")
    )


class Folder:
    """A folder. Links are never followed, special files never opened."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def contributions(self) -> list[str]:
        """The `.yaml` and `.yml` files of `contributions/`."""
        folder = self.root / "contributions"
        try:
            if folder.is_symlink():
                raise Unreadable("symlink")
            if not folder.is_dir():
                return []
            names = sorted(f"contributions/{path.name}" for path in folder.iterdir())
        except OSError as error:
            raise Unreadable("unreadable_file", reason=reason_of(error)) from error
        return [name for name in names if _is_contribution(name)]

    def read(self, path: str, *, most_mb: float) -> bytes:
        """Every step of the path is looked at before it is taken."""
        place = self.root
        try:
            for part in PurePosixPath(path).parts:
                place = self._step(place, part)
                mode = place.lstat().st_mode
                if stat.S_ISLNK(mode):
                    raise Unreadable("symlink")
            if not stat.S_ISREG(mode):
                raise Unreadable("not_a_file")
            if place.stat().st_size > most_mb * MEGABYTE:
                raise Unreadable("file_too_large", most=f"{most_mb:g}")
            return place.read_bytes()
        except FileNotFoundError as error:
            raise Unreadable("missing_file") from error
        except (OSError, ValueError) as error:
            raise Unreadable("unreadable_file", reason=reason_of(error)) from error

    def _step(self, folder: Path, name: str) -> Path:
        """The entry of that name, composed or decomposed as the system that wrote it did."""
        for form in (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
            if (folder / form).is_symlink() or (folder / form).exists():
                return folder / form
        return folder / name


class Archive(archives.Archive):
    """A .zip, checked whole before anything is unpacked; nothing is ever written to disk."""

    def __init__(self, path: Path | BinaryIO) -> None:
        super().__init__(path)
        self.entries = _without_top(self.entries)

    def contributions(self) -> list[str]:
        """The `.yaml` and `.yml` files of `contributions/`."""
        return sorted(name for name in self.entries if _is_contribution(name))


def _without_top(entries: Mapping[str, zipfile.ZipInfo]) -> Mapping[str, zipfile.ZipInfo]:
    """A folder zipped whole has one top folder; it is not part of the paths."""
    tops = {name.split("/")[0] for name in entries if "/" in name}
    if "call.yaml" in entries or len(tops) != 1 or any("/" not in name for name in entries):
        return entries
    top = tops.pop() + "/"
    return {name.removeprefix(top): info for name, info in entries.items()}
