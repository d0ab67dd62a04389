"""The curve counts in the days of the call's zone, and never goes down."""

from __future__ import annotations

from datetime import UTC, date, datetime

from consult.campaign.curve import Day, Milestone, curve

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
    assert [one.day.day for one in found.steps] == [1, 2, 3]


def test_half_past_eleven_in_the_evening_of_utc_is_the_next_day_in_paris():
    assert [one.begun for one in drawn([(at(1, 23), None)]).days][:2] == [0, 1]


def test_what_was_sent_before_it_was_begun_here_is_begun_too():
    assert drawn([(at(4), at(2))]).days[1] == Day(date(2026, 3, 2), 1, 1)


def test_what_came_outside_the_days_is_counted_where_it_came():
    found = drawn([(at(1), at(9))])

    assert (found.days[-1], len(found.days)) == (Day(date(2026, 3, 9), 1, 1), 9)


def test_letters_of_one_kind_and_day_are_one_mark():
    found = drawn([], [("reminder", at(2)), ("reminder", at(2, 10)), ("invitation", at(1))])

    assert found.shown == [
        Milestone(date(2026, 3, 1), "invitation", 1),
        Milestone(date(2026, 3, 2), "reminder", 2),
    ]
    assert [found.across(one.day) for one in found.shown] == [0.0, 33.33]


def test_a_call_that_opened_today_stands_in_the_middle():
    found = drawn([], until=OPENS)

    assert (found.line("sent"), found.top) == ("50.0,100.0", 1)
