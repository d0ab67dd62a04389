"""Figures of some agencies alone."""

from __future__ import annotations

from consult.analysis.figures import slices
from consult.analysis.figures.slices import Slice
from consult.analysis.figures.tally import figures
from consult.charts.figures import Area
from tests.analysis.reference import territoires


def test_an_address_asks_for_a_level_and_a_region_that_are_there():
    given = {"level": "locale", "region": "Atlantide", "sort": "name"}

    assert Slice.read(given, territoires()) == Slice(level="locale")
    assert Slice.read(given, territoires()).address == {"level": "locale"}
    assert not Slice.read({}, territoires())


def test_everything_is_counted_again_for_a_level():
    part = slices.narrowed(territoires(), Slice(level="locale"))
    counted = figures(part)

    assert (counted["agencies"], counted["responses"]) == (15, 5)
    assert max(one["shown"] for one in counted["questions"].values()) == 5


def test_a_level_and_a_region_narrow_together():
    part = slices.narrowed(territoires(), Slice("locale", "Hauts-de-France"))

    assert {(one.level, one.region) for one in part.agencies} == {("locale", "Hauts-de-France")}


def test_levels_add_up_to_all_that_answered():
    groups = slices.by_level(territoires())

    assert [level for level, _ in groups] == ["locale", "régionale", "départementale"]
    assert sum(figures(part)["responses"] for _, part in groups) == 10


def test_regions_are_found_by_department_or_by_name():
    areas = {area.name: area for area in slices.territories(territoires(), "Régions").areas}

    assert areas["Île-de-France"] == Area(
        "Île-de-France", ("75", "77", "78", "91", "92", "93", "94", "95"), 3, 2
    )
    assert (areas["Mayotte"].asked, areas["La Réunion"].asked) == (0, 1)
    assert sum(area.answered for area in areas.values()) == 10
