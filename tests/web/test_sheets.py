"""Lists for a spreadsheet hold text and nothing else."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from consult.web.sheets import as_csv, as_xlsx

HOSTILE = ["=1+1", "+33 1", "-2", "@a", "\t=1", "＝1+1", "a\x07b"]


def test_a_csv_cell_is_never_a_formula_and_keeps_its_text():
    assert as_csv(["=A"], [[cell] for cell in HOSTILE]) == (
        "\ufeff'=A\r\n'=1+1\r\n'+33 1\r\n'-2\r\n'@a\r\n'=1\r\n'＝1+1\r\nab\r\n"
    )


def test_a_workbook_cell_is_the_text_itself():
    book = load_workbook(io.BytesIO(as_xlsx("[Liste]: a/b", ["=A"], [[cell] for cell in HOSTILE])))
    cells = [row[0] for row in book.active.iter_rows()]

    assert book.sheetnames == ["Liste   a b"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [
        *("=A", "=1+1", "+33 1", "-2", "@a", "\t=1", "＝1+1", "ab")
    ]


@pytest.mark.parametrize("name", ["", "[]:*?/\\'", "x" * 40])
def test_whatever_a_sheet_is_called_it_opens(name):
    assert load_workbook(io.BytesIO(as_xlsx(name, ["a"], []))).active["A1"].value == "a"
