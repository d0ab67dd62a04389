"""A picture is read by who does not see it, and on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.checks.findings import Check, Family, Severity
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.pictures.keeping import MOST
from consult.synthesis.pictures.sizing import FINE_ENOUGH, Breadth, fineness
from tests.synthesis.checks.grounds import ground
from tests.synthesis.pictures.drawn import SAID, pictured

SHOWN = pictured()


def found(*blocks: Block, **more) -> list[Check]:
    looked = run(ground(*blocks, **more))
    return [one.check for one in looked if one.check.family is Family.PICTURE]


def test_a_picture_that_is_said_and_fine_has_nothing_to_be_looked_at():
    assert found(SHOWN) == []


@pytest.mark.parametrize("said", ["", "  \n "])
def test_a_picture_without_words_keeps_the_note_from_approval(said):
    assert found(replace(SHOWN, alternative=said)) == [Check.PICTURE_ALTERNATIVE]
    assert Check.PICTURE_ALTERNATIVE.severity is Severity.BLOCKS


@pytest.mark.parametrize(
    "said",
    ["carte.png", "IMG_2041", "Photo 3", "Une carte.", "une  CARTE", "Une image", "DSC01.JPG"],
)
def test_words_that_say_nothing_are_told(said):
    assert found(replace(SHOWN, alternative=said)) == [Check.PICTURE_POOR]


def test_a_picture_is_too_coarse_for_a_width_and_not_for_half_of_it():
    width = round(166 / 25.4 * FINE_ENOUGH)
    assert fineness(width, 300) == FINE_ENOUGH

    def wide(dots: int, breadth: Breadth | None = None) -> Block:
        shown = replace(SHOWN.picture, width=dots, height=300)
        return replace(SHOWN, picture=shown, breadth=breadth)

    assert found(wide(width)) == []
    assert found(wide(width - 6)) == [Check.PICTURE_COARSE]
    assert found(wide(width - 6, Breadth.HALF)) == []


def test_pictures_weigh_so_much_together_and_no_more_and_each_counts_once():
    def weighing(key: str, digest: str, size: int) -> Block:
        shown = replace(SHOWN.picture, digest=digest * 64, size_bytes=size)
        return replace(SHOWN, id=key, picture=shown)

    one, two = weighing("a", "a", MOST - 1), weighing("b", "b", 1)
    assert found(one, two, replace(one, id="c")) == []
    assert found(one, weighing("b", "b", 2)) == [Check.PICTURE_HEAVY]


def test_a_picture_whose_file_is_gone_keeps_the_note_from_approval():
    gone = frozenset({SHOWN.picture.digest})

    assert found(SHOWN, lost=gone) == [Check.PICTURE_LOST]
    assert Check.PICTURE_LOST.severity is Severity.BLOCKS


def test_a_picture_that_is_not_chosen_is_an_empty_place_and_nothing_more():
    unset = Block("p", BlockKind.PICTURE)
    chapter = Block("c", BlockKind.CHAPTER, "Un chapitre")
    looked = run(ground(chapter, unset))

    assert found(chapter, unset) == []
    assert (Check.BLOCK_UNSET, "p") in [(one.check, one.block) for one in looked]


def test_names_and_shares_in_the_words_of_a_picture_are_looked_at_too():
    telling = replace(SHOWN, alternative=f"{SAID} 45 % des agences y sont.")

    assert Check.SHARE_TYPED in [one.check for one in run(ground(telling))]
