from zoneinfo import ZoneInfo

import pytest

from consult.directory.zones import OVERSEAS, zone_at, zone_of


@pytest.mark.parametrize("number", ["971", "972", "973", "974", "975", "976", "977", "978"])
def test_every_overseas_department_has_a_zone(number):
    assert zone_of(number) is not None


@pytest.mark.parametrize("number", ["984", "986", "987", "988"])
def test_every_overseas_territory_with_people_has_a_zone(number):
    assert zone_of(number) is not None


@pytest.mark.parametrize("zone", OVERSEAS)
def test_every_zone_is_known_to_this_machine(zone):
    assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    "place", ["973", "Guyane", "GUYANE", "Guyane (973)", "973 – Guyane", " guyane  française "]
)
def test_an_overseas_place_is_known_by_number_name_or_both(place):
    assert zone_of(place) == "America/Cayenne"


@pytest.mark.parametrize(
    "place", ["", "Paris", "75", "Saint-Martin-d’Hères", "Haute-Vienne", "97", "9730"]
)
def test_a_place_of_the_mainland_has_no_zone_of_its_own(place):
    assert zone_of(place) is None


def test_accents_hyphens_and_articles_do_not_hide_a_place():
    assert zone_of("Saint-Pierre-et-Miquelon") == "America/Miquelon"
    assert zone_of("La Réunion") == zone_of("reunion") == "Indian/Reunion"
    assert zone_of("Nouvelle\u2011Calédonie") == "Pacific/Noumea"


def test_the_directory_counts_before_a_guess():
    assert zone_at("Indian/Mayotte", "Guyane", "") == "Indian/Mayotte"


def test_the_department_counts_before_the_region():
    assert zone_at(None, "Loire", "La Réunion") is None
    assert zone_at(None, "", "La Réunion") == "Indian/Reunion"
