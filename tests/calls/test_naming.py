"""Names made of words."""

from __future__ import annotations

import pytest

from consult.calls.naming import LONGEST, fresh, key_from
from consult.calls.shapes import KEY


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Quels besoins ?", "quels_besoins"),
        ("À l’échelle d’un bassin", "a_l_echelle_d_un_bassin"),
        ("日本", "question"),
        ("x" * 60, "x" * 40),
        ("un " * 30, "un_" * 12 + "un"),
    ],
)
def test_a_key_tells_what_the_label_says(label, key):
    assert key_from(label, (), otherwise="question") == key
    assert len(key) <= LONGEST
    assert KEY.fullmatch(key)


def test_a_key_is_nobody_elses():
    assert fresh("a", {"b"}) == "a"
    assert fresh("a", {"a", "a_2"}) == "a_3"
    assert key_from("Un", {"un"}, otherwise="question") == "un_2"
