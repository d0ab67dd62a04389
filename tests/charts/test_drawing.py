"""What is true of every drawing, whatever its figures and its labels."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from lxml import etree

from consult.charts import figures
from consult.charts.drawing import PAGE, PHONE, draw, pictured, said, tabled
from tests.charts import pictures

BARS = figures.Bars("À quelle échelle ?", (figures.Bar("Région", 7), figures.Bar("Bassin", 3)), 10)
HOSTILE = "</text><script>alert(1)</script><text x='\"'>&lt;\x00\x1b\u202e"


@pytest.mark.parametrize("width", [PAGE, PHONE])
@given(figure=pictures.every)
@settings(max_examples=60, deadline=None)
def test_everything_is_on_the_drawing_and_no_words_overlap(figure, width):
    picture = pictured(figure, "fr", width)

    assert pictures.outside(picture) == []
    assert pictures.touching(picture) == []


@given(figure=pictures.every)
@settings(max_examples=60, deadline=None)
def test_a_drawing_is_well_formed_whatever_was_written(figure):
    svg = draw(figure, "fr").svg
    root = etree.parse(io.BytesIO(svg.encode())).getroot()

    assert root.get("role") == "img"
    assert root[0].tag == "{http://www.w3.org/2000/svg}title"
    drawn = {etree.QName(one).localname for one in root.iter()}
    assert drawn <= {"svg", "title", "text", "rect", "line", "circle", "polyline", "path"}


@given(figure=pictures.every)
@settings(max_examples=60, deadline=None)
def test_a_table_has_as_many_cells_as_columns(figure):
    table = tabled(figure, "en")

    assert {len(row) for row in table.rows} <= {len(table.columns)}
    assert isinstance(said(figure, "en"), str)


def test_equal_figures_give_equal_bytes():
    again = figures.Bars(BARS.title, tuple(BARS.bars), 10)
    first = draw(BARS, "fr").svg

    draw.cache_clear()

    assert draw(again, "fr").svg == first


def test_the_title_says_what_is_seen():
    svg = draw(BARS, "fr").svg

    assert (
        "<title>À quelle échelle\u202f? 7 agences sur 10 choisissent «\u00a0Région\u00a0», "
        "3\u00a0«\u00a0Bassin\u00a0».</title>"
    ) in svg


def test_what_an_agency_wrote_is_only_text():
    svg = draw(figures.Bars(HOSTILE, (figures.Bar(HOSTILE, 1),), 1), "en").svg

    assert "<script" not in svg
    assert "&lt;/text&gt;&lt;script&gt;" in svg
    assert not set(svg) & {"\x00", "\x1b", "\u202e"}


def test_a_file_of_its_own_names_no_font_of_ours_and_holds_its_words_to_their_width():
    inside, outside = draw(BARS, "fr").svg, draw(BARS, "fr", fitted=True).svg

    assert "Note Sans" in inside
    assert "textLength" not in inside
    assert "Note Sans" not in outside
    assert outside.count("textLength") == outside.count("<text ")
