"""What the pages ask of a note before it is set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.paper.copydesk import Copydesk
from tests.synthesis import samples


def desk(**changes):
    return Copydesk(samples.rich(**changes), "mark")


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
