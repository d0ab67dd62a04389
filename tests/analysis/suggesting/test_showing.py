"""Figures and places, texts side by side, opposites: what helps to read few answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.analysis.figures.sentences import sentences, side_by_side
from consult.analysis.figures.shared import Place
from consult.analysis.suggesting.clusters import best_communities, communities, modularity
from consult.analysis.suggesting.duplicates import alike, opposed
from consult.analysis.suggesting.mentions import figures, places
from consult.analysis.suggesting.phrases import Phrases, Said
from consult.analysis.suggesting.together import contexts, pairs

END = " parce que nos ateliers en dépendent et que nos voisins le disent aussi."


def at(text, agency="A1", start=0):
    return Place(agency, "needs", text, start, start + len(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il manque 350 apprentis.", ["350 apprentis"]),
        ("Une hausse de 12,5 % en 2018.", ["12,5 %"]),
        ("De 800 à 1 500 m² couverts.", ["800", "1 500 m²"]),
        ("Un budget de 3 M€ par an", ["3 M€"]),
        ("1) D’abord le foncier", []),
        ("En 2018, rien.", []),
        ("La loi A380 et v2 et 3/4", []),
        ("", []),
    ],
)
def test_figures_are_told_with_what_they_count(text, found):
    assert [one.place.text for one in figures([at(text)])] == found


def test_a_figure_stands_where_it_is_said():
    answer = "Bonjour. Il manque 350 apprentis."
    sentence = at(answer[9:], start=9)

    ((mention),) = figures([sentence])

    assert answer[mention.place.start : mention.place.end] == "350 apprentis"


def test_places_are_counted_by_agency_and_common_words_are_not_places():
    found = places(
        [
            at("La Bretagne et le Jura."),
            at("En Bretagne, la Bretagne.", "A2"),
            at("Lot par lot, le nord de la manche.", "A3"),
            at("Nos fonderies du Pays basque.", "A4"),
        ],
        also=["Pays basque", ""],
    )

    assert [(one.name, one.agencies) for one in found] == [
        ("Bretagne", 2),
        ("Jura", 1),
        ("Pays basque", 1),
    ]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Nous soutenons le projet", "Nous ne soutenons pas le projet", True),
        ("Un avis favorable", "Un avis défavorable", True),
        ("Nos avis favorables", "Nos avis défavorables", True),
        ("C’est possible ici", "C’est impossible ici", True),
        ("Nous sommes pour", "Nous sommes contre", True),
        ("Il faut plus de trains", "Il faut moins de trains", True),
        ("We support it", "We do not support it", True),
        ("Le fret doit être fiable", "Le fret devrait être fiable", False),
        ("Les trains", "Le train", False),
        ("", "", False),
    ],
)
def test_opposites_are_known_by_a_negation_or_a_word(one, other, told):
    assert (opposed(one, other), opposed(other, one)) == (told, told)
    assert len(alike([one + END, other + END])) == (2 if told else 1)


def test_under_sixty_characters_nothing_is_nearly_the_same():
    assert alike(["Du foncier, du fret.", "Du foncier et du fret."]) == [[0], [1]]


@given(st.text(alphabet=' .!?…;\n»"abé', max_size=60))
@settings(deadline=None, max_examples=60)
def test_a_text_cut_in_sentences_is_the_text(text):
    assert "".join(sentences(text)) == text


def test_what_all_say_to_the_letter_is_in_common_and_in_order():
    texts = ("Un. Deux. Trois.", "Deux. Trois. Un.", "Zéro. Deux.  Quatre. Trois.")

    sides = side_by_side(texts)

    assert ["".join(one.text for one in side.sentences) for side in sides] == list(texts)
    assert [[one.text.strip() for one in side.sentences if one.common] for side in sides] == [
        ["Deux.", "Trois."]
    ] * 3


def test_phrases_said_by_the_same_agencies_go_together_and_stand_in_their_sentences():
    said = [
        ("A1", "Le foncier et le fret."),
        ("A2", "Fret, foncier, logement."),
        ("A3", "Le logement."),
    ]
    phrases = Phrases([Said("q", agency, text) for agency, text in said])
    told = phrases.frequent("q")

    (first, *_) = pairs(phrases, "q", told)
    found = contexts(told, [at(text, agency) for agency, text in said], "fr")

    assert ({first.one, first.other}, first.agencies) == ({"foncier", "fret"}, 2)
    assert [one.agency for one in found["logement"]] == ["A2", "A3"]


def test_the_best_of_several_orders_parts_no_worse_than_one():
    graph = [{(n + k) % 30: 1.0 for k in (1, 2, -1, -2)} for n in range(30)]

    one = communities(graph, resolution=1.0, seed=7)
    best = best_communities(graph, resolution=1.0, seed=7)

    assert modularity(graph, best, 1.0) >= modularity(graph, one, 1.0)
    assert modularity([], [], 1.0) == 0.0
