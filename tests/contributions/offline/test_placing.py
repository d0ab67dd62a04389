import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.questionnaire import OTHER
from consult.contributions.answering.typed import read
from consult.contributions.offline.expecting import key_of
from consult.contributions.offline.marks import slots
from consult.contributions.offline.placing import (
    Leftover,
    State,
    Why,
    may_take,
    placed,
    proposal,
    with_left,
)
from consult.contributions.offline.returned import Found, Stray
from consult.contributions.texts.merging import NOTHING, Said
from tests.contributions.offline.filling import FILLED
from tests.contributions.world import EVERYTHING

QUESTIONS = EVERYTHING.by_key


def brought(marks, said=None, stray=(), held=frozenset()):
    return proposal(EVERYTHING, Found("word", "", marks, tuple(stray)), said or {}, held=held)


def values(found):
    return {one.question.key: one.said.value for one in found.placements}


def test_what_was_filled_in_becomes_the_values_of_the_form():
    assert values(brought(FILLED)) == {
        "team": "Pôle « industrie »",
        "scale": "town",
        "text": "L’eau, d’abord.",
        "sectors": ["wood", "food"],
        "needs": {"land": "high", "skills": "low"},
        "order": ["two", "one"],
        "since": "2020-03-01",
        "actions": [{"title": "Ateliers", "year": 2016}],
    }


def test_a_box_of_confidentiality_goes_with_its_answer():
    found = {one.question.key: one.said for one in brought(FILLED).placements}
    assert (found["text"].confidential, found["team"].confidential) == (True, False)


def test_a_document_never_takes_confidentiality_off():
    (one,) = brought({"q.text": "Neuf"}, {"text": Said("Ancien", confidential=True)}).placements
    assert one.said == Said("Neuf", confidential=True)


def test_confidentiality_alone_is_kept_for_the_answer_that_stands():
    marks = {"secret.text=1": ""}
    (one,) = brought(marks, {"text": Said("Là")}).placements
    assert (one.said, one.state) == (Said("Là", confidential=True), State.REPLACES)
    assert brought(marks).placements == ()


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (NOTHING, State.NEW),
        (Said("Un autre avis"), State.REPLACES),
        (Said("Un avis"), State.SAME),
        (Said("Un \n avis"), State.SAME),
        (Said({"text": "Un avis", "marks": [{"kind": "bold", "start": 0, "end": 2}]}), State.SAME),
    ],
)
def test_each_answer_is_new_replaces_another_or_is_already_there(before, state):
    (one,) = brought({"q.text": "Un avis"}, {"text": before}).placements
    assert one.state is state


def test_an_answer_that_its_agency_alone_may_change_is_not_proposed():
    (one,) = brought({"q.text": "Un avis"}, held=frozenset({"text"})).placements
    assert one.state is State.HELD


def test_a_text_beyond_its_limit_is_placed_by_hand():
    long = " ".join(["mot"] * 11)
    found = brought({"q.text": long})
    assert (found.placements, found.leftovers) == (
        (),
        (Leftover(long, Why.TOO_LONG, "text"),),
    )
    assert brought({"q.text": long}, {"text": Said(long)}).leftovers == ()


@pytest.mark.parametrize(
    ("mark", "text"), [("q.share", "environ 20"), ("q.share", "1,200"), ("q.since", "au printemps")]
)
def test_what_is_no_number_and_no_date_is_placed_by_hand(mark, text):
    assert brought({mark: text}).leftovers == (Leftover(text, Why.UNREADABLE, key_of(mark)),)


def test_several_boxes_where_one_is_expected_are_told_and_none_is_chosen():
    found = brought(
        {"q.scale=town": "", "q.scale=land": "", "q.needs.land=low": "", "q.needs.land=high": ""}
    )
    assert (found.placements, found.leftovers) == (
        (),
        (
            Leftover("Town, Land", Why.SEVERAL, "scale"),
            Leftover("Land – Low, High", Why.SEVERAL, "needs"),
        ),
    )


def test_a_place_that_is_no_more_leaves_its_text():
    found = brought({"q.gone": "Texte", "q.scale=sea": "", "q.team.9.x": "Autre"})
    assert found.leftovers == (
        Leftover("Texte", Why.UNKNOWN, ""),
        Leftover("sea", Why.UNKNOWN, "scale"),
        Leftover("Autre", Why.UNKNOWN, "team"),
    )


