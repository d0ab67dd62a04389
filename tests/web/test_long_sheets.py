"""Lists of any length, in which every text is only text and every number a number."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.web.sheets import FORMULA, lines, text, write_workbook

CELLS = st.none() | st.integers(-(10**9), 10**9) | st.floats(width=32) | st.text(max_size=12)


def read(parts):
    whole = "".join(parts)
    assert whole.startswith("\ufeff")
    return list(csv.reader(io.StringIO(whole[1:], newline=""), delimiter=";"))


def workbook(*sheets):
    file = io.BytesIO()
    write_workbook(file, sheets)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue()))


def test_numbers_are_written_as_a_french_spreadsheet_reads_them():
    [_, row] = read(lines([["a"]], [[-5, 1.5, True, None, float("inf"), "-5"]]))

    assert row == ["-5", "1,5", "True", "", "inf", "'-5"]


def test_a_long_list_comes_some_rows_at_a_time():
    parts = list(lines([["a"]], ([number] for number in range(1000))))

    assert len(parts) > 4
    assert [row[0] for row in read(parts)] == ["a", *map(str, range(1000))]


@settings(max_examples=50)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=3), max_size=4))
def test_no_text_begins_like_a_formula(rows):
    for row in read(lines(rows, rows)):
        assert not any(cell.startswith(FORMULA) for cell in row)


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6), st.text(max_size=40))
def test_a_workbook_gives_back_what_it_was_given(cells, name):
    sheet = workbook((name, [["=head"]], [["here", *cells]])).worksheets[0]

    found = [cell.value for cell in next(sheet.iter_rows(min_row=2, max_col=1 + len(cells)))][1:]
    for cell, back in zip(cells, found, strict=True):
        if isinstance(cell, int | float) and cell == cell and abs(cell) != float("inf"):
            assert back == pytest.approx(cell)
        else:
            told = "" if cell is None else text(cell)
            assert (back or "") == told.replace("\r\n", "\n").replace("\r", "\n")


def test_sheets_of_one_name_are_told_apart_and_none_names_a_formula():
    book = workbook(("=A", [["a"]], []), ("=a", [["b"]], []), ("x" * 40, [["c"]], []))

    assert book.sheetnames == ["A", "a 2", "x" * 31]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s"}
