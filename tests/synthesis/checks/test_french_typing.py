from __future__ import annotations

import pytest

from consult.synthesis.checks.findings import Check
from consult.synthesis.checks.french_typing import corrections
from consult.synthesis.checks.mending import corrected
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import Block, BlockKind, SourceChip, Words
from tests.synthesis.checks.grounds import CITED, ground


def mended(text, language="fr"):
    for start, end, instead in reversed(list(corrections(text, language))):
        text = text[:start] + instead + text[end:]
    return text


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("la 2ème fois, la 1ère, les 3èmes", "la 2e fois, la 1re, les 3es"),
        ("le XIXème siècle", "le XIXe siècle"),
        ("Deux  espaces , puis trop", "Deux espaces, puis trop"),
        ("Trois mots: un; deux!", "Trois mots\u00a0: un\u202f; deux\u202f!"),
        ("mot,mot", "mot, mot"),
        ("le coeur, la main-d’oeuvre, la SOEUR", "le cœur, la main-d’œuvre, la SŒUR"),
        ("l’Etat, les Ecoles, Ile-de-France", "l’État, les Écoles, Île-de-France"),
        ("A la fin. A partir de là", "À la fin. À partir de là"),
        ("etc... puis etc…", "etc. puis etc."),
        ("Mr Dupont", "M.\u00a0Dupont"),
        ("oui - non", "oui\u00a0– non"),
        ('le "bon" mot', "le «\u00a0bon\u00a0» mot"),
    ],
)
def test_what_the_press_does_not_mend_is_proposed(typed, set_so):
    assert mended(typed) == set_so


@pytest.mark.parametrize(
    "text",
    [
        "Déjà bien\u00a0: rien à dire\u202f; vraiment\u202f!",
        "Le prix : 3,5 € ; l’adresse https://exemple.fr:8080 ; à 10:30.",
        "Une coexistence, la coopération, un poème, le goéland, la moelle.",
        "Il a 3 ans, l’A7, le plan A, A l’index ? non. Un Etatiste",
        "« la 2ème fois, c’est le coeur » disait-il.",
        "M. Dupont (S.N.C.F.), p. ex., 1 000,50 et 2,5.",
    ],
)
def test_what_is_right_or_between_quotation_marks_is_left_alone(text):
    assert mended(text) == text


def test_everything_is_corrected_at_once_and_chips_stay_where_they_are():
    content = (Words("La 2ème fois"), SourceChip((CITED,)), Words(" au coeur;  la 3ème"))
    block = Block("b", BlockKind.CLAIM, content=content)
    found = [one for one in run(ground(block)) if one.check is Check.TYPOGRAPHY]
    (after,) = corrected({"b": block}, found)
    assert after.content == (
        Words("La 2e fois"),
        SourceChip((CITED,)),
        Words(" au cœur\u202f; la 3e"),
    )
