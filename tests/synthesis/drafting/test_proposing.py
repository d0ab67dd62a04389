import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from consult.errors import NotFound
from consult.synthesis.drafting.block_json import heard, told
from consult.synthesis.drafting.blocks import (
    BlockKind,
    FigureChip,
    FigureForm,
    Manuscript,
    SourceChip,
)
from consult.synthesis.drafting.proposing import of_theme
from tests.synthesis import reference
from tests.synthesis.drafting.proposed import (
    draft,
    figures,
    keys,
    quotes,
    set_note,
    statements,
)
from tests.synthesis.reference import composed
from tests.synthesis.worlds import World, worlds


@pytest.fixture(scope="module")
def first() -> Manuscript:
    return draft(reference.reference())


def test_setting_the_first_draft_of_the_reference_says_what_the_note_says(first):
    set_, note = set_note(reference.reference(), first), reference.note()

    assert statements(set_) == statements(note)
    assert quotes(set_) == quotes(note)
    assert figures(set_) == figures(note)
    for name in ("key_numbers", "practices", "contributors", "exhibits", "contributions"):
        assert getattr(set_, name) == getattr(note, name)
    assert [(one.title, one.lead, one.aside) for one in set_.chapters] == [
        (one.title, one.lead, one.aside) for one in note.chapters
    ]
    assert [[topic.exhibit for topic in one.topics] for one in set_.chapters] == [
        [topic.exhibit for topic in one.topics] for one in note.chapters
    ]


def test_the_method_box_says_how_much_of_a_note_is_as_the_tool_proposed_it(first):
    note, automatic = set_note(reference.reference(), first), reference.note()
    kept = Manuscript(tuple(replace(one, proposed=False) for one in first.blocks))
    by_hand = set_note(reference.reference(), kept)

    *before, said = note.method.statements
    assert tuple(before) == automatic.method.statements
    assert said.startswith("69 énoncés et citations sont imprimés tels que l’outil")
    assert by_hand.method == automatic.method


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_setting_the_first_draft_of_any_call_says_what_its_note_says(world: World):
    set_, note = set_note(world.material, draft(world.material)), composed(world.material)

    assert statements(set_) == statements(note)
    assert quotes(set_) == quotes(note)
    assert figures(set_) == figures(note)


def test_every_block_says_that_it_was_proposed_and_survives_its_journey_as_json(first):
    assert all(one.proposed for one in first.blocks)
    assert tuple(heard(one.id, one.kind, told(one)) for one in first.blocks) == first.blocks


def test_no_agency_and_no_count_is_typed_in_what_is_proposed(first):
    typed = [
        one.text
        for one in first.blocks
        if one.kind in (BlockKind.MESSAGE, BlockKind.CLAIM, BlockKind.RECOMMENDATION)
    ]
    agencies = {reply.agency for reply in reference.reference().replies}

    assert [text for text in typed if any(agency in text for agency in agencies)] == []
    assert [text for text in typed if re.search(r"\d\s+agences?", text)] == []


def test_every_statement_rests_on_figures_and_those_of_themes_on_their_passages(first):
    claims = [one for one in first.blocks if one.kind is BlockKind.CLAIM]

    assert [one for one in claims if not one.rules] == []
    assert [
        one.rules
        for one in claims
        if any(rule.startswith("theme:") for rule in one.rules) and not one.sources
    ] == []


def test_a_theme_alone_is_proposed_with_its_names_its_passages_and_its_words():
    claim, *words = of_theme(reference.reference(), keys(), "levers_text", "experimentation")

    assert claim.kind is BlockKind.CLAIM
    assert any(
        isinstance(one, FigureChip) and one.form is FigureForm.NAMES for one in claim.content
    )
    assert isinstance(claim.content[-1], SourceChip)
    assert {one.kind for one in words} == {BlockKind.QUOTE}


def test_what_nobody_said_is_not_proposed():
    with pytest.raises(NotFound):
        of_theme(reference.reference(), keys(), "levers_text", "moon")
    with pytest.raises(NotFound):
        of_theme(reference.reference(), keys(), "moon")
