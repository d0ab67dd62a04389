"""Coded passages as a list of quotations, and answers as a text for IRaMuTeQ.

What leaves the federation obeys the rule of the note: `Sign` says how words may be signed, and
gives them as that audience may read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from consult.analysis.exporting.columns import Cell
from consult.analysis.material import Material, Passage
from consult.analysis.searching.texts import texts
from consult.analysis.suggesting.lemmas import unaccented
from consult.calls.questionnaire import Question, QuestionKind


class Signed(NamedTuple):
    """Words as they may be read, and who may be said to have written them; "" for nobody."""

    text: str
    agency: str


Sign = Callable[[str, str, str], Signed | None]
"""How words of an agency, answering a question, may be printed; None when they may not."""


def everything(agency: str, question: str, text: str) -> Signed:
    """For staff: all of it, under its name."""
    return Signed(text, agency)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One passage under one theme."""

    agency: str
    question: str
    theme: str
    stance: str
    text: str
    coders: str
    confidential: bool


QUOTED = ("id", "agency", "question", "theme", "stance", "text", "coders", "confidential")
"""Keys of the columns of the list; the last two are for staff alone."""
FOR_STAFF = 2


def quotations(
    material: Material,
    sign: Sign,
    *,
    unnamed: str,
    stances: Mapping[str, str],
    coders: Callable[[Passage], str],
) -> list[Quotation]:
    """Every coded passage that may be printed, by question and theme.

    Their order says nothing of whose they are: within a theme it is that of the words.
    """
    ranks = {key: rank for rank, key in enumerate(material.questionnaire.by_key)}
    themes = {(theme.question, theme.key): theme.label for theme in material.themes}
    order = {key: rank for rank, key in enumerate(themes)}
    found: list[tuple[tuple[int, int, str, str], Quotation]] = []
    for passage in material.passages:
        signed = sign(passage.agency, passage.question, passage.text) if passage.theme else None
        if signed is None or passage.theme is None:
            continue
        of = passage.question, passage.theme
        of = of if of in themes else ("", passage.theme)
        quotation = Quotation(
            signed.agency or unnamed,
            material.questionnaire.by_key[passage.question].label,
            themes.get(of, passage.theme),
            stances.get(passage.stance.value, "") if passage.stance else "",
            signed.text,
            coders(passage),
            passage.confidential,
        )
        rank = (ranks[passage.question], order.get(of, 0), signed.text, signed.agency)
        found.append((rank, quotation))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def rows(found: Iterable[Quotation], *, staff: bool) -> Iterator[list[Cell]]:
    """The list with its numbers; who coded and what is confidential is for staff alone."""
    for number, one in enumerate(found, start=1):
        told: list[Cell] = [
            *(f"Q{number:04}", one.agency, one.question, one.theme, one.stance, one.text),
            *(one.coders, int(one.confidential)),
        ]
        yield told if staff else told[:-FOR_STAFF]


STARS = re.compile(r"\*+")
APART = re.compile(r"[^a-z0-9]+")


def iramuteq(material: Material, sign: Sign) -> Iterator[str]:
    """The corpus: for each long text a line of stars with its variables, then its words.

    Variables are made of plain letters and digits; an agency that may not be named is `une`,
    and then neither its level nor its region is told. Its texts come last, in the order of their
    words: among those of the others their place would tell whose they are.
    """
    questionnaire = material.questionnaire
    unnamed: list[str] = []
    for reply in material.replies:
        member = material.member.get(reply.agency)
        for question, item, field, said in texts(questionnaire, reply.values):
            if not _is_long(questionnaire.by_key[question], field):
                continue
            signed = sign(reply.agency, question, said)
            if signed is None or not signed.text.strip():
                continue
            named = bool(signed.agency) and member is not None
            about = {
                "agency": signed.agency or "une",
                "level": member.level if named and member else "",
                "region": member.region if named and member else "",
                "question": question,
                "item": str(item or ""),
            }
            stars = " ".join(f"*{name}_{variable(told)}" for name, told in about.items() if told)
            text = f"**** {stars}\n{_words(signed.text)}\n\n"
            if signed.agency:
                yield text
            else:
                unnamed.append(text)
    yield from sorted(unnamed)


def _is_long(question: Question, field: str | None) -> bool:
    """Names and functions are no text to be counted, and tell who answered."""
    kinds = {one.key: one.kind for one in question.fields}
    return kinds.get(field or "", question.kind) is QuestionKind.LONG_TEXT


def variable(text: str) -> str:
    """A value that IRaMuTeQ can read: plain letters, digits, and hyphens between them."""
    return APART.sub("-", unaccented(text.lower())).strip("-")[:40] or "x"


def _words(text: str) -> str:
    """The words without stars, which would begin another text, on as few lines as they had."""
    lines = (" ".join(STARS.sub(" ", line).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
