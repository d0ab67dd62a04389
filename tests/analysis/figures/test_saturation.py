"""Whether new contributions still bring new themes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.figures.saturation import expected, saturation
from tests.analysis.reference import AT, territoires

AGENCIES = [member.acronym for member in territoires().agencies]


def sent(*coded, tie=False):
    """One contribution after the other, each with its themes as letters."""
    names = AGENCIES[: len(coded)]
    reply = territoires().replies[0]
    replies = tuple(
        replace(reply, agency=name, sent_at=AT + timedelta(hours=0 if tie else rank))
        for rank, name in enumerate(names)
    )
    material = replace(territoires(), replies=tuple(reversed(replies)))
    return saturation(material, dict(zip(names, coded, strict=True)))


def test_contributions_are_taken_in_the_order_sent():
    found = sent("ab", "b", "bc")

    assert [(step.agency, step.new, step.met) for step in found.steps] == [
        (AGENCIES[0], ("a", "b"), 2),
        (AGENCIES[1], (), 2),
        (AGENCIES[2], ("c",), 3),
    ]
    assert found.themes == 3


def test_two_sent_at_the_same_instant_have_an_order_of_their_own():
    found = sent("a", "b", tie=True)

    assert [step.agency for step in found.steps] == sorted(AGENCIES[:2])


def test_the_last_three_are_looked_at_from_six_contributions_on():
    assert sent("a", "b", "c", "d", "e").last == ()

    six = sent("a", "b", "c", "d", "a", "b")
    assert [step.agency for step in six.last] == AGENCIES[3:6]
    assert six.brought_last == 1
    assert sent("a", "b", "c", "a", "a", "b").brought_last == 0


def test_what_nobody_coded_is_not_taken_for_saturation():
    found = sent("a", "", "b")

    assert [step.met for step in found.steps] == [1, 2]
    assert found.uncoded == (AGENCIES[1],)


def test_without_a_coding_there_is_no_curve():
    assert (sent("", "").steps, sent("", "").themes) == ((), 0)


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=5))
def test_the_mean_is_that_of_every_order(held):
    orders = list(permutations(held))

    for taken, mean in enumerate(expected(held), start=1):
        met = [len(set().union(*order[:taken])) for order in orders]
        assert mean == pytest.approx(sum(met) / len(orders))
