"""A time on a wall clock is one instant, or is refused with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from consult.calls.moments import Doubt, NotAnInstant, end_after, instant, parsed


def doubt(call):
    with pytest.raises(NotAnInstant) as refused:
        call()
    return refused.value.doubt


def test_a_deadline_is_an_instant_of_its_zone():
    assert instant(date(2018, 10, 26), time(18), "Europe/Paris") == datetime(
        2018, 10, 26, 16, tzinfo=UTC
    )
    assert instant(date(2018, 10, 26), time(18), "Indian/Reunion") == datetime(
        2018, 10, 26, 14, tzinfo=UTC
    )


def test_the_hour_that_clocks_skip_does_not_exist_from_its_first_minute_to_its_last():
    spring = date(2026, 3, 29)

    assert instant(spring, time(1, 59), "Europe/Paris") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert doubt(lambda: instant(spring, time(2), "Europe/Paris")) is Doubt.SKIPPED
    assert doubt(lambda: instant(spring, time(2, 59), "Europe/Paris")) is Doubt.SKIPPED
    assert instant(spring, time(3), "Europe/Paris") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_the_hour_that_clocks_show_twice_is_refused():
    autumn = date(2026, 10, 25)

    assert doubt(lambda: instant(autumn, time(2), "Europe/Paris")) is Doubt.TWICE
    assert doubt(lambda: instant(autumn, time(2, 59), "Europe/Paris")) is Doubt.TWICE
    assert instant(autumn, time(3), "Europe/Paris") == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_an_offset_settles_the_hour_that_comes_twice():
    assert parsed("2026-10-25T02:30+01:00", "Europe/Paris") == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("text", ["", "demain", "2026-13-01T10:00", "2026-02-30 10:00"])
def test_a_text_that_is_no_date_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".*"):
        parsed(text, "Europe/Paris")


def test_years_beyond_living_memory_are_refused():
    assert doubt(lambda: parsed("9999-12-31T23:59", "Europe/Paris")) is Doubt.OUT_OF_RANGE
    assert doubt(lambda: parsed("0001-01-01T00:00+14:00", "UTC")) is Doubt.OUT_OF_RANGE


def test_ten_days_later_is_the_same_hour_on_the_wall_across_a_change_of_clocks():
    at = datetime(2026, 3, 24, 10, tzinfo=UTC)

    assert end_after(at, "Europe/Paris", days=10) == datetime(2026, 4, 3, 16, tzinfo=UTC)
