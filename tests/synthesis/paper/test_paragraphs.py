"""The paragraphs of an answer are set as what they are."""

from __future__ import annotations

from consult.synthesis.paper.paragraphs import BRIEF, kinds

LONG = "Un paragraphe qui va au bout de plusieurs lignes. " * 3


def told(*paragraphs):
    return list(kinds(paragraphs))


def test_items_of_an_answer_begin_apart_and_end_together():
    assert told("Action 1 – Une", LONG, "Année – 2015", "Action 3 – Autre", "Lieu – Ici") == [
        *("item", "of", "of tied"),
        *("item", "of tied"),
    ]
    assert told("Axe 1 – Une", LONG, LONG, LONG) == ["item", "", "", "of tied"]


def test_a_number_that_does_not_follow_begins_no_item():
    assert told("Action 2 – Une", "Action 1 – Deux", "Axe 3 – Trois") == ["item", "of", "of tied"]


def test_no_line_of_a_short_list_stands_alone():
    assert told("un", "deux", "trois", "quatre") == ["brief", "brief tied", "brief", "tied"]
    assert told("un", "deux") == ["brief", "tied"]


def test_paragraphs_and_lists_somebody_wrote_are_told_apart():
    assert told("Trois besoins :", "- un", "– deux", LONG, "fin") == [
        "brief",
        "dash",
        "dash",
        "",
        "",
    ]
    assert told("x" * BRIEF) == [""]
    assert told() == []
