"""`agencies.csv` as spreadsheets really write it: any usual separator, any usual encoding."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from consult.bundles.format import AgencyLine
from consult.bundles.instants import instant, zone_named
from consult.calls.written.cursor import Cursor, Finding
from consult.calls.written.entries import shows
from consult.calls.written.tree import Node, Unreadable, decoded, first_control
from consult.directory.rules import key_of

COLUMNS = (
    *("acronym", "name", "level", "region", "department", "email"),
    *("timezone", "extended_until"),
)
NEEDED = ("acronym", "name")
MOST = 300
MOST_LINES = 20_000
MOST_COLUMNS = 200
EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@[A-Za-z0-9.-]{1,190}", re.ASCII)
SEPARATORS = ",;\t"


def agencies_of(data: bytes, zone: ZoneInfo, findings: list[Finding]) -> list[AgencyLine]:
    """The agencies in order; of two whose acronyms differ only by case, the first."""
    text = _text(data, findings)
    rows = _rows(text)
    heading = next(rows, None)
    if heading is None:
        raise Unreadable("empty_table")
    columns = _columns(heading, findings)
    if not columns.keys() >= set(NEEDED):
        return []
    read: list[AgencyLine] = []
    lines: dict[str, int] = {}
    for number, cells in rows:
        place = Cursor(Node(number), findings)
        if len(cells) > len(heading[1]) and any(cells[len(heading[1]) :]):
            place.problem("too_many_cells")
        row = {name: cells[rank] for name, rank in columns.items() if rank < len(cells)}
        agency = _agency(row, place, zone)
        key = key_of(agency.acronym)
        if key and key in lines:
            place.notice("same_agency", at="acronym", acronym=agency.acronym, first=lines[key])
        elif key:
            lines[key] = number
            read.append(agency)
    if not read and not any(not one.notice for one in findings):
        raise Unreadable("empty_table")
    return read


def _text(data: bytes, findings: list[Finding]) -> str:
    try:
        text = decoded(data)
    except Unreadable as error:
        if error.code != "not_utf8" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise
        try:
            text = data.decode("cp1252").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            raise error from None
        Cursor(Node(1), findings).notice("read_as_windows")
    control = first_control(text)
    if control:
        raise Unreadable("control_character", line=control[0], character=control[1])
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it begins on."""
    separator = None
    first = text.split("\n", 1)[0]
    if first.lower().startswith("sep=") and len(first) == 5:  # what a spreadsheet leaves behind
        separator, text = first[4], "\n" + text.partition("\n")[2]
    start = text[:5000].lstrip("\n").split("\n", 1)[0]
    separator = separator or max(SEPARATORS, key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if reader.line_num > MOST_LINES or len(cells) > MOST_COLUMNS:
                raise Unreadable(
                    "table_too_large", line=line, lines=str(MOST_LINES), columns=str(MOST_COLUMNS)
                )
            cleaned = [_cell(cell) for cell in cells]
            if any(cleaned):
                yield line, cleaned
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("unreadable_table", line=line, detail=str(error)) from error


def _cell(cell: str) -> str:
    """One line, composed as acronyms and names are compared; white space around it is dust."""
    return re.sub(r"[ \t]*\n\s*", " ", unicodedata.normalize("NFC", cell).strip())


def _columns(heading: tuple[int, list[str]], findings: list[Finding]) -> dict[str, int]:
    number, cells = heading
    place = Cursor(Node(number), findings)
    columns: dict[str, int] = {}
    for rank, cell in enumerate(cells):
        name = re.sub(r"[\s_-]+", "_", cell.casefold().strip())
        if not name:
            continue
        if name not in COLUMNS:
            place.notice("column_unknown", key=cell[:80])
        elif name in columns:
            place.problem("column_twice", key=name)
        else:
            columns[name] = rank
    for name in NEEDED:
        if name not in columns:
            place.problem("column_missing", key=name)
    return columns


def _agency(row: dict[str, str], place: Cursor, zone: ZoneInfo) -> AgencyLine:
    for name in NEEDED:
        if not shows(row.get(name, "")):
            place.problem("cell_empty", at=name, key=name)
    for name, cell in row.items():
        if len(cell) > MOST:
            place.problem("cell_too_long", at=name, key=name, most=MOST)
    email = row.get("email", "").lower()
    if email and not is_email(email):
        place.problem("not_an_email", at="email", value=email[:80])
    own_zone = row.get("timezone") or None
    if own_zone and zone_named(own_zone) is None:
        place.problem("unknown_zone", at="timezone", value=own_zone[:80])
    until = row.get("extended_until", "")
    written = Cursor(Node(place.node.line, until, until), place.findings, "extended_until")
    return AgencyLine(
        acronym=" ".join(row.get("acronym", "").split()),
        name=row.get("name", ""),
        level=row.get("level", ""),
        region=row.get("region", ""),
        department=row.get("department", ""),
        email=email,
        timezone=own_zone,
        extended_until=instant(written, zone) if until else None,
    )


def is_email(text: str) -> bool:
    """Whether a letter may be addressed to it; nothing that could bend a header passes."""
    return bool(EMAIL.fullmatch(text)) and "=?" not in text and ".." not in text
