"""The only door through which a bundle goes to the disk."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from consult.bundles.checking import CALL, DECLARATIONS, NOTE, THEMES, read_bundle
from consult.bundles.format import Bundle
from consult.bundles.note_writing import PICTURES
from consult.bundles.writing import files_of
from consult.errors import Refusal

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of an archive, so that the same bundle gives the same bytes."""


class NotThere(Refusal):
    """The place holds something else, which is left alone."""


def write_bundle(bundle: Bundle, place: Path) -> list[str]:
    """Write a folder, or an archive where the name ends in .zip; gives the paths written.

    A folder that holds a former dump of the same call is brought up to date; any other folder
    with something in it is refused.
    """
    files = list(files_of(bundle))
    if place.suffix.lower() == ".zip":
        _archive(files, place)
    else:
        _folder(files, place, bundle.call.slug)
    return [path for path, _ in files]


def _archive(files: Iterable[tuple[str, bytes]], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as beside,
        zipfile.ZipFile(beside, "w") as archive,
    ):
        for path, content in files:
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    Path(beside.name).replace(place)


def _folder(files: Iterable[tuple[str, bytes]], place: Path, slug: str) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        if not (place / CALL).is_file() or not _is_dump_of(place, slug):
            raise NotThere(str(place))
        for old in (place / "contributions").glob("*.[yY]*[mM][lL]"):
            old.unlink()
        for old in (place / PICTURES).glob("*.*"):
            old.unlink()
        for optional in (THEMES, DECLARATIONS, NOTE):
            (place / optional).unlink(missing_ok=True)
    for path, content in files:
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _is_dump_of(place: Path, slug: str) -> bool:
    found = read_bundle(place).bundle
    return found is not None and found.call.slug == slug
