"""Departments and regions are found as people write them."""

from __future__ import annotations

import pytest

from consult.campaign.places import DEPARTMENTS, REGION_OF, REGIONS, department_of, region_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Finistère", "29"),
        ("FINISTERE", "29"),
        ("29", "29"),
        ("Finistère (29)", "29"),
        ("29 – Finistère", "29"),
        ("Département du Finistère", "29"),
        ("Ain", "01"),
        ("1", "01"),
        ("01", "01"),
        ("Côte-d'Or", "21"),
        ("Côte d’Or", "21"),
        ("Val d’Oise", "95"),
        ("Val-d’Oise", "95"),
        ("Haute-Corse", "2B"),
        ("2a", "2A"),
        ("Corse", None),
        ("Paris", "75"),
        ("Ville de Paris", "75"),
        ("Réunion", "974"),
        ("La Réunion (974)", "974"),
        ("973", "973"),
        ("St Pierre et Miquelon", "975"),
        ("Territoire de Belfort", "90"),
        ("Loire", "42"),
        ("Haute-Loire", "43"),
        ("Rhône, Loire", None),
        ("Rhône (42)", None),
        ("96", None),
        ("20", None),
        ("", None),
        ("Bavière", None),
    ],
)
def test_a_department_is_known_by_its_number_its_name_or_both(text, code):
    assert department_of(text) == code


@pytest.mark.parametrize("code", DEPARTMENTS)
def test_every_department_is_found_by_its_own_name_and_number(code):
    name = DEPARTMENTS[code]

    assert {department_of(one) for one in (name, name.upper(), code, f"{name} ({code})")} == {code}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bretagne", "Bretagne"),
        ("bretagne", "Bretagne"),
        ("Région Bretagne", "Bretagne"),
        ("Rhône-Alpes", "Auvergne-Rhône-Alpes"),
        ("Midi-Pyrénées", "Occitanie"),
        ("PACA", "Provence-Alpes-Côte d’Azur"),
        ("Provence-Alpes-Côte d'Azur", "Provence-Alpes-Côte d’Azur"),
        ("Nord-Pas-de-Calais", "Hauts-de-France"),
        ("Ile de France", "Île-de-France"),
        ("Réunion", "La Réunion"),
    ],
)
def test_a_region_is_known_by_its_name_of_today_and_of_before(text, name):
    assert REGIONS[region_of(text)][0] == name


def test_what_is_no_region_is_none():
    assert (region_of("Wallonie"), region_of("")) == (None, None)


def test_a_hundred_and_one_departments_and_six_territories_have_a_region():
    assert (len(DEPARTMENTS), len(REGION_OF)) == (107, 107)
