from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from consult.calls.calendar import Entry, calendar_of

CLOSES = datetime(2018, 10, 26, 16, tzinfo=UTC)
ENTRY = Entry(
    key="aB3-xyz",
    sequence=0,
    stamped_at=datetime(2018, 10, 8, 7, tzinfo=UTC),
    closes_at=CLOSES,
    summary="Contribution à transmettre : « Territoires, d’industrie ; et après »",
    description="À transmettre avant le vendredi 26 octobre 2018.\nAgence ABC",
    language="fr",
)


def event(entry):
    calendar = Calendar.from_ical(calendar_of(entry))
    assert [one.name for one in calendar.subcomponents] == ["VEVENT"]
    return calendar.subcomponents[0]


def test_the_deadline_is_an_instant_that_every_calendar_shows_in_its_own_zone():
    assert event(ENTRY)["DTSTART"].to_ical() == b"20181026T160000Z"
    assert "DTEND" not in event(ENTRY)


def test_words_come_back_as_they_were_whatever_signs_they_hold():
    assert str(event(ENTRY)["SUMMARY"]) == ENTRY.summary
    assert str(event(ENTRY)["DESCRIPTION"]) == ENTRY.description


def test_alarms_ring_a_week_two_days_and_three_hours_before():
    alarms = event(ENTRY).walk("VALARM")

    assert [one["TRIGGER"].dt for one in alarms] == [
        timedelta(days=-7),
        timedelta(days=-2),
        timedelta(hours=-3),
    ]


def test_a_deadline_that_moved_replaces_the_entry_it_was():
    moved = replace(ENTRY, closes_at=CLOSES + timedelta(days=3), sequence=1)

    assert event(moved)["UID"] == event(ENTRY)["UID"]
    assert (event(ENTRY)["SEQUENCE"], event(moved)["SEQUENCE"]) == (0, 1)


def test_the_same_state_gives_the_same_bytes():
    assert calendar_of(ENTRY) == calendar_of(replace(ENTRY))


def test_lines_are_folded_and_ended_as_the_format_wants():
    text = calendar_of(replace(ENTRY, summary="é" * 300))

    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
