"""What follows from the answers of agencies that read their words again."""

from __future__ import annotations

import pytest

from consult.synthesis.reading_again.clearance import (
    NOTHING_SAID,
    Answered,
    Choice,
    Cleared,
    Extract,
    Heard,
    clearance,
    summed,
)

AGREED, UNNAMED, REFUSED = Choice


def extract(text="Des mots.", question="needs", *, named=True, version=1):
    return Extract(
        where="1. Besoins",
        beside="",
        question=question,
        text=text,
        printed=text,
        by="A1" if named else "une agence",
        named=named,
        version=version,
    )


def heard(*said, agency="A1"):
    return Heard(agency, [one for one, _ in said], [choice for _, choice in said])


def has(found, text="Des mots.", *, version=1, named=True):
    return found.has("A1", "needs", text, version=version, named=named)


def test_nothing_said_clears_and_refuses_nothing():
    assert clearance([]) == NOTHING_SAID
    assert not NOTHING_SAID.refuses("A1", "needs", "Des mots.", named=False)


def test_an_agreement_is_to_exact_words_of_one_version_signed_one_way():
    found = clearance([heard((extract(), AGREED))])

    assert has(found)
    assert not has(found, "Des mots")
    assert not has(found, version=2)
    assert not has(found, named=False)
    assert not found.has("A2", "needs", "Des mots.", version=1, named=True)


def test_a_refusal_silences_the_rest_of_that_answer_but_not_what_was_agreed_to():
    other = extract("D’autres mots.")
    found = clearance([heard((extract(), REFUSED), (other, AGREED))])

    assert found.silenced == {("A1", "needs")}
    assert found.refuses("A1", "needs", "Encore d’autres.", named=True)
    assert not found.refuses("A1", "scale", "Encore d’autres.", named=True)
    assert has(found, other.text)


def test_words_that_somebody_refused_are_not_printed_of_an_unnamed_agency_either():
    found = clearance([heard((extract(), REFUSED))])

    assert found.refuses("A2", "needs", "Des mots.", named=False)
    assert not found.refuses("A2", "needs", "Des mots.", named=True)


def test_whoever_is_not_to_be_named_agrees_to_all_the_rest_unsigned():
    found = clearance([heard((extract(), UNNAMED), (extract("D’autres."), AGREED))])

    assert {(one.text, one.named) for one in found.cleared} == {
        ("Des mots.", False),
        ("D’autres.", False),
    }


@pytest.mark.parametrize(
    ("before", "after", "cleared", "refused"),
    [
        (AGREED, REFUSED, set(), {("A1", "Des mots.")}),
        (REFUSED, AGREED, {Cleared("A1", "needs", "Des mots.", 1, True)}, set()),
        (AGREED, UNNAMED, {Cleared("A1", "needs", "Des mots.", 1, False)}, set()),
    ],
)
def test_the_last_word_on_the_same_words_counts(before, after, cleared, refused):
    found = clearance([heard((extract(), before)), heard((extract(), after))])

    assert (found.cleared, found.refused) == (cleared, refused)


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        ([], Answered.ACCEPTED),
        ([AGREED, AGREED], Answered.ACCEPTED),
        ([AGREED, UNNAMED], Answered.PARTLY),
        ([AGREED, REFUSED], Answered.PARTLY),
        ([UNNAMED, REFUSED], Answered.PARTLY),
        ([REFUSED, REFUSED], Answered.OBJECTED),
    ],
)
def test_an_answer_is_told_in_one_word(choices, state):
    assert summed(choices) is state
