"""What kinds of blocks are called on the desk, and what each is for."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from consult.synthesis.drafting.blocks import Annex, BlockKind, Shown
from consult.synthesis.drafting.edits import EditKind
from consult.synthesis.pictures.sizing import Breadth

KIND_WORDS: Mapping[BlockKind, LazyString] = {
    BlockKind.CLAIM: _("Sourced statement"),
    BlockKind.QUOTE: _("Quotation"),
    BlockKind.CHAPTER: _("Chapter"),
    BlockKind.HEADING: _("Subheading"),
    BlockKind.TEXT: _("Text"),
    BlockKind.MESSAGE: _("Key message"),
    BlockKind.FIGURE: _("Figure"),
    BlockKind.CHART: _("Chart"),
    BlockKind.TABLE: _("Table"),
    BlockKind.PICTURE: _("Picture"),
    BlockKind.PRACTICE: _("Good practice"),
    BlockKind.RECOMMENDATION: _("Recommendation"),
    BlockKind.BOX: _("Box"),
    BlockKind.ANNEX: _("Annex"),
}

KIND_USES: Mapping[BlockKind, LazyString] = {
    BlockKind.CLAIM: _("what the agencies say, with its sources"),
    BlockKind.QUOTE: _("words of an agency, copied from what it sent"),
    BlockKind.CHAPTER: _("a title that begins a part of the note"),
    BlockKind.HEADING: _("a title inside a chapter"),
    BlockKind.TEXT: _("a paragraph that links or introduces"),
    BlockKind.MESSAGE: _("one of the five things to remember, on the first page"),
    BlockKind.FIGURE: _("a number counted from the answers, printed large"),
    BlockKind.CHART: _("answers or themes drawn as bars"),
    BlockKind.TABLE: _("answers, themes or chosen figures in lines"),
    BlockKind.PICTURE: _("a map, a photograph or a diagram, with the words that say it"),
    BlockKind.PRACTICE: _("what an agency has done, in a box of its own"),
    BlockKind.RECOMMENDATION: _("what the federation asks for, numbered through the note"),
    BlockKind.BOX: _("an aside with its title"),
}
"""One line for each kind that staff add; annexes are switched on and off."""

ANNEX_WORDS: Mapping[Annex, LazyString] = {
    Annex.METHOD: _("How this note was made"),
    Annex.CLOSED: _("Answers to the closed questions"),
    Annex.POSITIONS: _("Positions of the agencies"),
    Annex.FULL: _("Contributions in full"),
    Annex.CONTRIBUTORS: _("Contributors thanked"),
    Annex.SOURCES: _("Index of sources"),
}

EDIT_WORDS: Mapping[str, LazyString] = {
    EditKind.ADD.value: _("Block added"),
    EditKind.TYPE.value: _("Text written"),
    EditKind.TURN.value: _("Kind of block changed"),
    EditKind.MOVE.value: _("Block moved"),
    EditKind.REMOVE.value: _("Block removed"),
    EditKind.PROPOSE.value: _("First draft proposed"),
    EditKind.CORRECT.value: _("Typography corrected"),
    EditKind.KEEP.value: _("Proposal kept"),
    EditKind.SPLIT.value: _("Block split in two"),
    EditKind.JOIN.value: _("Two blocks joined"),
    EditKind.PICTURE.value: _("Picture chosen"),
    EditKind.REPLACE.value: _("Picture replaced"),
}

SHOWN_WORDS: Mapping[Shown, LazyString] = {
    Shown.ANSWERS: _("its answers"),
    Shown.THEMES: _("its themes"),
    Shown.STANCES: _("its themes, by position"),
    Shown.BY_LEVEL: _("its answers, level by level"),
    Shown.BY_REGION: _("its answers, region by region"),
    Shown.RESPONSES: _("who answered, by level and region"),
    Shown.RULES: _("chosen figures"),
}

TITLED = frozenset(
    {
        BlockKind.CHAPTER,
        BlockKind.HEADING,
        BlockKind.BOX,
        BlockKind.RECOMMENDATION,
        BlockKind.PRACTICE,
        BlockKind.FIGURE,
        BlockKind.CHART,
        BlockKind.TABLE,
        BlockKind.PICTURE,
    }
)
"""Kinds that have a title, or a caption."""

BREADTH_WORDS: Mapping[Breadth | None, LazyString] = {
    None: _("the whole width of the page"),
    Breadth.MOST: _("the width of the text"),
    Breadth.HALF: _("half of the page"),
}

WRITTEN = frozenset(
    {
        BlockKind.MESSAGE,
        BlockKind.CLAIM,
        BlockKind.RECOMMENDATION,
        BlockKind.BOX,
        BlockKind.TEXT,
        BlockKind.PRACTICE,
    }
)
"""Kinds whose text is typed; each can be turned into another."""
