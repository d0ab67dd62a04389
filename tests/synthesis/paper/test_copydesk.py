"""What the pages ask of a note before it is set: how answers are laid out, and counts in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.paper.copydesk import BRIEF, Copydesk
from tests.synthesis import samples

LONG = "Un paragraphe qui va au bout de plusieurs lignes. " * 3


def desk(**changes):
    return Copydesk(samples.rich(**changes), "mark")


def kinds(*paragraphs):
    return [kind for _, kind in desk().set_out(paragraphs)]


def test_items_of_an_answer_begin_apart_and_end_together():
    assert kinds("Action 1 – Une", LONG, "Année – 2015", "Action 3 – Autre", "Lieu – Ici") == [
        *("item", "of", "of tied"),
        *("item", "of tied"),
    ]
    assert kinds("Axe 1 – Une", LONG, LONG, LONG) == ["item", "", "", "of tied"]


def test_a_number_that_does_not_follow_begins_no_item():
    assert kinds("Action 2 – Une", "Action 1 – Deux", "Axe 3 – Trois") == ["item", "of", "of tied"]


def test_no_line_of_a_short_list_stands_alone():
    assert kinds("un", "deux", "trois", "quatre") == ["brief", "brief tied", "brief", "tied"]
    assert kinds("un", "deux") == ["brief", "tied"]


def test_paragraphs_and_lists_somebody_wrote_are_told_apart():
    assert kinds("Trois besoins :", "- un", "– deux", LONG, "fin") == [
        "brief",
        "dash",
        "dash",
        "",
        "",
    ]
    assert kinds("x" * BRIEF) == [""]
    assert kinds() == []


@pytest.mark.parametrize(
    ("responses", "agencies", "said"),
    [
        (0, 42, "0 agence a répondu sur 42 consultées."),
        (1, 1, "1 agence a répondu sur 1 consultée."),
        (1, 42, "1 agence a répondu sur 42 consultées."),
        (10, 42, "10 agences ont répondu sur 42 consultées."),
    ],
)
def test_how_many_answered_agrees_with_both_counts(responses, agencies, said):
    method = replace(samples.rich().method, responses=responses, agencies=agencies)

    assert desk(method=method).turnout == said


def test_one_agency_is_thanked_as_one():
    alone = desk(contributors=("Nord",), unnamed_contributors=0)

    assert alone.thanked == "Fédération des agences remercie l’agence qui a répondu."
    assert desk().thanked == "Fédération des agences remercie les agences qui ont répondu."


def test_a_confidential_answer_is_missing_from_every_region():
    method = desk().note.method

    assert desk().all_told(method.by_region) is False
    assert desk(method=replace(method, responses=1)).all_told(method.by_region) is True
