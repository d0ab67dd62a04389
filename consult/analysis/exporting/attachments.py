"""The files that agencies gave, as one archive: a folder for each, and a list of them all."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.analysis.queries import sent_of
from consult.calls.models import Call, Invitation
from consult.contributions.files.kinds import label_of
from consult.contributions.models import Attachment, Contribution, Scan
from consult.storage import Storage
from consult.web import sheets

UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
LONGEST = 120


class Given(NamedTuple):
    """A file of the last version of a contribution; `scan` is what the scanner said of it."""

    agency: str
    question: str
    filename: str
    digest: str
    size_bytes: int
    scan: Scan


def given(session: Session, call: Call) -> list[Given]:
    """Every file of what was last sent and counts, in the order of the audience; two statements."""
    found = sent_of(session, Invitation.call_id == call.id)
    scans: dict[tuple[int, str], Scan] = {}
    rows = session.execute(
        select(Attachment.contribution_id, Attachment.digest, Attachment.scan)
        .join(Contribution, Contribution.id == Attachment.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .where(Invitation.call_id == call.id)
        .order_by(Attachment.id)
    )
    for contribution, digest, scan in rows:
        # Of the same bytes given twice, the worse word counts.
        known = scans.get((contribution, digest), scan)
        scans[contribution, digest] = max(known, scan, key=list(WORSE).index)
    return [
        Given(
            one.acronym,
            key,
            str(file["filename"]),
            str(file.get("digest", "")),
            int(file.get("size_bytes", 0)),
            scans.get((id_, str(file.get("digest", ""))), Scan.PENDING),
        )
        for id_, one in found.items()
        for key, value in one.version.content["answers"].items()
        for file in _files(value)
    ]


WORSE = (Scan.CLEAN, Scan.SKIPPED, Scan.PENDING, Scan.FAILED, Scan.INFECTED)


def _files(value: object) -> Iterator[dict[str, Any]]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict) and "filename" in one and "digest" in one:
            yield one


def write(
    file: IO[bytes],
    files: Iterable[Given],
    storage: Storage,
    *,
    taken: frozenset[Scan],
    head: Sequence[str],
) -> int:
    """Write the archive; says how many files it holds.

    Only files of which the scanner said what is `taken` are in it. The list names the others
    too, with the reason. One file is in memory at a time.
    """
    names: set[str] = set()
    listed: list[list[object]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for one in files:
            path, state = "", one.scan.value
            if one.scan in taken and one.digest not in storage:
                state = "missing"
            elif one.scan in taken:
                path = _untaken(f"{safe(one.agency)}/{safe(label_of(one.filename))}", names)
                archive.writestr(path, storage.read(one.digest))
            listed.append([one.agency, one.question, one.filename, path, one.size_bytes, state])
        manifest = "".join(sheets.lines([head], listed))
        archive.writestr("manifest.csv", manifest.encode())
    return sum(1 for row in listed if row[3])


def safe(name: str) -> str:
    """A name that every system takes for one file of this folder, and for nothing else."""
    plain = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST and dot and len(ending) < LONGEST // 2:
        plain = f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
    return plain[:LONGEST] or "_"


def _untaken(path: str, names: set[str]) -> str:
    """The path, numbered when another file has it already, in small letters or capitals."""
    folder, _, name = path.partition("/")
    stem, dot, ending = name.rpartition(".")
    number, told = 1, path
    while told.lower() in names:
        number += 1
        told = f"{folder}/{stem} ({number}).{ending}" if dot else f"{folder}/{name} ({number})"
    names.add(told.lower())
    return told
