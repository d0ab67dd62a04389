"""What the readers must know of a questionnaire: its places, and the words we printed ourselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consult.contributions.offline import from_word, word
from consult.contributions.offline.blank import steps
from consult.contributions.offline.marks import bookmark_of, slots, tag_of
from consult.contributions.offline.returned import Known, bare
from consult.contributions.offline.sheet import Sheet, speaking

AT = "at."
IDENTITY = from_word.IDENTITY


def known_of(sheets: Sequence[Sheet]) -> Known:
    """The same questionnaire in every language it can be taken away in."""
    asked = sheets[0].questionnaire
    marks = [slot.mark for slot in slots(asked)] + [IDENTITY]
    places = [*marks, *(f"{AT}{question.key}" for question in asked)]
    return Known(
        bookmarks={bookmark_of(mark): mark for mark in places},
        tags={tag_of(mark): mark for mark in marks},
        printed=frozenset(text for sheet in sheets for text in _printed(sheet)),
        headings={
            bare(f"{rank}.{question.label}"): f"{AT}{question.key}"
            for sheet in sheets
            for rank, question in enumerate(sheet.questionnaire, start=1)
        },
    )


def key_of(mark: str) -> str:
    """The key of the question that a mark, or the name of an input, belongs to."""
    return mark.partition("=")[0].split(".")[1] if "." in mark else ""


def _printed(sheet: Sheet) -> Iterator[str]:
    """Every paragraph of the blank documents, read by the reader itself."""
    with speaking(sheet.language):
        blank = word.as_word(sheet)
        told = from_word.found_in(blank, Known({}, {}, frozenset()))
        for stray in told.stray:
            yield from map(bare, stray.text.splitlines())
        yield from map(bare, (word.placeholder(), "…", *steps(sheet, word=False)))
