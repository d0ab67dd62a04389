"""One thing is wrong, and exactly the right check turns red; before, everything was green."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count

import pytest

from consult.analysis.material import Material
from consult.contributions.consent import QuotePermission
from consult.synthesis.checks.findings import Severity
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    FigureChip,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.origins import Origin
from consult.synthesis.drafting.proposing import first_draft
from tests.synthesis.checks.grounds import ground
from tests.synthesis.reference import reference


@dataclass(frozen=True)
class World:
    """A note and the answers behind it, as one of them may be spoilt."""

    blocks: tuple[Block, ...]
    material: Material
    origins: dict = field(default_factory=dict)

    def checks(self) -> set[tuple[str, str]]:
        """What stands in the way of the approval."""
        found = ground(*self.blocks, material=self.material, origins=self.origins, opened=0)
        return {
            (one.check.value, one.block) for one in run(found) if one.severity is Severity.BLOCKS
        }

    def first(self, wanted: Callable[[Block], bool]) -> Block:
        return next(one for one in self.blocks if wanted(one))

    def put(self, block: Block) -> World:
        blocks = tuple(block if one.id == block.id else one for one in self.blocks)
        return replace(self, blocks=blocks)

    def answered(self, agency: str, **facts) -> World:
        """The same with one agency answering otherwise."""
        replies = tuple(
            replace(one, **facts) if one.agency == agency else one for one in self.material.replies
        )
        return replace(self, material=replace(self.material, replies=replies))


@cache
def first() -> World:
    numbers = count(1)
    return World(first_draft(reference(), lambda: f"b{next(numbers)}"), reference())


def quote(world: World) -> Block:
    return world.first(lambda one: one.kind is BlockKind.QUOTE and one.place is not None)


def sourced(world: World) -> Block:
    """A statement that rests on passages and on nothing else, made of one that is there."""
    block = world.first(lambda one: one.kind is BlockKind.CLAIM and bool(one.sources))
    kept = [one for one in block.content if isinstance(one, SourceChip)]
    return replace(block, content=(Words("Le sujet revient souvent."), *kept))


def with_words(world: World, text: str) -> World:
    block = world.first(lambda one: one.kind is BlockKind.CLAIM)
    return world.put(replace(block, content=(*block.content, Words(text))))


# --- each spoils one thing ----------------------------------------------------------------


def one_letter_of_a_quotation(world: World) -> World:
    block = quote(world)
    text = block.place.text
    flipped = text[:5] + ("e" if text[5] != "e" else "a") + text[6:]
    return world.put(replace(block, place=replace(block.place, text=flipped)))


def a_quotation_one_character_further(world: World) -> World:
    block = quote(world)
    start, end = block.place.start + 1, block.place.end + 1
    return world.put(replace(block, place=replace(block.place, start=start, end=end)))


def a_version_that_never_was(world: World) -> World:
    block = quote(world)
    place = replace(block.place, version=9)
    return replace(world.put(replace(block, place=place)), origins={place: Origin()})


def a_newer_version_that_says_otherwise(world: World) -> World:
    place = quote(world).place
    before = ground(*world.blocks).origins[place]
    latest = before.text.replace(place.text, "Nous avons changé d’avis.")
    return replace(world, origins={place: replace(before, latest_version=2, latest=latest)})


def a_contribution_withdrawn(world: World) -> World:
    place = quote(world).place
    before = ground(*world.blocks).origins[place]
    return replace(world, origins={place: replace(before, withdrawn=True)})


def a_consent_to_be_quoted(world: World) -> World:
    return world.answered(quote(world).place.agency, quotes=QuotePermission.REFUSED)


def a_consent_after_review(world: World) -> World:
    return world.answered(quote(world).place.agency, quotes=QuotePermission.AFTER_REVIEW)


def an_answer_in_confidence(world: World) -> World:
    place = quote(world).place
    return world.answered(place.agency, confidential=frozenset({place.question}))


def a_count_typed(world: World) -> World:
    return with_words(world, " Sept agences sur dix le disent.")


def a_share_typed(world: World) -> World:
    return with_words(world, " C’est 70 % des agences.")


def the_sources_of_a_statement(world: World) -> World:
    block = sourced(world)
    return world.put(replace(block, content=block.content[:1]))


def a_source_withdrawn(world: World) -> World:
    block = sourced(world)
    place = block.sources[0]
    before = ground(block).origins[place]
    return replace(world.put(block), origins={place: replace(before, withdrawn=True)})


def a_rule(world: World) -> World:
    block = world.first(lambda one: any(isinstance(piece, FigureChip) for piece in one.content))
    spoilt = tuple(
        replace(one, rule="theme:needs_text/nothing") if isinstance(one, FigureChip) else one
        for one in block.content
    )
    return world.put(replace(block, content=spoilt))


def a_figure_of_too_few(world: World) -> World:
    block = world.first(lambda one: one.kind is BlockKind.CLAIM)
    rule = "answer:gov_local=duo and answer:criteria_approach=open"
    return world.put(replace(block, content=(*block.content, FigureChip(rule))))


def the_name_of_an_anonymous_agency(world: World) -> World:
    return with_words(world, " C’est aussi l’avis de Dunkerque Promotion.")


def a_name_that_leaves_two_possible(world: World) -> World:
    return with_words(world, " C’est aussi l’avis de SOFIE.")


def a_name_on_what_was_said_in_confidence(world: World) -> World:
    block = world.first(lambda one: "theme:needs_text/recruitment" in one.rules)
    named = Words(" Ardennes Développement insiste.")
    return world.put(replace(block, content=(*block.content, named)))


def a_quotation_typed(world: World) -> World:
    return with_words(world, " « Un investisseur compare cinq pays »")


def a_quotation_typed_wrong(world: World) -> World:
    return with_words(
        world, " « les salariés ne font pas de différence quand ils changent d’usine »"
    )


def a_practice(world: World) -> World:
    block = world.first(lambda one: one.described is not None)
    return world.put(replace(block, described=replace(block.described, text="Autre.")))


SPOILT = {
    one_letter_of_a_quotation: {"quotes.altered"},
    a_quotation_one_character_further: {"quotes.altered"},
    a_version_that_never_was: {"quotes.unknown"},
    a_newer_version_that_says_otherwise: {"quotes.changed"},
    a_contribution_withdrawn: {"quotes.withdrawn", "sources.gone"},
    a_consent_to_be_quoted: {"quotes.refused", "consent.practice"},
    a_consent_after_review: {"quotes.awaited", "consent.practice"},
    an_answer_in_confidence: {"quotes.confidential"},
    a_count_typed: {"numbers.typed"},
    a_share_typed: {"numbers.share_typed"},
    the_sources_of_a_statement: {"sources.missing"},
    a_source_withdrawn: {"sources.gone"},
    a_rule: {"numbers.rule_wrong"},
    a_figure_of_too_few: {"consent.withheld"},
    the_name_of_an_anonymous_agency: {"consent.anonymous"},
    a_name_that_leaves_two_possible: {"consent.eliminating"},
    a_name_on_what_was_said_in_confidence: {"consent.confidential"},
    a_quotation_typed: {"quotes.typed"},
    a_quotation_typed_wrong: {"quotes.misquoted"},
    a_practice: {"quotes.changed"},
}


def test_nothing_stands_in_the_way_of_the_first_draft_of_the_reference():
    assert first().checks() == set()


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda one: one.__name__)
def test_exactly_the_right_check_turns_red(spoil):
    found = spoil(first()).checks()
    assert {check for check, _ in found} == SPOILT[spoil]
