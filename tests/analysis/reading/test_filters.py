from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.analysis.reading.filters import (
    Criteria,
    Line,
    Mark,
    State,
    Stretch,
    closed_questions,
    is_offered,
    predicate,
    stretch,
)
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions.consent import Attribution

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCALE = Question(
    "scale",
    QuestionKind.SINGLE_CHOICE,
    "Échelle",
    options=(Option("a", "Région"), Option("b", "Bassin")),
)
SECTORS = Question(
    "sectors",
    QuestionKind.MULTIPLE_CHOICE,
    "Filières",
    options=(Option("x", "Rail"), Option("y", "Santé")),
    other=True,
)
NEEDS = Question("needs", QuestionKind.LONG_TEXT, "Besoins")
ASKED = Questionnaire((Section("s", "S", "", (SCALE, NEEDS, SECTORS)),))
ME = 7


def line(number, **facts):
    given = {"level": "locale", "region": "Bretagne", "version": 1, **facts}
    return Line(number, 1, f"A{number}", f"Agence {number}", sent_at=AT, **given)


def chosen(lines, **groups):
    criteria = Criteria(**{name: tuple(values) for name, values in groups.items()})
    keeps = predicate(criteria, reader=ME)
    return [one.contribution for one in lines if keeps(one)]


LINES = [
    line(1, marks=((3, Mark.FLAGGED),), reader=ME, seen=1, closed={"scale": frozenset({"a"})}),
    line(2, region="Corse", marks=((ME, Mark.TO_CHECK),), closed={"scale": frozenset({"b"})}),
    line(3, level="régionale", seen=1, version=2, reader=3, themes=frozenset({5})),
    line(4, region="Corse", attribution=Attribution.NAMED, seen=2, version=2),
    line(5, attribution=Attribution.NAMED, confidential=True),
]


@pytest.mark.parametrize(
    ("groups", "left"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"region": ["Corse"]}, [2, 4]),
        ({"region": ["Corse", "Bretagne"]}, [1, 2, 3, 4, 5]),
        ({"region": ["Corse"], "mark": ["to_check", "flagged"]}, [2]),
        ({"level": ["régionale"]}, [3]),
        ({"mark": ["flagged"]}, [1]),
        ({"state": ["unread"]}, [2, 5]),
        ({"state": ["changed"]}, [3]),
        ({"state": ["read"]}, [1, 4]),
        ({"to": ["me"]}, [1]),
        ({"to": ["nobody"]}, [2, 4, 5]),
        ({"to": ["3", "me"]}, [1, 3]),
        ({"theme": ["5", "6"]}, [3]),
        ({"consent": ["named"]}, [4]),
        ({"consent": ["confidential"]}, [1, 2, 3, 5]),
        ({"answer": ["scale:a"]}, [1]),
        ({"answer": ["scale:a", "scale:b"]}, [1, 2]),
        ({"answer": ["scale:a", "sectors:x"]}, []),
        ({"level": ["départementale"]}, []),
    ],
)
def test_any_of_what_is_chosen_within_a_group_and_every_group(groups, left):
    assert chosen(LINES, **groups) == left


def test_a_new_version_makes_what_was_read_to_be_read_again():
    assert line(1).state == State.UNREAD
    assert line(1, seen=1, version=2).state == State.CHANGED
    assert line(1, seen=2, version=2).state == State.READ


def test_what_an_address_says_without_meaning_anything_is_left_out():
    read = Criteria.read(
        {
            "level": ["locale", "", "locale"],
            "mark": ["flagged", "nonsense"],
            "state": ["changed", "UNREAD"],
            "to": ["me", "nobody", "12", "-1", "x", "99999999999999999999"],
            "theme": ["4", "four", "٤"],
            "consent": ["named", "secret"],
            "answer": ["scale:a", "scale:z", "needs:a", "sectors:other", "gone:a", "scale"],
            "unknown": ["a"],
        },
        ASKED,
    )

    assert read == Criteria(
        level=("locale",),
        mark=("flagged",),
        state=("changed",),
        to=("me", "nobody", "12"),
        theme=("4",),
        consent=("named",),
        answer=("scale:a", "sectors:other"),
    )


def test_the_address_of_a_choice_leads_back_to_it():
    criteria = Criteria(level=("locale", "régionale"), answer=("scale:a",), to=("me",))

    assert criteria.address == {
        "level": ["locale", "régionale"],
        "to": ["me"],
        "answer": ["scale:a"],
    }
    assert Criteria.read(criteria.address, ASKED) == criteria
    assert criteria.without("level", "locale") == Criteria(
        level=("régionale",), answer=("scale:a",), to=("me",)
    )


def test_only_choices_narrow_the_list():
    assert closed_questions(ASKED) == (SCALE, SECTORS)
    assert not is_offered("scale:other", ASKED)


NUMBERS = st.lists(st.integers(1, 60), unique=True, max_size=60).map(sorted)


@given(NUMBERS, st.sets(st.integers(1, 60)), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_going_on_shows_every_chosen_line_once(numbers, wanted, size):
    everything = [line(number) for number in numbers]
    picked = [one for one in everything if one.contribution in wanted]
    seen, start = [], None
    while True:
        found = stretch(everything, picked, start, size=size)
        seen += [one.contribution for one in found.items]
        if found.after is None:
            break
        start = found.after

    assert seen == [one.contribution for one in picked]


def test_what_was_read_meanwhile_makes_the_next_stretch_leap_over_nothing():
    everything = [line(number) for number in range(1, 9)]
    first = stretch(everything, everything, None, size=3)
    left = everything[3:]

    assert first.after == 4
    found = stretch(everything, left, first.after, size=3)
    assert [one.contribution for one in found.items] == [4, 5, 6]
    assert (found.first, found.last, found.total, found.before, found.after) == (1, 3, 5, None, 7)


def test_a_stretch_that_begins_at_what_is_chosen_no_more_begins_at_the_next():
    everything = [line(number) for number in range(1, 7)]
    even = [one for one in everything if one.contribution % 2 == 0]

    assert [one.contribution for one in stretch(everything, even, 3, size=2).items] == [4, 6]
    assert stretch(everything, even, 3, size=2).before == 2
    assert [one.contribution for one in stretch(everything, even, 99, size=2).items] == [2, 4]


def test_beyond_the_last_the_last_stretch_is_shown():
    everything = [line(number) for number in range(1, 7)]

    assert [one.contribution for one in stretch(everything, everything[:2], 6, size=1).items] == [2]
    assert stretch(everything, [], None) == Stretch([], 1, 0, None, None)
