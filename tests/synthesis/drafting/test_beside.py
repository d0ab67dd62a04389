from dataclasses import replace

import pytest

from consult.analysis.material import Stance, Theme
from consult.analysis.searching.language import parsed
from consult.contributions.values import plain_text
from consult.synthesis.drafting.beside import Found, Wanted, passages, pieces, stances
from tests.synthesis.reference import reference

THEME = "criteria_text/indicators"


def whole(place):
    """The text in which a place is counted."""
    material = reference()
    question = material.questionnaire.by_key[place.question]
    value = material.reply[place.agency].values[place.question]
    return plain_text(question, value, place.item, place.field)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(theme=THEME), Wanted(question="practices")])
def test_each_passage_has_its_exact_place_in_the_last_version(wanted):
    found = passages(reference(), wanted)

    assert found
    assert [whole(one.place)[one.place.start : one.place.end] for one in found] == [
        one.place.text for one in found
    ]
    assert {one.place.version for one in found} == {
        reference().reply[one.place.agency].version for one in found
    }


def test_a_theme_shows_each_passage_once_with_its_position_in_the_order_of_the_call():
    found = passages(reference(), Wanted(theme=THEME))
    coded = [one for one in reference().passages if one.theme == "indicators"]
    order = [one.acronym for one in reference().agencies]

    assert len(found) == len({one.place for one in found}) == len(coded)
    assert [order.index(one.place.agency) for one in found] == sorted(
        order.index(one.agency) for one in coded
    )
    assert all("indicators" in one.themes for one in found)


def test_passages_are_narrowed_by_position_agency_and_words():
    everything = passages(reference(), Wanted(theme=THEME))
    against = passages(reference(), Wanted(theme=THEME, stance=Stance.NUANCE))
    alone = passages(reference(), Wanted(theme=THEME, agency="ADERLY"))
    said = passages(reference(), Wanted(theme=THEME), parsed("indicateur", "fr"))

    assert against == [one for one in everything if one.stance is Stance.NUANCE]
    assert alone == [one for one in everything if one.place.agency == "ADERLY"]
    assert said == [one for one in everything if "indicateur" in one.place.text.lower()]
    assert 0 < len(said) < len(everything)


def test_a_theme_of_every_question_leaves_out_the_question_that_has_its_own_of_that_name():
    material = reference()
    across = replace(material, themes=(*material.themes, Theme("", "indicators", "Partout")))

    assert passages(across, Wanted(theme="*/indicators")) == []
    assert stances(across, "*/indicators") == ()
    assert stances(across, THEME) == tuple(Stance)


def test_answers_of_consent_are_no_passages():
    questions = {one.place.question for one in passages(reference(), Wanted())}

    assert not questions & {"attribution", "quote_permission"}


def test_words_looked_for_are_marked_and_no_character_is_lost():
    text = "L’eau 🚲 et l’e\u0301lectricité : les eaux."
    found = list(pieces(text, parsed("eau", "fr")))

    assert "".join(one.text for one in found) == text
    assert [one.text for one in found if one.found] == ["eau", "eaux"]
    assert list(pieces("", None)) == []


def test_a_passage_without_a_theme_is_an_answer():
    assert all(
        one == Found(one.place) for one in passages(reference(), Wanted(question="practices"))
    )


def test_the_index_of_searches_says_which_answers_to_show():
    first, *_others = passages(reference(), Wanted(question="levers_text"))
    spot = (first.place.agency, "levers_text", None, None)

    assert passages(reference(), Wanted(), parsed("zzz", "fr"), {spot}) == [first]
