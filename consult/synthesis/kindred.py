"""What is made beside the note says which note it is of, and can be compared with it."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from consult.synthesis.models import Format
from consult.synthesis.paper import copies
from consult.synthesis.rendering import SHEETS, rendered, spoken
from consult.synthesis.snapshot import Snapshot
from consult.synthesis.versions.fitness import CHUNK, weight

_MARK = re.compile(rb"<note:fingerprint>([0-9a-f]{64})</note:fingerprint>")
_SHEET = b"<note:document>sheet</note:document>"
_PROPERTIES = "docProps/core.xml"
_TOLD = re.compile(rb">sha256:([0-9a-f]{64})<")
_INSIDE = {"word/document.xml": Format.DOCX, "xl/workbook.xml": Format.XLSX}


@dataclass(frozen=True, slots=True)
class Kindred:
    """A file that holds no data of its own, and the fingerprint of the note it says it is of."""

    form: Format
    mark: str


def kindred(content: bytes) -> Kindred | None:
    """Which note a speaking sheet, a Word document or a spreadsheet is of; None for others."""
    return _sheet(content) if content.startswith(b"%PDF-") else _office(content)


def made_again(of: Snapshot, printed: bytes, form: Format, like: bytes) -> bytes:
    """The file as Consult makes it here of a note, for the person that `like` was given to."""
    if form not in SHEETS:
        return rendered(of, form, progress=_quiet)
    made = spoken(of, form, printed)
    recipient = copies.recipient_of(like) if form is Format.SHEET else None
    return made if recipient is None else copies.marked(made, of, recipient)


def _quiet(_: str) -> None:
    """Nobody watches."""


def _sheet(content: bytes) -> Kindred | None:
    import pikepdf  # noqa: PLC0415 - slow to load, and few processes need it

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            held = pdf.Root.get("/Metadata")
            if held is None or weight(held, CHUNK) > CHUNK:
                return None
            told = bytes(held.read_bytes())
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return None
    mark = _MARK.search(told)
    return Kindred(Format.SHEET, mark[1].decode()) if mark and _SHEET in told else None


def _office(content: bytes) -> Kindred | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
            form = next((form for name, form in _INSIDE.items() if name in names), None)
            if form is None or _PROPERTIES not in names:
                return None
            with packed.open(_PROPERTIES) as properties:
                told = properties.read(CHUNK)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError):
        return None
    mark = _TOLD.search(told)
    return Kindred(form, mark[1].decode()) if mark else None
