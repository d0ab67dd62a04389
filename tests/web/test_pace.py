"""Whoever asks too often waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consult.web.pace import Pace

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_so_many_may_be_asked_and_then_no_more_until_the_first_is_old_enough():
    pace = Pace(2, MINUTE)

    assert [pace.allows("a", AT), pace.allows("a", AT), pace.allows("a", AT)] == [True, True, False]
    assert not pace.allows("a", AT + MINUTE - timedelta(microseconds=1))
    assert pace.allows("a", AT + MINUTE)


def test_one_visitor_does_not_slow_another_down():
    pace = Pace(1, MINUTE)
    pace.allows("a", AT)

    assert pace.allows("b", AT)
