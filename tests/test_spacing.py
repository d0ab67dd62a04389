import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.spacing import french

N, F = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("L'essentiel de l'audition", "L’essentiel de l’audition"),
        ("Quel service ?", f"Quel service{N}?"),
        ("oui ; non !", f"oui{N}; non{N}!"),
        ("« Territoires d'industrie » : quoi", f"«{F}Territoires d’industrie{F}»{F}: quoi"),
        ("https://exemple.fr/a:b?c", "https://exemple.fr/a:b?c"),
        ("23 % des 1 248 réponses", f"23{N}% des 1{N}248 réponses"),
        ("le 26 octobre 2018 à 18 h 00", f"le 26{F}octobre 2018 à 18{F}h{F}00"),
        ("N° 3 ... suite", f"N°{F}3 … suite"),
        ("une idée – la sienne", f"une idée{F}– la sienne"),
        ("10:30", "10:30"),
        ("", ""),
    ],
)
def test_french_is_set_as_printers_set_it(typed, set_):
    assert french(typed) == set_


@given(st.text(alphabet="a1 '«»?;:!%h.–\u00a0\u202f", max_size=40))
def test_setting_twice_changes_nothing_more(text):
    assert french(french(text)) == french(text)
