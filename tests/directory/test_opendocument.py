"""An OpenDocument sheet gives its lines, and a hostile one gives a reason."""

from __future__ import annotations

import io
import zipfile

import pytest

from consult.directory.tables import MAX_ROWS, Fault, Row, Table, Unreadable, read

MIME = "application/vnd.oasis.opendocument.spreadsheet"
HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def cell(words, more=""):
    return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def sheet(*rows, name="Feuille"):
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def document(*sheets, before="", mimetype=MIME):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", before + HEAD.format("".join(sheets)))
    return made.getvalue()


def fault_of(content):
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value.fault


HEADER = row(cell("Sigle"), cell("Nom"))


def test_the_first_sheet_is_read_with_its_blank_lines_counted():
    content = document(
        sheet(
            HEADER,
            row(cell("ADN"), cell("Agence<text:s/>du<text:tab/>Nord")),
            row("<table:table-cell/>", more=' table:number-rows-repeated="2"'),
            row(cell("ÉCO"), "<table:table-cell office:value='12'/>"),
        ),
        sheet(row(cell("un autre tableau")), name="Autre"),
    )

    assert read(content) == Table(
        ("Sigle", "Nom"),
        (Row(2, ("ADN", "Agence du Nord")), Row(5, ("ÉCO", "12"))),
    )


def test_cells_and_rows_are_repeated_as_the_sheet_shows_them():
    content = document(
        sheet(HEADER, row(cell("x", ' table:number-columns-repeated="2"')), more_rows())
    )

    assert [one.cells for one in read(content).rows] == [("x", "x"), ("y", ""), ("y", "")]


def more_rows():
    return row(cell("y"), more=' table:number-rows-repeated="2"')


def test_a_note_on_a_cell_is_not_its_text():
    note = (
        "<office:annotation><dc:creator>B</dc:creator><text:p>secret</text:p></office:annotation>"
    )
    content = document(
        sheet(HEADER, row(f"<table:table-cell>{note}<text:p>ADN</text:p></table:table-cell>"))
    )

    assert read(content).rows[0].cells == ("ADN", "")


def test_the_emptiness_that_a_spreadsheet_repeats_to_its_edge_costs_nothing():
    edge = row(
        '<table:table-cell table:number-columns-repeated="16384"/>',
        more=' table:number-rows-repeated="1048575"',
    )

    assert len(read(document(sheet(HEADER, row(cell("A"), cell("B")), edge))).rows) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            document(sheet(HEADER, row(cell("A"), more=' table:number-rows-repeated="1048576"'))),
            Fault.TOO_MANY_ROWS,
        ),
        (
            document(sheet(HEADER, row(cell("A", ' table:number-columns-repeated="16384"')))),
            Fault.TOO_MANY_COLUMNS,
        ),
        (document(sheet(HEADER, row(cell("A" * 1001)))), Fault.CELL_TOO_LONG),
        (document(sheet(HEADER)), Fault.EMPTY),
        (document(), Fault.EMPTY),
        (document(sheet(HEADER), mimetype="application/vnd.oasis.text"), Fault.NOT_A_TABLE),
        (document(sheet(HEADER), before="<a"), Fault.DAMAGED),
    ],
)
def test_what_is_too_much_or_not_a_sheet_is_refused(content, fault):
    assert fault_of(content) is fault


def test_entities_that_grow_or_read_files_stop_the_reading():
    billion = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    outside = '<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/passwd">'
    for bomb in (billion, outside):
        content = document(sheet(HEADER, row(cell("&m;"), cell("B"))), before=f"{bomb}]>")
        assert fault_of(content) is Fault.DAMAGED
        encoded = io.BytesIO()
        with zipfile.ZipFile(encoded, "w") as archive:
            archive.writestr("mimetype", MIME)
            text = f'<?xml version="1.0" encoding="utf-16"?>{bomb}]><x>&m;</x>'
            archive.writestr("content.xml", text.encode("utf-16"))
        assert fault_of(encoded.getvalue()) is Fault.DAMAGED


def test_an_archive_that_unpacks_to_much_more_than_it_weighs_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", b"0" * (61 * 1024 * 1024))

    assert fault_of(out.getvalue()) is Fault.TOO_BIG


def test_more_cells_than_anybody_typed_are_refused_in_reasonable_time():
    wide = row(*["<table:table-cell><text:p>x</text:p></table:table-cell>"] * 50)
    content = document(sheet(HEADER, *[wide] * (MAX_ROWS + 1)))

    assert fault_of(content) is Fault.TOO_BIG  # packed tighter than anything typed
