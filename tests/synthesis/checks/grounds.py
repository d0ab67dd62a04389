"""Manuscripts to check: of the reference consultation, and of a few lines typed by hand."""

from __future__ import annotations

from dataclasses import replace

from consult.analysis.material import Material, Passage
from consult.synthesis.checks.ground import Ground
from consult.synthesis.checks.running import run
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Exhibited,
    FigureChip,
    Manuscript,
    Place,
    Shown,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.origins import Origin
from consult.synthesis.drafting.queries import places
from consult.synthesis.snapshot import Audience
from tests.synthesis.reference import reference


def ground(*blocks: Block, material: Material | None = None, **more) -> Ground:
    """Those blocks over those answers, every place in its last version."""
    answers = material or reference()
    desk = Desk(answers, more.pop("audience", Audience.DELEGATE), **more.pop("said", {}))
    origins = {place: _origin(desk, place) for place in places(blocks)}
    return Ground(Manuscript(blocks), desk, origins | more.pop("origins", {}), **more)


def _origin(desk: Desk, place: Place) -> Origin:
    if place.agency not in desk.material.reply:
        return Origin()
    passage = Passage(place.question, place.agency, "", 0, 0, item=place.item, field=place.field)
    text = desk.answer_of(passage)
    return Origin(text, place.version, text)


def words(text: str, kind: BlockKind = BlockKind.TEXT, key: str = "b", **more) -> Block:
    """A block in which one text is typed."""
    return Block(key, kind, content=(Words(text),), **more)


def checks(found) -> list[tuple[str, str]]:
    """What was found as (check, words), whatever asks for the whole note aside."""
    whole = ("coverage", "structure")
    return [(one.check.value, one.words) for one in found if one.check.family not in whole]


def typed(text: str, kind: BlockKind = BlockKind.TEXT, **more) -> list[tuple[str, str]]:
    """What is found in one text typed by hand, over the reference consultation."""
    return checks(run(ground(words(text, kind, **more))))


def place(agency: str, question: str, said: str) -> Place:
    """Where an agency of the reference says these words."""
    text = reference().reply[agency].values[question]
    start = text.index(said)
    return Place(agency, 1, question, start, start + len(said), said)


QUOTED = place(
    "ADERLY",
    "needs_text",
    "une demi-journée en atelier change davantage les représentations qu’une campagne d’affichage",
)
CITED = place("ADN FC", "criteria_text", "les salariés ne font pas la différence")


def green() -> tuple[Block, ...]:
    """A short note in which every check is green, but for what a whole note needs."""
    claim = (
        FigureChip("theme:needs_text/recruitment"),
        Words(" disent la difficulté de recruter."),
        SourceChip((CITED,)),
    )
    return (
        Block("chapter", BlockKind.CHAPTER, "Les besoins"),
        Block("claim", BlockKind.CLAIM, content=claim),
        Block("quote", BlockKind.QUOTE, place=QUOTED),
        Block(
            "chart", BlockKind.CHART, "Besoins", exhibited=Exhibited(Shown.ANSWERS, "needs_likert")
        ),
        words("Ce chapitre se lit avec le suivant.", key="text"),
    )


def changed(blocks: tuple[Block, ...], key: str, **fields) -> tuple[Block, ...]:
    """The blocks with one of them changed."""
    return tuple(replace(one, **fields) if one.id == key else one for one in blocks)
