"""Which kind of file was sent, told by what is in it, and reading it."""

from __future__ import annotations

from consult.analysis.exchange import qdpx_reading, table_sheets, theme_sheet
from consult.analysis.exchange.held import Held
from consult.analysis.exchange.said import MOST_CODINGS, MOST_TEXT, MOST_THEMES, Sheet
from consult.calls.written.cursor import Finding
from consult.calls.written.tree import Unreadable


def opened(data: bytes, *, name: str, held: Held) -> tuple[Sheet, list[Finding]]:
    """What the file says, with what is wrong in it; raises `Unreadable` on anything else."""
    sheet, findings = _read(data, name, held)
    if len(sheet.themes) > MOST_THEMES:
        raise Unreadable("too_many_themes", most=str(MOST_THEMES))
    said = sum(len(one.text) for one in sheet.codings)
    if len(sheet.codings) > MOST_CODINGS or said > MOST_TEXT:
        raise Unreadable("too_many_codings", most=str(MOST_CODINGS))
    return sheet, findings


def _read(data: bytes, name: str, held: Held) -> tuple[Sheet, list[Finding]]:
    """By the first signs of the file.

    A .zip is a project, XML a project or a code book; a text whose first line names columns is
    a table, any other text is YAML.
    """
    start = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    if data.startswith(b"PK") or start.startswith(b"<"):
        return qdpx_reading.read(data, name=name, held=held), []
    asked = held.call.questionnaire
    first = start.replace(b"\x00", b"").splitlines()[0] if start.strip() else b""
    heading = b":" not in first and not first.startswith(b"#")  # neither YAML nor its comment
    if heading and any(sign in first for sign in (b";", b",", b"\t")):
        return table_sheets.read(data, name=name, asked=asked), []
    return theme_sheet.read(data, name=name, slug=held.call.slug, asked=asked)
