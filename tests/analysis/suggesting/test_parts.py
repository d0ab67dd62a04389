"""What suggestions are made of: words, passages, copies, neighbours and phrases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.suggesting.choosing import chosen, comfort, loneliness, margins
from consult.analysis.suggesting.clusters import communities, neighbour_graph
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.lemmas import key, keys
from consult.analysis.suggesting.passages import LONGEST, passages
from consult.analysis.suggesting.phrases import Phrase, Phrases, Said
from consult.analysis.suggesting.vectors import latent_vectors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Territoires", "territoire"),
        ("industrielles", "industriel"),
        ("journaux", "journal"),
        ("ÉNERGIE", "énergies"),
        ("œuvres", "oeuvre"),
    ],
)
def test_inflections_meet_under_one_key(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize("word", ["le", "Était", "n", "a" * 41, ""])
def test_words_without_a_subject_have_no_key(word):
    assert key(word) == ""


def test_english_has_its_own_lemmas():
    assert keys("The companies closed two sites", "en") == ["company", "close", "site"]


def test_an_unknown_language_is_read_as_it_is_written():
    assert keys("Die Häuser", "xx") == ["die", "hauser"]


def said(text):
    return [text[start:end] for start, end in passages(text)]


def test_sentences_and_bullets_are_passages():
    text = (
        "Le fret manque de sillons fiables.  Les lycées ferment leurs sections ;\n"
        "– des terrains prêts à bâtir\n• une équipe d’animation payée"
    )
    assert said(text) == [
        "Le fret manque de sillons fiables.",
        "Les lycées ferment leurs sections ;",
        "des terrains prêts à bâtir",
        "une équipe d’animation payée",
    ]


def test_an_abbreviation_does_not_end_a_passage():
    text = "Comme le dit M. le préfet de la région, il faut agir."
    assert said(text) == [text]


@given(st.text(alphabet=st.sampled_from("ab é.;\n-•!。👩"), max_size=300))
def test_passages_follow_one_another_inside_the_text(text):
    found = passages(text)

    flat = [place for passage in found for place in passage]
    assert flat == sorted(flat)
    for start, end in found:
        assert 0 <= start < end <= len(text)
        assert end - start <= LONGEST
        assert text[start:end] == text[start:end].strip()


def test_case_and_punctuation_do_not_make_another_text():
    assert alike(["Le fret !", "du foncier", "le FRET", ""]) == [[0, 2], [1], [3]]


def test_two_groups_with_one_bridge_are_two_communities():
    clique = [{other: 1.0 for other in range(4) if other != one} for one in range(4)]
    graph = clique + [{other + 4: 1.0 for other in edges} for edges in clique]
    graph[0][4] = graph[4][0] = 1.0

    found = communities(graph, resolution=1.0, seed=2018)

    assert found in ([0] * 4 + [1] * 4, [1] * 4 + [0] * 4)


@pytest.mark.parametrize("graph", [[], [{}], [{}, {}]])
def test_what_is_linked_to_nothing_stays_alone(graph):
    assert communities(graph, resolution=1.0, seed=2018) == list(range(len(graph)))


def test_neighbours_are_mutual_and_never_oneself():
    graph = neighbour_graph(np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]]), 1)

    assert [sorted(edges) for edges in graph] == [[1], [0, 2], [1]]


@pytest.mark.parametrize("texts", [[], ["fret"], ["", ""], ["fret", "fret"]])
def test_texts_too_few_to_compare_have_vectors_all_the_same(texts):
    assert len(latent_vectors(texts)) == len(texts)


def test_an_agency_has_one_vote_for_a_phrase():
    phrases = Phrases(
        [
            Said("a", "A", "Le fret, le fret, le fret."),
            Said("a", "B", "Du foncier industriel."),
            Said("a", "C", "Le foncier industriel et le fret"),
        ]
    )
    assert phrases.frequent("a") == (
        Phrase("foncier", 2),
        Phrase("fret", 2),
        Phrase("industriel", 2),
    )


def test_a_copied_phrase_has_one_vote_and_tells_how_many_wrote_it():
    phrases = Phrases(
        [
            *(Said("a", agency, "Un guichet unique.", "A") for agency in "ABCD"),
            *(Said("a", agency, "Le fret") for agency in "EFGH"),
        ]
    )
    assert phrases.of("a") == (Phrase("fret", 4),)
    assert Phrase("guichet", 4) in phrases.frequent("a")


def test_a_phrase_that_everybody_uses_distinguishes_nobody():
    phrases = Phrases(
        [
            Said(group, f"{group}{number}", f"Notre territoire a besoin de {group}")
            for group in ("fret", "foncier")
            for number in range(4)
        ]
    )
    assert [phrases.of(group)[0].text for group in ("fret", "foncier")] == [
        "besoin de fret",
        "besoin de foncier",
    ]


def test_words_of_the_question_are_no_phrase_alone():
    phrases = Phrases([Said("a", "A", "Nos besoins : du fret")], question="Quels besoins ?")

    assert "besoins" not in [phrase.text for phrase in phrases.of("a")]


def test_a_phrase_keeps_its_capitals_where_nobody_writes_it_without():
    phrases = Phrases([Said("a", "A", "Business France"), Said("a", "B", "Business France, enfin")])

    assert phrases.of("a") == (Phrase("Business France", 2),)


def test_a_passage_near_two_themes_shows_neither():
    between = np.array([0.7, 0.7])
    rows = np.vstack([[1.0, 0.0], [0.9, 0.1], between, [0.0, 1.0], [0.1, 0.9]])

    margin = margins(rows, [0, 0, 0, 1, 1], 0.75)

    assert margin.argmin() == 2


def test_one_speaker_is_chosen_once():
    rows = np.eye(3)

    assert chosen([3.0, 2.0, 1.0], rows, ["A", "A", "B"], most=3) == [0, 2]


@pytest.mark.parametrize(("length", "worth"), [(60, 1.0), (400, 1.0), (10_000, 0.6)])
def test_a_passage_of_readable_length_is_preferred(length, worth):
    assert comfort(length) == worth


def test_the_loneliest_resembles_no_other_speaker():
    rows = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])

    lonely = loneliness(rows, ["A", "B", "C", "C"], nearest=1)

    assert lonely == [0.0, 0.0, 1.0, 1.0]
