"""The ideal note, written on the desk: nothing stands in its way, and every count is the one."""

from __future__ import annotations

import pytest

from consult.synthesis import parts
from consult.synthesis.checks.findings import Severity
from consult.synthesis.checks.running import run
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import BlockKind, FigureChip, FigureForm, Manuscript
from consult.synthesis.snapshot import Audience
from tests.synthesis.checks.grounds import ground
from tests.synthesis.drafting.outline import blocks, lists
from tests.synthesis.drafting.proposed import quotes, sentence, set_note
from tests.synthesis.reference import reference


@pytest.fixture(scope="module")
def note():
    return set_note(reference(), Manuscript(blocks()))


def test_no_check_stands_in_the_way_of_the_ideal_note():
    found = run(ground(*blocks(), opened=0))

    assert [one for one in found if one.severity is Severity.BLOCKS] == []
    assert {one.check.value for one in found} <= {
        *("coverage.themes", "coverage.regions", "coverage.one_voice", "structure.long")
    }


def test_every_count_of_the_ideal_note_is_the_one_that_its_table_tells(note):
    counted = {one.rule: (one.value, one.base) for one in note.figures}

    assert {rule: counted.get(rule) for rule in lists()} == {
        rule: (count, base) for rule, (count, base, _) in lists().items()
    }


def who(names):
    """Whether the list is whole, and who is in it, in whatever order."""
    return names.startswith("dont "), sorted(names.removeprefix("dont ").split(", "))


def test_every_list_of_names_is_the_one_that_its_table_tells():
    desk = Desk(reference(), Audience.DELEGATE)
    chips = {
        one.rule
        for block in blocks()
        for one in block.content
        if isinstance(one, FigureChip) and one.form is FigureForm.NAMES
    }

    def named(rule):
        return figures.printed(desk, FigureChip(rule, FigureForm.NAMES)).strip("()")

    printed = {rule: who(named(rule)) for rule in chips}
    assert printed == {rule: who(lists()[rule][2]) for rule in chips}
    assert chips == {rule for rule, (_, _, who) in lists().items() if who}


def test_its_quotations_practices_and_recommendations_are_all_printed(note):
    assert [by for _, _, by, _ in quotes(note)] == [
        *("ADN FC", "Essonne Développement", "ADERLY", "ARII SUD", "Caux Seine Développement"),
    ]
    told = [one for one in blocks() if one.kind is BlockKind.PRACTICE]
    assert (len([*parts.practices(note)]), len(told)) == (5, 7)
    assert [one.number for one in parts.recommendations(note)] == [1, 2, 3]
    assert not [one for one in map(sentence, note.essentials) if "[" in one]
