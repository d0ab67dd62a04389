"""What is asked of the note as a whole: its structure, its coverage, what changed since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.checks.coverage import coverage
from consult.synthesis.checks.findings import Check, Severity
from consult.synthesis.checks.ground import Frozen
from consult.synthesis.checks.running import CHECKS, counted, run
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Exhibited,
    Line,
    Shown,
)
from consult.synthesis.snapshot import FigureRecord
from tests.synthesis.checks.grounds import QUOTED, changed, green, ground, words

CHAPTER = Block("c", BlockKind.CHAPTER, "Un chapitre")
HEADING = Block("h", BlockKind.HEADING, "Un intertitre")
TEXT = words("Du texte.", key="t")


def found(*blocks, **more):
    families = ("structure", "since")
    return [
        (one.check.value, one.block)
        for one in run(ground(*blocks, **more))
        if one.check.family in families and one.check is not Check.MESSAGES
    ]


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        ((CHAPTER, TEXT), []),
        ((CHAPTER,), [("structure.chapter_empty", "c")]),
        ((CHAPTER, HEADING, TEXT), []),
        ((CHAPTER, HEADING), [("structure.heading_empty", "h")]),
        ((HEADING, TEXT), [("structure.heading_early", "h")]),
        ((replace(CHAPTER, title=" "), TEXT), [("structure.untitled", "c")]),
        ((CHAPTER, words(" ", key="t")), [("structure.block_empty", "t")]),
        ((CHAPTER, Block("f", BlockKind.FIGURE)), [("structure.block_unset", "f")]),
        ((CHAPTER, Block("d", BlockKind.CHART)), [("structure.block_unset", "d")]),
        ((CHAPTER, replace(TEXT, proposed=True)), [("structure.proposed", "t")]),
        (
            (CHAPTER, words("mot " * 3000, key="t")),
            [("structure.long", "")],
        ),
    ],
)
def test_empty_places_and_titles_out_of_place_are_told(blocks, wanted):
    assert found(*blocks) == wanted


def test_a_table_of_figures_without_a_caption_has_no_alternative():
    shown = Exhibited(Shown.RULES, lines=(Line("Répondants", "answered"),))
    bare = Block("d", BlockKind.TABLE, exhibited=shown)
    assert found(CHAPTER, bare) == [("structure.alternative", "d")]
    assert found(CHAPTER, replace(bare, title="Qui a répondu")) == []


def test_the_essentials_are_five_messages():
    message = [words("Un message.", BlockKind.MESSAGE, f"m{n}") for n in range(6)]
    told = [
        any(one.check is Check.MESSAGES for one in run(ground(*message[:number])))
        for number in (4, 5, 6)
    ]
    assert told == [True, False, True]


def test_a_figure_that_the_last_version_printed_otherwise_is_told():
    rule = "theme:needs_text/recruitment"
    records = [FigureRecord("E01", rule, value, 10, f"{value} sur 10") for value in (8, 9)]
    was, same = (Frozen(3, (record,)) for record in records)
    assert [found(*green(), frozen=one) for one in (was, same)] == [
        [("since.figure", "claim")],
        [],
    ]


def test_coverage_says_who_is_cited_quoted_counted_or_left_out():
    covered = coverage(ground(*green()))
    told = {one.agency: (one.cited, one.quoted, one.absent) for one in covered.contributions}
    assert told["ADERLY"] == (1, 1, False)
    assert told["ADN FC"] == (1, 0, False)
    assert told["Dunkerque Promotion"] == (0, 0, False)  # counted by the chart
    assert covered.most_quoted.agency == "ADERLY"
    theme = next(one for one in covered.themes if one.key == "recruitment")
    assert (theme.counted, len(theme.agencies), theme.absent) == (True, 9, False)
    regions = {one.label: (one.answered, one.cited) for one in covered.regions}
    assert regions["Hauts-de-France"] == (2, 0)


def test_nobody_counted_nor_cited_is_left_out_and_one_voice_too_loud_is_told():
    alone = tuple(
        Block(f"q{n}", BlockKind.QUOTE, place=replace(QUOTED, end=QUOTED.end - n, text=text))
        for n in range(4)
        for text in [QUOTED.text[: len(QUOTED.text) - n]]
    )
    told = {one.check: one.params for one in run(ground(*alone))}
    assert told[Check.COVERAGE_MOST_QUOTED] == {"agency": "ADERLY", "count": "4", "all": "4"}
    assert told[Check.COVERAGE_CONTRIBUTIONS]["count"] == "9"
    assert told[Check.COVERAGE_UNOPENED] == {}


def test_an_empty_manuscript_asks_for_nothing():
    assert run(ground()) == []
    assert counted([]) == dict.fromkeys(Severity, 0)


def test_every_check_has_its_words_and_looks_at_a_short_note_without_failing():
    from consult.synthesis.checks.check_words import CHECK_WORDS  # noqa: PLC0415

    assert set(CHECK_WORDS) == set(Check)
    assert len(CHECKS) == len(set(CHECKS))


def test_a_statement_without_a_source_needs_a_reason():
    bare = changed(green(), "claim", content=words("On le dit.").content)
    why = changed(bare, "claim", justification="Constat de la fédération.")
    told = [
        [one.check.value for one in run(ground(*blocks)) if one.check.family == "sources"]
        for blocks in (bare, why)
    ]
    assert told == [["sources.missing"], []]


@pytest.mark.parametrize(
    "text",
    ["sept agences sur ", "12 % ", "« un deux trois quatre cinq » ", '"', "« ", "Dunkerque ", " "],
)
def test_a_text_of_twenty_thousand_signs_is_read_to_its_end_and_told_a_hundred_times_at_most(text):
    told = run(ground(words((text * 20_000)[:20_000])))
    assert len([one for one in told if one.block]) <= 101
