"""A passage coded on one version is found again in the next, or said to be lost."""

from __future__ import annotations

import random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.coding.carrying import (
    MOST_PLACES,
    Carried,
    Fate,
    Span,
    carried,
    joined,
    stands,
    trimmed,
)

OLD = "Nous demandons des trains. Les délais sont trop longs pour nos entreprises."
QUOTE = "Les délais sont trop longs pour nos entreprises."
START = OLD.index(QUOTE)
END = START + len(QUOTE)

texts = st.text(alphabet="ab é.🚲\n", max_size=40)


def fate_in(new, start=START, end=END, old=OLD):
    return carried(old, start, end, new)


def test_the_same_characters_in_the_same_place_stand():
    assert fate_in(OLD) == Carried(Fate.STANDS, (Span(START, len(OLD)),))
    assert fate_in(OLD + " Voilà.").counts


def test_what_comes_before_moves_it():
    new = "D’abord : " + OLD
    assert fate_in(new) == Carried(Fate.MOVED, (Span(START + 10, len(new)),))


def test_where_the_same_words_stand_several_times_somebody_chooses_the_nearest_first():
    found = fate_in(f"{QUOTE} x {QUOTE} {QUOTE}")
    assert found.fate is Fate.SEVERAL
    assert [one.start for one in found.places] == [51, 0, 100]
    assert len(fate_in(f" {QUOTE}" * 30).places) == MOST_PLACES


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (OLD.replace("trop longs", "bien trop longs"), QUOTE.replace("trop", "bien trop")),
        (OLD.replace("entreprises", "usines"), QUOTE.replace("entreprises", "usines")),
        (f"Bref. {OLD.replace('Les délais', 'les délais')}", QUOTE.replace("Les", "les")),
    ],
)
def test_words_that_changed_a_little_are_proposed(new, words):
    found = fate_in(new)
    assert found.fate is Fate.CHANGED
    assert [one.of(new) for one in found.places] == [words]


@pytest.mark.parametrize("new", ["", "Rien à ajouter.", "Les trains manquent à nos entreprises"])
def test_what_is_no_longer_said_has_vanished(new):
    assert fate_in(new) == Carried(Fate.VANISHED)


def test_an_excerpt_beyond_its_text_is_nowhere():
    assert fate_in("abc", start=90, end=99) == Carried(Fate.VANISHED)
    assert not stands("abc", 5, 9, "abc")


@given(texts, texts, st.integers(0, 45), st.integers(1, 12))
def test_whatever_is_proposed_lies_in_the_new_text(old, new, start, length):
    found = carried(old, start, start + length, new)
    quote = old[start : start + length]

    assert found.counts == (bool(quote) and new[start : start + length] == quote)
    assert found.counts == stands(old, start, start + length, new)
    for span in found.places:
        assert 0 <= span.start < span.end <= len(new)
        assert span.of(new) == quote or found.fate is Fate.CHANGED
    assert bool(found.places) == (found.fate is not Fate.VANISHED)


@given(texts, texts, texts)
def test_words_that_moved_as_they_were_are_always_found_again(before, quote, after):
    found = carried(quote, 0, len(quote), before + quote + after)
    assert not quote or any(one.of(before + quote + after) == quote for one in found.places)


@given(texts, st.integers(-3, 45), st.integers(-3, 45))
def test_blanks_around_the_words_are_left_out(text, start, end):
    span = trimmed(text, start, end)
    assert span.of(text) == text[max(0, start) : max(0, end)].strip() or span.start >= span.end


def test_only_spans_with_nothing_said_between_them_are_one():
    text = "Un. Deux.\nTrois. Quatre."
    spans = [Span(10, 16), Span(0, 3), Span(4, 9)]
    assert joined(text, spans) == [Span(0, 16)]
    assert joined(text, [Span(0, 3), Span(10, 16)]) == [Span(0, 3), Span(10, 16)]
    assert joined(text, [Span(0, 9), Span(2, 3)]) == [Span(0, 9)]


def test_a_long_passage_much_changed_is_looked_for_in_no_time():
    draw = random.Random(1)
    vocabulary, weights = [f"mot{n}" for n in range(3000)], [1 / (n + 1) for n in range(3000)]
    old = draw.choices(vocabulary, weights, k=500)
    new = [word if rank % 5 else draw.choice(vocabulary) for rank, word in enumerate(old)]
    text = " ".join([*draw.choices(vocabulary, weights, k=1000), *new])
    began = process_time()

    found = carried(" ".join(old), 0, len(" ".join(old)), text)

    assert found.fate is Fate.CHANGED
    assert process_time() - began < 5  # It was forty seconds.
