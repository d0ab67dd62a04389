"""Three themes for a passage, from what people wrote of them: an order, with its reason."""

from __future__ import annotations

import pytest

from consult.analysis.suggesting.assigner import Assigner, Described
from consult.analysis.suggesting.encoder import installed

ANSWERS = (
    "Les trains de fret sont trop souvent supprimés. Nos ateliers manquent d’apprentis.",
    "Le prix de l’électricité menace nos fonderies.",
    "Il n’y a plus de terrain viabilisé dans la vallée.",
)
FREIGHT = Described("fret", "Fret ferroviaire", "Trains, sillons et lignes de marchandises")
ENERGY = Described("energie", "Prix de l’énergie", "Coût de l’électricité et du gaz")
LAND = Described("foncier", "Foncier", "Terrains disponibles, zones d’activité, friches")
SKILLS = Described("formation", "Formation", "Apprentis, lycées, recrutement des ateliers")
THEMES = (FREIGHT, ENERGY, LAND, SKILLS)
ENCODERS = [pytest.param(installed(), id="encoder"), pytest.param(None, id="lemmas")]


@pytest.mark.parametrize("encoder", ENCODERS)
def test_the_first_theme_proposed_is_the_one_the_passage_speaks_of(encoder):
    found = Assigner(ANSWERS, THEMES, encoder=encoder).of_passages()

    assert [best[0].theme for best in found] == ["fret", "formation", "energie", "foncier"]
    assert [len(best) for best in found] == [3, 3, 3, 3]
    assert {one.nearest for best in found for one in best} == {None}


def test_an_answer_is_given_the_themes_of_its_passages():
    first, *_ = Assigner(ANSWERS, THEMES, encoder=None).of_answers()

    assert {one.theme for one in first[:2]} == {"fret", "formation"}


def test_a_theme_without_a_telling_name_is_known_by_what_was_coded_under_it():
    vague = (
        Described("a", "Divers", coded=("Les convois de marchandises restent en gare.",)),
        Described("b", "Autres", coded=("Le gaz et l’électricité coûtent trop cher.",)),
    )
    (best,) = Assigner(
        ["L’électricité est trop chère pour nos fours."], vague, encoder=None
    ).of_passages()

    assert (best[0].theme, best[0].nearest) == (
        "b",
        "Le gaz et l’électricité coûtent trop cher.",
    )


@pytest.mark.parametrize("encoder", ENCODERS)
def test_the_same_texts_give_the_same_proposals(encoder):
    def told():
        return Assigner(ANSWERS, THEMES, encoder=encoder).of_passages()

    assert told() == told()


@pytest.mark.parametrize(
    ("answers", "themes", "proposed"),
    [
        ((), THEMES, []),
        (ANSWERS[1:2], (), [[]]),
        (("…",), THEMES, []),
        (("RAS",), THEMES[:1], [["fret"]]),
    ],
)
def test_nothing_to_compare_is_no_mishap(answers, themes, proposed):
    found = Assigner(answers, themes, encoder=None).of_passages()

    assert [[one.theme for one in best] for best in found] == proposed
