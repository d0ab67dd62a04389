"""How long a note stays in the hand, and what the journal leaves out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consult.publication.rules import expiry, is_foreseen

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_link_lives_thirty_days_after_the_hearing():
    hearing = AT + timedelta(days=12)

    assert expiry(hearing_at=hearing, at=AT) == hearing + timedelta(days=30)


def test_after_the_hearing_or_without_one_the_thirty_days_begin_today():
    past = AT - timedelta(days=400)

    assert expiry(hearing_at=past, at=AT) == expiry(hearing_at=None, at=AT)
    assert expiry(hearing_at=None, at=AT) == AT + timedelta(days=30)


@pytest.mark.parametrize(
    ("method", "headers", "foreseen"),
    [
        ("GET", {}, False),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}, True),
        ("GET", {"X-Moz": "prefetch"}, True),
        ("GET", {"Purpose": "preview"}, True),
        ("HEAD", {}, True),
    ],
)
def test_a_fetch_ahead_of_a_click_is_not_an_opening(method, headers, foreseen):
    assert is_foreseen(method, headers) is foreseen
