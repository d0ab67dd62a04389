"""Any bytes are either a table or one reason why not."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from consult.directory.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Fault,
    Row,
    Table,
    Unreadable,
    as_text,
    from_text,
    read,
)


def workbook(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fault_of(content):
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.fault


EXPECTED = Table(("Sigle", "Nom"), (Row(2, ("É1", "Une, deux")), Row(4, ("B", ""))))


@pytest.mark.parametrize(
    "content",
    [
        'Sigle,Nom\nÉ1,"Une, deux"\n\nB\n'.encode(),
        "\ufeffSigle;Nom\r\nÉ1;Une, deux\r\n;\r\nB;\r\n".encode(),
        "Sigle\tNom\nÉ1\tUne, deux\n\nB\t\n".encode("utf-16"),
        "Sigle;Nom;\nÉ1;Une, deux\n\nB".encode("cp1252"),
        workbook(["Sigle", "Nom"], ["É1", "Une, deux"], [], ["B"]),
    ],
    ids=["comma", "semicolon and mark", "tab, UTF-16", "Windows", "workbook"],
)
def test_the_same_table_is_read_from_every_usual_file(content):
    assert read(content) == EXPECTED


def test_a_table_carried_as_text_keeps_its_lines():
    assert from_text(as_text(EXPECTED)) == EXPECTED


def test_formulas_come_out_as_the_text_somebody_typed():
    content = workbook(["Sigle", "Nom"], ["=1+1", 7])

    assert read(content).rows == (Row(2, ("=1+1", "7")),)


def test_line_breaks_control_characters_and_double_spaces_do_not_get_in():
    assert from_text('A,B\n"x\ny\u0007  z",\u202ft\n').rows == (Row(2, ("x y z", "t")),)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"Sigle,Nom\n", Fault.EMPTY),
        (b"\0\0\0", Fault.NOT_A_TABLE),
        (b"\xff\xfe\x00\xd8", Fault.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0 old", Fault.OLD_EXCEL),
        (b"PK\x03\x04 torn", Fault.DAMAGED),
        (b"x" * (MAX_BYTES + 1), Fault.TOO_BIG),
        (b"A,B\n" + b"1,2\n" * (MAX_ROWS + 1), Fault.TOO_MANY_ROWS),
        (b"," * MAX_COLUMNS + b"x\n1,2\n", Fault.TOO_MANY_COLUMNS),
        (b"A,B\n" + b"x" * (MAX_CELL + 1) + b",y\n", Fault.CELL_TOO_LONG),
    ],
)
def test_what_is_not_a_table_has_one_reason(content, fault):
    assert fault_of(content) is fault


def test_the_greatest_table_allowed_is_read():
    content = b"A,B\n" + b"1,2\n" * MAX_ROWS

    assert len(read(content).rows) == MAX_ROWS


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert fault_of(out.getvalue()) is Fault.NOT_A_TABLE


def test_an_archive_that_unpacks_to_much_more_than_it_weighs_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (61 * 1024 * 1024))

    assert fault_of(out.getvalue()) is Fault.TOO_BIG


def test_rows_packed_a_thousand_to_one_are_not_counted_one_by_one():
    """Nine million of them, in sixty thousand bytes, took a processor for half a minute."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<row/>" * 500_000)
    assert fault_of(out.getvalue()) is Fault.TOO_BIG


def test_a_workbook_with_entities_that_grow_is_damaged():
    content = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<?xml version='1.0'?>{bomb}]><x>&m;</x>")

    assert fault_of(content.getvalue()) is Fault.DAMAGED


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_reason(content):
    with suppress(Unreadable):
        read(content)


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_reason(text):
    try:
        table = from_text(text)
    except Unreadable:
        return
    assert all(len(row.cells) == len(table.header) for row in table.rows)
