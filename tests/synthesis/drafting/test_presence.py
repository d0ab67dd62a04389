"""Somebody is at a desk until they have not been heard of for a while."""

from __future__ import annotations

from consult.synthesis.drafting.presence import AWAY, Here, Present
from tests.office import AT


def test_one_is_there_until_away_and_at_one_desk_only():
    present = Present()
    present.heard(1, 7, name="Éva", block="b1", at=AT)
    present.heard(2, 8, name="Max", block="", at=AT)
    present.heard(1, 9, name="Bob", block="b2", at=AT)

    assert present.others(1, 7, AT) == (Here("Bob", "b2", AT),)
    assert [one.name for one in present.others(1, 5, AT)] == ["Bob", "Éva"]
    assert present.others(2, 8, AT) == ()

    present.heard(1, 9, name="Bob", block="b3", at=AT + AWAY)
    assert present.others(1, 5, AT + AWAY) == (Here("Bob", "b3", AT + AWAY),)
