from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from consult import instants

AT = datetime(2018, 10, 26, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("Europe/Paris", "heure de Paris", "Paris time"),
        ("Europe/Amsterdam", "heure d’Amsterdam", "Amsterdam time"),
        ("Europe/Athens", "heure d’Athènes", "Athens time"),
        ("Indian/Reunion", "heure de La Réunion", "Réunion time"),
        ("UTC", "heure UTC", "UTC"),
    ],
)
def test_a_zone_is_told_by_its_city(zone, french, english):
    assert instants.zone_words(zone, "fr") == french
    assert instants.zone_words(zone, "en") == english


def test_an_hour_is_told_in_the_zone_of_the_call():
    assert instants.hour(AT, "Europe/Paris", "fr") == "18 h 00"
    assert instants.hour(AT, "Europe/Paris", "fr", gap="\u00a0") == "18\u00a0h\u00a000"
    assert instants.hour(AT, "Europe/Paris", "en") == "18:00"
    assert instants.local_day(datetime(2018, 10, 31, 23, 30, tzinfo=UTC), "Europe/Paris") == date(
        2018, 11, 1
    )


@pytest.mark.parametrize(
    ("first", "last", "french"),
    [
        (date(2018, 10, 8), date(2018, 10, 26), "du 8 au 26 octobre 2018"),
        (date(2018, 10, 1), date(2018, 11, 1), "du 1er octobre au 1er novembre 2018"),
        (date(2018, 12, 31), date(2019, 1, 1), "du 31 décembre 2018 au 1er janvier 2019"),
        (date(2018, 10, 1), date(2018, 10, 1), "le 1er octobre 2018"),
    ],
)
def test_a_span_says_month_and_year_once(first, last, french):
    assert instants.span(first, last, "fr") == french


def test_the_first_of_a_month_is_le_premier():
    assert instants.full_date(date(2018, 11, 1), "fr") == "jeudi 1er novembre 2018"
    assert instants.full_date(date(2018, 11, 11), "fr") == "dimanche 11 novembre 2018"
    assert instants.short_date(date(2018, 11, 1), "fr") == "1er novembre 2018"
