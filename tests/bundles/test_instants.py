from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.bundles.instants import instant, written
from consult.calls.written.cursor import Cursor
from consult.calls.written.tree import Node

PARIS = ZoneInfo("Europe/Paris")


def read(text, zone=PARIS):
    findings = []
    return instant(Cursor(Node(1, text, text), findings), zone), [one.code for one in findings]


@pytest.mark.parametrize(
    ("text", "utc", "codes"),
    [
        ("2026-03-29T01:59", "2026-03-29T00:59", []),
        ("2026-03-29T02:00", None, ["no_such_hour"]),
        ("2026-03-29T02:59:59", None, ["no_such_hour"]),
        ("2026-03-29T03:00", "2026-03-29T01:00", []),
        ("2026-10-25T01:59", "2026-10-24T23:59", []),
        ("2026-10-25T02:00", "2026-10-25T00:00", ["hour_twice"]),
        ("2026-10-25T02:59", "2026-10-25T00:59", ["hour_twice"]),
        ("2026-10-25T03:00", "2026-10-25T02:00", []),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30", []),
        ("2026-10-25 02:30Z", "2026-10-25T02:30", []),
        ("0001-01-01T00:00+14:00", None, ["not_an_instant"]),
        ("2026-13-01T00:00", None, ["not_an_instant"]),
        ("20261001T0000", None, ["not_an_instant"]),
    ],
)
def test_an_hour_on_the_clock_is_an_instant(text, utc, codes):
    expected = utc and datetime.fromisoformat(utc).replace(tzinfo=UTC)

    assert read(text) == (expected, codes)


@given(
    st.integers(-2_208_988_800, 7_258_118_399),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "Pacific/Apia", "America/Caracas", "UTC"]),
)
def test_what_is_written_reads_back_as_the_same_instant(seconds, name):
    zone = ZoneInfo(name)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if at.astimezone(zone).year in range(1901, 2199):
        assert read(written(at, zone), zone) == (at, [])
