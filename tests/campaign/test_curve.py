"""The curve counts in the days of the call's zone, and never goes down."""

from __future__ import annotations

from datetime import UTC, date, datetime

from consult.campaign.curve import LONGEST, curve
from consult.charts.figures import Day, Letters

OPENS = datetime(2026, 3, 1, 8, tzinfo=UTC)
PARIS = "Europe/Paris"


def drawn(moments, letters=(), until=datetime(2026, 3, 4, 9, tzinfo=UTC)):
    return curve(moments, letters, zone=PARIS, opens_at=OPENS, until=until)


def at(day, hour=9):
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_begun_and_sent_add_up_day_after_day():
    found = drawn([(at(1), at(3)), (at(2), None)])

    assert list(found.days) == [
        Day(date(2026, 3, 1), 1, 0),
        Day(date(2026, 3, 2), 2, 0),
        Day(date(2026, 3, 3), 2, 1),
        Day(date(2026, 3, 4), 2, 1),
    ]


def test_half_past_eleven_in_the_evening_of_utc_is_the_next_day_in_paris():
    assert [one.begun for one in drawn([(at(1, 23), None)]).days][:2] == [0, 1]


def test_what_was_sent_before_it_was_begun_here_is_begun_too():
    assert drawn([(at(4), at(2))]).days[1] == Day(date(2026, 3, 2), 1, 1)


def test_what_came_outside_the_days_is_counted_where_it_came():
    found = drawn([(at(1), at(9))])

    assert (found.days[-1], len(found.days)) == (Day(date(2026, 3, 9), 1, 1), 9)


def test_letters_of_one_kind_and_day_are_one_mark():
    found = drawn([], [("reminder", at(2)), ("reminder", at(2, 10)), ("invitation", at(1))])

    assert found.letters == (
        Letters(date(2026, 3, 1), "invitation", 1),
        Letters(date(2026, 3, 2), "reminder", 2),
    )


def test_letters_are_named_and_those_of_other_days_left_out():
    found = curve(
        [],
        [("reminder", at(2)), ("reminder", at(9))],
        zone=PARIS,
        opens_at=OPENS,
        until=at(4),
        deadline=at(12, 23),
        words={"reminder": "relance"},
    )

    assert found.letters == (Letters(date(2026, 3, 2), "relance", 1),)
    assert found.deadline == date(2026, 3, 13)


def test_a_call_that_stays_open_for_years_is_drawn_where_it_still_moves():
    found = drawn([(at(1), None)], until=datetime(2028, 3, 4, tzinfo=UTC))

    assert len(found.days) == LONGEST
    assert found.days[0].begun == 1


def test_a_call_that_opened_today_has_one_day():
    assert list(drawn([], until=OPENS).days) == [Day(date(2026, 3, 1), 0, 0)]
