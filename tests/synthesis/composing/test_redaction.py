"""E-mail addresses leave the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis.composing.redaction import redacted


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "Écrire à jean.dupont@agence.fr pour en savoir plus.",
            "Écrire à […] pour en savoir plus.",
        ),
        ("jean.dupont＠agence．fr", "[…]"),
        ("jean.dupont﹫agence.fr", "[…]"),
        ("jean.dupont (at) agence.fr", "[…]"),
        ("jean.dupont [at] agence [dot] fr", "[…]"),
        ("jean.dupont arobase agence point fr", "[…]"),
        ("jean.dupont(arobase)agence(point)fr", "[…]"),
        ("<mailto:jean.dupont@agence.fr>", "<[…]>"),
        ("mailto:jean.dupont@agence.fr?subject=x", "[…]?subject=x"),
        ("jean.du\u200bpont@\u200bagence.\u200bfr", "[…]"),
        ("jean\u00addupont@agence.fr", "[…]"),
        ("jean.dupont @ agence.fr", "[…]"),
        ("jean.dupont&#64;agence.fr", "[…]"),
        ("jean.dupont%40agence.fr", "[…]"),
        ("JEAN.DUPONT@AGENCE.FR", "[…]"),
        ("jean+tri@agence.co.uk, puis l’autre@agence.fr", "[…], puis […]"),
        ("jean@localhost", "[…]"),
        ("élodie@développement.fr", "[…]"),
    ],
)
def test_an_address_becomes_an_ellipsis_however_it_is_spelled(text, printed):
    assert redacted(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "Rien à signaler.",
        "Le prix est fixé à 3 € @ l’unité.",
        "Rendez-vous at home.",
        "Le point est clair.",
        "« Territoires d’industrie »",
        "10 % (at) rien",
        "",
    ],
)
def test_what_is_no_address_stays(text):
    assert redacted(text) == text


@given(st.text())
def test_redacting_twice_is_redacting_once(text):
    assert redacted(redacted(text)) == redacted(text)


@given(st.text(alphabet="ab@. \n(at)", max_size=200))
def test_no_bare_address_is_left(text):
    left = redacted(text)

    assert not any(
        before and after and before[-1].isalpha() and after[0].isalpha()
        for before, after in zip(left.split("@"), left.split("@")[1:], strict=False)
    )


def test_a_long_text_full_of_signs_is_read_in_one_go():
    text = "a@ " * 20_000 + "x" * 100_000 + " @"

    assert redacted(text) == text
