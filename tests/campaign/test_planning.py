"""Reminders leave by the wall clock of the call's zone, whatever the clocks do that night."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from consult.campaign.planning import Slot, Turn, instant_of, slots, turn

INSTANT = timedelta(microseconds=1)
PARIS = "Europe/Paris"
CLOSES = datetime(2026, 3, 12, 17, tzinfo=UTC)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        (date(2026, 3, 28), time(9), PARIS, datetime(2026, 3, 28, 8, tzinfo=UTC)),
        (date(2026, 3, 29), time(9), PARIS, datetime(2026, 3, 29, 7, tzinfo=UTC)),
        # Skipped: clocks jump at 01:00 UTC.
        (date(2026, 3, 29), time(2, 30), PARIS, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 3, 29), time(3), PARIS, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        # Twice: the first of the two.
        (date(2026, 10, 25), time(2, 30), PARIS, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(9), PARIS, datetime(2026, 10, 25, 8, tzinfo=UTC)),
        # A jump of half an hour, on Lord Howe.
        (
            date(2026, 10, 4),
            time(2, 15),
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        ),
        (date(2026, 3, 29), time(9), "America/Cayenne", datetime(2026, 3, 29, 12, tzinfo=UTC)),
        (date(2026, 3, 29), time(9), "Pacific/Noumea", datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_a_time_on_a_wall_clock_is_one_instant(day, hour, zone, expected):
    assert instant_of(day, hour, zone) == expected


def test_a_call_begins_with_three_reminders_before_its_deadline():
    assert list(slots(CLOSES, PARIS, at=AT)) == [
        Slot(date(2026, 3, 5), time(9), 7),
        Slot(date(2026, 3, 10), time(9), 2),
        Slot(date(2026, 3, 12), time(8), 0),
    ]


def test_what_is_past_or_after_the_deadline_is_not_planned():
    morning = datetime(2026, 3, 12, 7, tzinfo=UTC)  # 8 o'clock in Paris: the last one's instant

    late = datetime(2026, 3, 10, 8, tzinfo=UTC)  # 9 o'clock in Paris: that of the one before
    assert [one.days_before for one in slots(CLOSES, PARIS, at=late)] == [0]
    assert [one.days_before for one in slots(CLOSES, PARIS, at=late - INSTANT)] == [2, 0]
    assert [one.days_before for one in slots(morning, PARIS, at=AT)] == [7, 2]
    assert [one.days_before for one in slots(morning + INSTANT, PARIS, at=AT)] == [7, 2, 0]


NINE = datetime(2026, 3, 10, 8, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 10, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NINE - INSTANT, Turn.WAIT),
        (NINE, Turn.SEND),
        (MIDNIGHT - INSTANT, Turn.SEND),
        (MIDNIGHT, Turn.MISS),
    ],
)
def test_a_reminder_leaves_on_its_day_from_its_hour_on(at, expected):
    assert turn(Slot(date(2026, 3, 10), time(9)), CLOSES, PARIS, at=at) is expected


def test_no_reminder_leaves_at_the_deadline_or_after():
    slot = Slot(date(2026, 3, 12), time(8))

    assert turn(slot, CLOSES, PARIS, at=CLOSES - INSTANT) is Turn.SEND
    assert turn(slot, CLOSES, PARIS, at=CLOSES) is Turn.MISS
