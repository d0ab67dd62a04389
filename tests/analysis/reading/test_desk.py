"""What stands around the answers of the reading desk."""

from __future__ import annotations

import pytest

from consult.analysis.reading.counts import Progress, Shelf
from consult.analysis.reading.desk import (
    LONGEST_LIST,
    around,
    beside,
    first_to_read,
    in_order,
    neighbours,
    parts,
    shares,
)
from consult.calls.models import Call, Question, Section
from consult.calls.questionnaire import Field, Option, QuestionKind
from consult.calls.questionnaire import Question as Asked
from tests.office import AT

K = QuestionKind


def call(*questions):
    """A call of one section, its questions as (key, kind) or (key, kind, since when retired)."""
    section = Section(key="s", position=1, title="Besoins", intro="")
    for rank, (key, kind, *retired) in enumerate(questions):
        section.questions.append(
            Question(
                id=rank + 1,
                key=key,
                position=rank,
                kind=kind,
                label=key,
                retired_at=retired[0] if retired else None,
            )
        )
    return Call(sections=[section])


CALL = call(
    ("scale", K.SINGLE_CHOICE), ("who", K.SHORT_TEXT), ("needs", K.LONG_TEXT), ("more", K.REPEAT)
)


def test_what_is_read_stands_before_what_is_counted():
    (part,) = parts(CALL, {"needs": Shelf(3, 1)})

    assert [(one.question.key, one.shelf.unread, one.open) for one in part.listed] == [
        ("who", 0, True),
        ("needs", 1, True),
        ("more", 0, True),
        ("scale", 0, False),
    ]


@pytest.mark.parametrize(
    ("shelves", "listed"), [({}, ["new"]), ({"old": Shelf(1, 1)}, ["new", "old"])]
)
def test_a_withdrawn_question_is_listed_while_somebody_answered_it(shelves, listed):
    asked = call(("new", K.LONG_TEXT), ("old", K.LONG_TEXT, AT))

    assert [one.key for one in in_order(parts(asked, shelves))] == listed


@pytest.mark.parametrize(
    ("shelves", "key"),
    [
        ({}, "needs"),
        ({"who": Shelf(2, 2), "more": Shelf(2, 0)}, "more"),
        ({"needs": Shelf(2, 0), "more": Shelf(2, 1), "scale": Shelf(2, 2)}, "more"),
        ({"needs": Shelf(2, 2), "more": Shelf(2, 2)}, "needs"),
    ],
)
def test_reading_goes_on_where_something_long_is_to_read(shelves, key):
    assert first_to_read(parts(CALL, shelves)).key == key


def test_where_nothing_is_asked_nothing_is_read():
    assert first_to_read(parts(call(), {})) is None


def test_each_question_knows_the_one_before_and_the_one_after():
    questions = in_order(parts(CALL, {}))

    found = [[one and one.key for one in neighbours(questions, here)] for here in questions]
    assert found == [[None, "needs"], ["who", "more"], ["needs", "scale"], ["more", None]]


CHOICES = (Option("a", "Région"), Option("b", "Bassin"))


@pytest.mark.parametrize(
    ("asked", "value", "told"),
    [
        (Asked("q", K.LONG_TEXT, "Q"), "Un texte", None),
        (Asked("q", K.SINGLE_CHOICE, "Q", options=CHOICES), "b", "Bassin"),
        (Asked("q", K.SINGLE_CHOICE, "Q", options=CHOICES, other=True), {"other": "x"}, None),
        (Asked("q", K.MULTIPLE_CHOICE, "Q", options=CHOICES), ["b", {"other": "x"}], ("Bassin",)),
        (Asked("q", K.NUMBER, "Q"), 12, "12"),
        (Asked("q", K.NUMBER, "Q"), None, None),
    ],
)
def test_beside_its_texts_an_answer_says_what_was_chosen(asked, value, told):
    found = beside(asked, value)

    assert (found and (found.lines or found.text)) == told


def test_the_texts_of_a_group_are_read_and_its_other_fields_told_beside():
    asked = Asked(
        "q",
        K.REPEAT,
        "Q",
        fields=(Field("title", K.SHORT_TEXT, "Titre"), Field("cost", K.NUMBER, "Coût")),
    )

    (item,) = beside(asked, [{"title": "Un pont", "cost": 3}]).items
    assert [(label, inside.text) for label, inside in item] == [("Coût", "3")]
    assert beside(asked, [{"title": "Un pont"}]) is None


def test_progress_is_summed_by_reader():
    (lea, max_) = shares(
        [Progress(1, "needs", 3, 1), Progress(2, "needs", 2, 2), Progress(1, "more", 2, 2)]
    )

    assert lea == (1, 5, 3, {"needs": (3, 1), "more": (2, 2)})
    assert max_ == (2, 2, 2, {"needs": (2, 2)})


@pytest.mark.parametrize(("here", "first"), [(0, 0), (150, 0), (151, 1), (700, 550), (999, 700)])
def test_a_long_list_shows_where_one_is(here, first):
    shown = around(range(1000), here)

    assert (shown[0], len(shown)) == (first, LONGEST_LIST)
    assert here in shown


def test_a_short_list_is_shown_whole():
    assert list(around(range(4), 3)) == [0, 1, 2, 3]
