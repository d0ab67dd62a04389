"""Annex A, continued: every position on every question, told here or in the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from consult.analysis.material import Theme
from consult.calls.questionnaire import Question
from consult.synthesis.composing.desk import CLOSED, Desk
from consult.synthesis.composing.exhibits import base_line, withheld_reason
from consult.synthesis.composing.open_topics import theme_rule
from consult.synthesis.composing.sayings import Saying, sentence
from consult.synthesis.composing.stories import Story
from consult.synthesis.snapshot import Position, Positions, Run

Printed = Mapping[str, str]
"""The key of a story, or the rule of a position, → the statement of the pages that tells it."""


def of_stories(
    desk: Desk, part: str, stories: Iterable[Story], printed: Printed
) -> Iterator[Positions]:
    """A table for each question that leaves something to tell, or that was coded."""
    for question, told in groupby(stories, key=lambda story: story.question):
        rows = tuple(row for story in told for row in _rows(desk, story, printed))
        if rows:
            # The caption prints how many answered: it is a count like any other.
            desk.ledger.record(f"answered_question:{question.key}")
            yield Positions(part, question.label, base_line(desk, question), rows)


def withheld(desk: Desk, part: str, questions: Iterable[Question]) -> Iterator[Positions]:
    """Open questions whose counts stay unprinted: annex A says it of the closed ones."""
    for question in questions:
        asked = question.kind not in CLOSED and desk.themes(question)
        if asked and desk.answered(question) and desk.withheld(question):
            yield Positions(part, question.label, withheld_reason(desk), ())


def _rows(desk: Desk, story: Story, printed: Printed) -> Iterator[Position]:
    if story.theme is not None:
        yield _theme(desk, story, story.theme, printed)
        return
    left: Sequence[Saying] = (*story.minority, *story.others)
    if story.key not in printed:
        left = (*story.sayings, *left)
    for saying in sorted(left, key=lambda one: -one.value):
        if saying.rule not in printed:
            brief = sentence(desk, [replace(saying, alone=saying.brief)], opening=story.opening)
            yield Position(saying.label, _count(desk, saying.rule), brief)


def _theme(desk: Desk, story: Story, theme: Theme, printed: Printed) -> Position:
    count = _count(desk, theme_rule(theme))
    if story.key in printed:
        return Position(theme.label, count, told=printed[story.key])
    return Position(theme.label, count, sentence(desk, story.sayings))


def _count(desk: Desk, rule: str) -> Run:
    counted = desk.ledger.counted(rule)
    return Run(counted.text, figure=counted.figure, strong=True)
