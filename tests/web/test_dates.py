from datetime import UTC, date, datetime, timedelta

import pytest

from consult.web import dates

CLOSING = datetime(2018, 10, 26, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("locale", "zone", "sentence"),
    [
        (
            "fr",
            "Europe/Paris",
            "vendredi 26 octobre 2018 à 18\u00a0h\u00a000 (heure de Paris)",
        ),
        ("en", "Europe/Paris", "Friday 26 October 2018 at 18:00 (Paris time)"),
        (
            "fr",
            "Indian/Reunion",
            "vendredi 26 octobre 2018 à 20\u00a0h\u00a000 (heure de La Réunion)",
        ),
        ("fr", "Pacific/Noumea", "samedi 27 octobre 2018 à 3\u00a0h\u00a000 (heure de Nouméa)"),
        ("fr", "UTC", "vendredi 26 octobre 2018 à 16\u00a0h\u00a000 (heure UTC)"),
    ],
)
def test_a_deadline_is_said_with_its_hour_and_its_zone(locale, zone, sentence):
    assert dates.deadline(CLOSING, zone, locale) == sentence


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Athens", "heure d’Athènes"),
        ("America/Guadeloupe", "heure de Guadeloupe"),
        ("America/Cayenne", "heure de Cayenne"),
    ],
)
def test_a_zone_is_named_by_its_city(zone, words):
    assert dates.zone_words(zone, "fr") == words


PARIS = "vendredi 26 octobre 2018 à 18\u00a0h\u00a000 (heure de Paris)"


@pytest.mark.parametrize("own", [None, "", "Europe/Paris", "Europe/Brussels"])
def test_nobody_is_told_a_local_time_that_their_clock_shows_already(own):
    assert dates.deadline_for(CLOSING, "Europe/Paris", own, "fr") == PARIS


@pytest.mark.parametrize(
    ("own", "added"),
    [
        ("America/Cayenne", "soit 13\u00a0h\u00a000 à Cayenne"),
        ("America/Guadeloupe", "soit 12\u00a0h\u00a000 en Guadeloupe"),
        ("Indian/Reunion", "soit 20\u00a0h\u00a000 à La Réunion"),
        ("Indian/Kerguelen", "soit 21\u00a0h\u00a000 aux Terres australes"),
        ("Pacific/Noumea", "soit le samedi 27 octobre 2018 à 3\u00a0h\u00a000 à Nouméa"),
        ("Pacific/Wallis", "soit le samedi 27 octobre 2018 à 4\u00a0h\u00a000 à Wallis-et-Futuna"),
        ("Pacific/Tahiti", "soit 6\u00a0h\u00a000 à Tahiti"),
    ],
)
def test_an_overseas_agency_is_told_its_own_time_too(own, added):
    assert dates.deadline_for(CLOSING, "Europe/Paris", own, "fr") == f"{PARIS}, {added}"


def test_an_overseas_agency_is_told_its_own_time_in_english():
    assert (
        dates.deadline_for(CLOSING, "Europe/Paris", "America/Cayenne", "en")
        == "Friday 26 October 2018 at 18:00 (Paris time), that is 13:00 in Cayenne"
    )


def test_an_agency_in_paris_is_told_its_own_time_when_the_call_is_not_from_there():
    assert dates.deadline_for(CLOSING, "Indian/Reunion", "Europe/Paris", "fr") == (
        "vendredi 26 octobre 2018 à 20\u00a0h\u00a000 (heure de La Réunion), "
        "soit 18\u00a0h\u00a000 à Paris"
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2018, 10, 1), "lundi 1er octobre 2018"),
        (date(2018, 10, 11), "jeudi 11 octobre 2018"),
        (date(2018, 10, 31), "mercredi 31 octobre 2018"),
    ],
)
def test_only_the_first_of_a_month_is_an_ordinal(day, words):
    assert dates.full_date(day, "fr") == words


@pytest.mark.parametrize(
    ("start", "fr", "en"),
    [
        (
            datetime(2018, 10, 8, 7, tzinfo=UTC),
            "du 8 au 26 octobre 2018",
            "from 8 to 26 October 2018",
        ),
        (
            datetime(2018, 9, 30, 22, tzinfo=UTC),
            "du 1er au 26 octobre 2018",
            "from 1 to 26 October 2018",
        ),
        (
            datetime(2018, 9, 3, 7, tzinfo=UTC),
            "du 3 septembre au 26 octobre 2018",
            "from 3 September to 26 October 2018",
        ),
        (
            datetime(2017, 10, 26, 7, tzinfo=UTC),
            "du 26 octobre 2017 au 26 octobre 2018",
            "from 26 October 2017 to 26 October 2018",
        ),
    ],
)
def test_a_period_says_each_month_and_year_once(start, fr, en):
    assert dates.period(start, CLOSING, "Europe/Paris", "fr") == fr
    assert dates.period(start, CLOSING, "Europe/Paris", "en") == en


@pytest.mark.parametrize(
    ("left", "fr", "en"),
    [
        (timedelta(days=9, hours=23), "dans 9 jours", "in 9 days"),
        (timedelta(days=2), "dans 2 jours", "in 2 days"),
        (timedelta(days=2) - SECOND, "dans 47 heures", "in 47 hours"),
        (timedelta(hours=2), "dans 2 heures", "in 2 hours"),
        (timedelta(hours=2) - SECOND, "dans 119 minutes", "in 119 minutes"),
        (timedelta(minutes=1), "dans 1 minute", "in 1 minute"),
        (SECOND, "dans 1 minute", "in 1 minute"),
        (timedelta(days=-3), "il y a 3 jours", "3 days ago"),
        (timedelta(days=90), "dans 3 mois", "in 3 months"),
    ],
)
def test_what_is_left_is_said_in_whole_units_and_never_more_than_there_is(left, fr, en):
    assert dates.distance(CLOSING + left, CLOSING, "fr") == fr
    assert dates.distance(CLOSING + left, CLOSING, "en") == en


@pytest.mark.parametrize(
    ("gap", "fr", "en"),
    [
        (timedelta(hours=24), "24\u00a0heures", "24 hours"),
        (timedelta(hours=1), "1\u00a0heure", "1 hour"),
        (timedelta(hours=1) - SECOND, "59 minutes", "59 minutes"),
        (timedelta(minutes=5), "5 minutes", "5 minutes"),
    ],
)
def test_a_length_of_time_is_said_in_hours_or_minutes(gap, fr, en):
    assert (dates.length(gap, "fr"), dates.length(gap, "en")) == (fr, en)
