"""What is asked, and whether a text answers it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.searching.language import parsed
from consult.analysis.searching.words import MOST, indexed, kept
from tests.analysis.searching.corpus import TEXTS


def found(asked):
    query = parsed(asked)
    return [number for number, text in enumerate(TEXTS) if query.answered_by(text)]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("foncier", [0]),
        ("industrielles", [0]),
        ('"foncier industriel"', [0]),
        ('"industriel foncier"', []),
        ("acquis", [1]),
        ("sous traitants", [2]),
        ("sous-trait*", [2]),
        ("trait*", [2, 9]),
        ("l'aeronautique", [2]),
        ("lycee professionnel", [3]),
        ("energies", [4]),
        ("gaz OU canal", [4, 8]),
        ("demande coeur", [5]),
        ("oeuvre", [7]),
        ("cheval", [9]),
        ("journal", [9]),
        ("aujourd'hui", [10]),
        ("eau -année", []),
        ("eau", [10]),
        ("-eau", []),
        ("1 3", [13]),
        ("ecole ingenieur", [15, 16]),
        ("importer", [18]),
        ("prêts", [19]),
        ("pouvoir", [20]),
        ('"pouvoir d\'achat"', [20]),
        ('"pouvoir achat"', []),
        ("été inondé", [22]),
        ("привет", [23]),
        ("recevoir", [25]),
        ("mettre prendre", [25]),
        ("porter", [26, 27]),
        ("porte région", [27]),
        ("rien", []),
        ("", []),
    ],
)
def test_a_word_is_found_in_whatever_form_it_was_written(asked, numbers):
    assert found(asked) == numbers


def test_without_accents_the_same_is_found():
    for asked in ("énergie", "école", "ingénieurs", "œuvre", "prêt", "inondée", "développer"):
        plain = asked.translate(str.maketrans("éèêœ", "eeeo")).replace("ouvre", "oeuvre")
        assert found(plain) == found(asked) != [], asked


def test_small_words_are_asked_for_only_when_there_is_nothing_else():
    assert found("accès à l’eau") == found("accès eau")
    assert found("la la") == found("la") != []
    assert 10 in found("l’eau")


def test_what_is_found_is_shown_where_it_stands():
    text = "L’accès à l'eau : E\u0301cole, œuvres, sous-traitants."

    def shown(asked):
        return [text[start:end] for start, end in parsed(asked).spans(text)]

    assert shown("eau") == ["eau"]
    assert shown("ecole oeuvre") == ["E\u0301cole", "œuvres"]
    assert shown('"accès à l’eau"') == ["accès à l'eau"]
    assert shown("sous-traitant") == ["sous-traitants"]
    assert shown("trait*") == ["traitants"]
    assert shown('acces "acces a"') == ["accès à"]


def test_a_long_question_is_read_so_far():
    assert len(parsed("mot " * 200).groups) == 24


def test_a_text_too_long_for_an_index_may_hold_anything():
    assert kept("kmot " * MOST) == "any"
    assert kept("kmot") == "kmot"


@given(st.text(max_size=80), st.text(max_size=200))
def test_no_text_makes_an_error(asked, text):
    query = parsed(asked)
    assert query.answered_by(text) in (True, False)
    for start, end in query.spans(text):
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200))
def test_the_index_holds_plain_signs_alone(text):
    assert set(indexed(text, "fr")) <= set("abcdefghijklmnopqrstuvwxyz0123456789. ")


@given(st.text(alphabet="abcéèœç'’- \n", min_size=1, max_size=60))
def test_a_text_answers_each_of_its_own_words(text):
    for word in text.split():
        query = parsed(f'"{word}"')
        assert not query or query.answered_by(text)
