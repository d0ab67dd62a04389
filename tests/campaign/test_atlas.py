"""The map shows how far each department or region has come, and loses no agency."""

from __future__ import annotations

import re
from dataclasses import replace

from consult.campaign.atlas import Shade, atlas
from consult.campaign.listing import View, narrowed
from consult.campaign.places import DEPARTMENTS
from consult.charts.territories import outlines
from tests.campaign.test_monitoring import DRAFT, INVITED, SENT

BREST = replace(SENT, department="Finistère (29)", region="Bretagne")
RENNES = replace(DRAFT, department="35", region="Bretagne")
REGIONAL = replace(INVITED, department="", region="Bretagne")
REUNION = replace(INVITED, department="", region="La Réunion")
NOWHERE = replace(INVITED, department="Bavière", region="")
ALL = [BREST, RENNES, REGIONAL, REUNION, NOWHERE]


def told(found):
    return {one.code: (one.shade, one.agencies, one.sent) for one in found.told}


def test_a_department_is_drawn_as_far_as_one_of_its_agencies_has_come():
    found = atlas(ALL, by_region=False)

    assert told(found) == {
        "29": (Shade.SENT, 1, 1),
        "35": (Shade.DRAFT, 1, 0),
        "974": (Shade.INVITED, 1, 0),
    }
    assert list(found.elsewhere) == [REGIONAL, NOWHERE]


def test_a_region_holds_its_departments_and_its_own_agencies():
    found = atlas(ALL, by_region=True)

    assert told(found) == {"R53": (Shade.SENT, 3, 1), "R04": (Shade.INVITED, 1, 0)}
    assert list(found.elsewhere) == [NOWHERE]


def test_a_place_of_the_map_leads_to_exactly_its_agencies():
    assert narrowed(ALL, View(place="29")) == [BREST]
    assert narrowed(ALL, View(place="R53")) == [BREST, RENNES, REGIONAL]
    assert narrowed(ALL, View(place="R04")) == [REUNION]


def test_every_department_and_territory_has_an_outline():
    assert set(outlines()["places"]) == set(DEPARTMENTS)
    assert all(
        re.fullmatch(r"(M[\d. -]+l[\d. -]+z)+", one["d"]) for one in outlines()["places"].values()
    )
