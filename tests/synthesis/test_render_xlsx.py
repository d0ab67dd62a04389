"""The workbook: a sheet for each kind, what the note prints and nothing else, only text."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from consult.synthesis import parts, render_xlsx
from consult.synthesis.snapshot import Audience, Quote, fingerprint
from tests.synthesis import reference, samples


def opened(note):
    return openpyxl.load_workbook(BytesIO(render_xlsx.render(note)))


def rows(book, name):
    return [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]


def test_each_kind_has_its_sheet_and_the_first_says_for_whom():
    note = reference.note()
    book = opened(note)

    assert book.sheetnames == [
        "À propos de ce document",
        "Chiffres",
        "Affirmations",
        "Citations",
        "Bonnes pratiques",
        "Recommandations",
        "Graphiques",
        "Contributeurs",
    ]
    told = dict(rows(book, "À propos de ce document"))
    assert told["Pour qui"] == "Version destinée à l’audition"
    assert told["Empreinte"] == fingerprint(note)
    assert len(rows(book, "Chiffres")) == len(note.figures)
    assert len(rows(book, "Citations")) == len(list(parts.quotes(note)))


def test_a_figure_tells_its_rule_its_base_and_where_it_is_printed():
    [found] = [one for one in rows(opened(reference.note()), "Chiffres") if one[1] == "answered"]

    assert found == ["E01", "answered", 10, 42, "1"]


def test_who_stands_behind_a_statement_is_named_as_far_as_the_note_names():
    found = rows(opened(reference.note()), "Affirmations")[0]

    assert found[4] == "C01, C02, C03, C04, C05, C06, C07"
    assert "Essonne Développement" in found[5]
    assert found[6] == 3
    assert "Dunkerque" not in found[5]


@pytest.mark.parametrize("name", ["rich", "bare", "extreme"])
def test_no_cell_is_a_formula_whatever_it_begins_with(name):
    note = getattr(samples, name)()
    hostile = Quote("q77", "=HYPERLINK(1)", "@SUM(1)", None)
    chapters = tuple(
        samples.dataclasses.replace(
            chapter,
            topics=tuple(
                samples.dataclasses.replace(topic, quotes=(*topic.quotes, hostile))
                for topic in chapter.topics
            ),
        )
        for chapter in note.chapters
    )
    book = opened(samples.dataclasses.replace(note, chapters=chapters))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    begun = [cell for cell in cells if str(cell.value or "").startswith(("=", "+", "@"))]
    assert all(cell.quotePrefix for cell in begun)
    assert bool(begun) == bool(note.chapters)


def test_the_same_note_makes_the_same_workbook_and_an_internal_one_says_so():
    assert render_xlsx.render(samples.rich()) == render_xlsx.render(samples.rich())
    book = opened(samples.rich(audience=Audience.STAFF))

    assert "ne pas diffuser" in book.properties.subject
    assert all("ne pas diffuser" in sheet.oddFooter.left.text for sheet in book)


def test_a_row_is_as_tall_as_its_longest_text():
    """A program that keeps the heights it is given would lay the lines of rows over each other."""
    sheet = opened(reference.note())["Affirmations"]
    told = {row[0].row: len(row[3].value) for row in sheet.iter_rows(min_row=2)}
    heights = {row: sheet.row_dimensions[row].height or 15 for row in told}

    assert {height % 15 for height in heights.values()} == {0}
    assert all(heights[row] >= 15 * (length // 90 + 1) for row, length in told.items())