def test_a_text_outside_the_boxes_is_told_with_its_question():
    found = brought({}, stray=[Stray("Plus", "at.text"), Stray("Rien", ""), Stray(" \x00 ", "")])
    assert found.leftovers == (
        Leftover("Plus", Why.OUTSIDE, "text"),
        Leftover("Rien", Why.OUTSIDE, ""),
    )


def test_the_words_beside_the_options_are_the_other_answer():
    assert values(brought({"q.scale.other": "Un pays"})) == {"scale": {OTHER: "Un pays"}}


def test_a_blank_document_brings_nothing():
    assert brought({}).is_empty


def test_an_answer_changed_meanwhile_is_not_replaced():
    said = {"team": Said("Alors"), "text": Said("Écrit depuis")}
    done = placed(
        EVERYTHING,
        said,
        taken={"team": Said("Neuf"), "text": Said("Neuf")},
        bases={"team": Said("Alors").mark, "text": NOTHING.mark},
    )
    assert (done.answers["team"], done.answers["text"]) == (Said("Neuf"), Said("Écrit depuis"))
    assert (done.placed, done.passed) == (("team",), ("text",))


def test_an_answer_placed_stays_confidential():
    said = {"text": Said("Alors", confidential=True)}
    done = placed(EVERYTHING, said, taken={"text": Said("Neuf")}, bases={"text": said["text"].mark})
    assert done.answers["text"] == Said("Neuf", confidential=True)


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("text", None, "Plus"),
        ("text", "Avant", "Avant\n\nPlus"),
        ("team", "Avant", "Avant Plus"),
        ("share", None, "Plus"),
        (
            "text",
            {"text": "Avant", "marks": [{"kind": "bold", "start": 0, "end": 5}]},
            {"text": "Avant\n\nPlus", "marks": [{"kind": "bold", "start": 0, "end": 5}]},
        ),
    ],
)
def test_a_text_placed_by_hand_stands_behind_the_answer(key, before, after):
    said = {key: Said(before)} if before else {}
    done = placed(EVERYTHING, said, taken={}, bases={}, left=[(key, " Plus ")])
    assert (done.answers[key].value, done.placed) == (after, (key,))


@pytest.mark.parametrize(
    ("left", "held"),
    [
        (("", "Plus"), frozenset()),
        (("unknown", "Plus"), frozenset()),
        (("text", "  "), frozenset()),
        (("sectors", "Plus"), frozenset()),
        (("text", "Plus"), frozenset({"text"})),
    ],
)
def test_a_text_left_out_changes_nothing(left, held):
    done = placed(EVERYTHING, {}, taken={}, bases={}, left=[left], held=held)
    assert (dict(done.answers), done.placed) == ({}, ())


def test_a_number_takes_a_text_only_where_nothing_stands():
    takes = {key: may_take(one, Said(3)) for key, one in QUESTIONS.items()}
    assert {key for key, yes in takes.items() if yes} == {"team", "text"}
    assert with_left(EVERYTHING, NOTHING, "share", "12,5 %").value == 12.5


MARKS = st.dictionaries(
    st.sampled_from([slot.mark for slot in slots(EVERYTHING)]), st.text(max_size=40), max_size=12
)


@given(MARKS, st.lists(st.text(max_size=30), max_size=3))
def test_no_text_that_came_back_is_ever_lost(marks, outside):
    """Every text is in an answer that would be placed, or among those to be placed by hand."""
    texts = {mark: "" if "=" in mark else text for mark, text in marks.items()}
    found = brought(texts, stray=[Stray(one) for one in outside])
    kept = repr([one.said.value for one in found.placements]) + repr(
        [one.text for one in found.leftovers]
    )
    for mark, text in texts.items():
        if mark.startswith(("q.team", "q.text", "q.since", "q.share")):
            lines = text.replace("\r\n", "\n").replace("\r", "\n")
            said = "".join(one for one in lines if one in "\n\t" or ord(one) >= 32)
            name = mark.partition("=")[0]
            value = read(QUESTIONS[key_of(mark)], name, {name: [said.strip()]})
            assert value is None or repr(value)[1:-1] in kept or repr(value) in kept
