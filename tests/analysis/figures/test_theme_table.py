"""The theme table: by position, by agency, by level and by region, and what is behind a cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.analysis.figures.rules import resolve
from consult.analysis.figures.theme_table import By, Taken, narrowed, passages, sheet, taken
from consult.analysis.material import Stance, Theme
from consult.analysis.themes import table
from tests.analysis.reference import territoires


def made(by, material=None, agencies=None):
    material = material or territoires()
    return sheet(material, table(material), by, agencies)


def lines(shown):
    return [one for shelf in shown.shelves for one in shelf.lines]


def behind(name, by, key):
    return passages(territoires(), table(territoires()), name, by, key)


def line(by, theme="indicators"):
    return next(one for one in lines(made(by)) if one.theme.key == theme)


@pytest.mark.parametrize("by", By)
def test_every_theme_has_its_line_in_the_order_of_the_questionnaire(by):
    shown = made(by)

    assert [one.theme for one in lines(shown)] == list(territoires().themes)
    assert shown.replied == 10


def test_positions_say_who_is_mixed():
    cells = {cell.key: cell.agencies for cell in line(By.STANCE).cells}

    assert list(cells) == ["support", "oppose", "nuance", "mixed", "none"]
    assert cells["mixed"] == ("Caux Seine Développement",)
    assert {key: len(held) for key, held in cells.items()} == {
        "support": 3,
        "oppose": 2,
        "nuance": 4,
        "mixed": 1,
        "none": 0,
    }


def test_each_agency_stands_once_in_its_column():
    stands = {cell.key: cell.taken for cell in line(By.AGENCY).cells}

    assert stands["Caux Seine Développement"] is Taken.MIXED
    assert stands["ARII SUD"] is Taken.OPPOSE
    assert stands["SOFIE"] is None
    assert len(stands) == 10


def test_a_passage_without_a_position_is_no_position():
    row = next(one for one in table(territoires()).rows if one.theme.key == "recruitment")

    assert taken(row, "ADERLY") is Taken.NONE


def test_levels_and_regions_are_those_of_who_replied_with_their_number():
    shown = made(By.LEVEL)

    assert {column.key: column.of for column in shown.columns} == {
        "locale": 5,
        "régionale": 2,
        "départementale": 3,
    }
    assert sum(column.of for column in made(By.REGION).columns) == 10


@pytest.mark.parametrize("by", [By.STANCE, By.LEVEL, By.REGION])
def test_a_cell_counts_what_its_rule_counts(by):
    for one in lines(made(by)):
        assert resolve(one.rule, territoires()).agencies == one.agencies
        for cell in one.cells:
            rule = narrowed(one.rule, by, cell.key)
            assert (rule is None) == (by is By.AGENCY)
            if rule:
                assert resolve(rule, territoires()).agencies == cell.agencies


def test_only_the_agencies_of_the_page_are_columns():
    shown = made(By.AGENCY, agencies=["SOFIE", "CEEVO"])

    assert [column.key for column in shown.columns] == ["SOFIE", "CEEVO"]


def test_themes_of_every_question_come_last_without_a_question():
    book = (Theme("", "image", "Image"), *territoires().themes)
    shown = made(By.STANCE, replace(territoires(), themes=book))

    assert (shown.shelves[-1].question, shown.shelves[-1].lines[0].rule) == ("", "theme:*/image")


@pytest.mark.parametrize("by", [By.STANCE, By.LEVEL])
def test_a_theme_of_every_question_counts_what_its_rule_counts(by):
    book = tuple(
        replace(one, question="") if one.key in ("project", "land") else one
        for one in territoires().themes
        if (one.question, one.key) != ("practices", "land")
    )
    material = replace(territoires(), themes=book)

    for one in made(by, material).shelves[-1].lines:
        assert one.theme.question == ""
        assert resolve(one.rule, material).agencies == one.agencies
        for cell in one.cells:
            rule = narrowed(one.rule, by, cell.key)
            assert (rule is None) == (by is By.AGENCY)
            if rule:
                assert resolve(rule, material).agencies == cell.agencies


def test_behind_a_position_are_the_passages_that_take_it():
    _, found = behind("criteria_text/indicators", By.STANCE, "nuance")

    assert {one.stance for one in found} == {Stance.NUANCE}
    assert len({one.agency for one in found}) == 4


def test_behind_the_mixed_are_all_their_passages():
    _, found = behind("criteria_text/indicators", By.STANCE, "mixed")

    assert {one.agency for one in found} == {"Caux Seine Développement"}
    assert {one.stance for one in found} == {Stance.SUPPORT, Stance.NUANCE}


def test_behind_a_level_or_an_agency_are_their_passages_and_behind_the_total_all():
    level = behind("needs_text/land", By.LEVEL, "régionale")[1]
    agency = behind("needs_text/land", By.AGENCY, "AER BFC")[1]
    row, every = behind("needs_text/land", None, "")

    assert {one.agency for one in level} <= {"AER BFC", "ARII SUD"}
    assert {one.agency for one in agency} == {"AER BFC"}
    assert {one.agency for one in every} == set(row.agencies)


def test_a_theme_or_a_position_that_is_not_is_an_error():
    with pytest.raises(KeyError):
        behind("needs_text/nothing", None, "")
    with pytest.raises(ValueError, match="nobody"):
        behind("needs_text/land", By.STANCE, "nobody")
