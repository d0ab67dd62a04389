"""How much of a questionnaire is answered, for the person who is answering it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from consult.calls.questionnaire import Question, Questionnaire, Section, Value
from consult.contributions.values import check, gaps, is_answer

SHORT = 64
MOST_KNOWN = 4_096


class SectionState(StrEnum):
    """Where one part of the questionnaire stands."""

    EMPTY = "empty"
    STARTED = "started"
    WRONG = "wrong"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions answered out of those that are put.

    `lacking` still forbid sending, `wrong` of them because of what was typed; `required` must
    be answered.
    """

    answered: int
    shown: int
    lacking: int = 0
    wrong: int = 0
    required: int = 0

    @property
    def state(self) -> SectionState:
        """Done once nothing is lacking, and everything is said where nothing is required."""
        if self.wrong:
            return SectionState.WRONG
        if not self.answered:
            return SectionState.EMPTY
        done = self.required or self.answered == self.shown
        return SectionState.DONE if done and not self.lacking else SectionState.STARTED


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of one answer, or of its absence."""

    is_answer: bool
    is_wrong: bool
    is_lacking: bool


Known = dict[tuple[str, type, str | bytes], Judged]
"""What was judged before, for as long as its questionnaire lives; see `known_in`."""


def known_in(questionnaire: Questionnaire) -> Known:
    """What was judged of the answers to a questionnaire: every saving judges them all again."""
    known: Known = questionnaire.derived.setdefault("judged", {})
    return known


def judged(question: Question, value: Value, known: Known) -> Judged:
    """Whether a value answers, breaks a rule of its question, or leaves something to be said."""
    text = value if isinstance(value, str) else repr(value)
    # Of a long text only the digest stays in memory.
    short = text if len(text) <= SHORT else sha256(text.encode(errors="surrogatepass")).digest()
    key = question.key, type(value), short
    # Asked for once: another thread may clear what is known at any moment.
    found = known.get(key)
    if found is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        wrong = value is not None and bool(check(question, value))
        found = Judged(is_answer(question, value), wrong, wrong or bool(gaps(question, value)))
        known[key] = found
    return found


def progress_of(
    section: Section, values: Mapping[str, Value], shown: frozenset[str], known: Known
) -> Progress:
    """How far one section is."""
    put = [question for question in section.questions if question.key in shown]
    found = [judged(question, values.get(question.key), known) for question in put]
    return Progress(
        sum(one.is_answer for one in found),
        len(put),
        sum(one.is_lacking for one in found),
        sum(one.is_wrong for one in found),
        sum(question.required for question in put),
    )


def overall(parts: Iterable[Progress]) -> Progress:
    """How far the whole is: « 7 questions sur 24 »."""
    every = list(parts)
    return Progress(
        sum(part.answered for part in every),
        sum(part.shown for part in every),
        sum(part.lacking for part in every),
        sum(part.wrong for part in every),
        sum(part.required for part in every),
    )
