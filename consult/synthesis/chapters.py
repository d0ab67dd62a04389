"""The chapters: a section of the questionnaire each, as the note tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from consult.analysis.material import Stance, Theme
from consult.calls.questionnaire import QuestionKind, Section
from consult.synthesis import repeats
from consult.synthesis.desk import Desk
from consult.synthesis.open_topics import ranked_themes, theme_rule
from consult.synthesis.quotes import Quoter
from consult.synthesis.repeats import Role
from consult.synthesis.snapshot import Bars, Chapter, Exhibit, Stacked, Topic, Withheld
from consult.synthesis.topics import of_question


def chapters(desk: Desk, quoter: Quoter) -> Iterator[Chapter]:
    """A chapter for every section that tells something of the subject.

    A section that only situates who answers is left to annex A, unless there is no other.
    """
    sections = [one for one in desk.material.questionnaire.sections if desk.subject(one)]
    telling = [one for one in sections if not desk.profile(one)] or sections
    number = 0
    for section in telling:
        topics = tuple(_with_one_chart(_topics(desk, quoter, section)))
        if topics:
            number += 1
            yield Chapter(section.key, number, section.title, _lead(desk, section), topics)


def _with_one_chart(topics: Iterable[Topic]) -> Iterator[Topic]:
    """A chapter shows its most telling chart; annex A shows them all."""
    found = list(topics)
    charts = [topic for topic in found if not isinstance(topic.exhibit, Withheld | None)]
    shown = max(charts, key=lambda topic: _telling(topic.exhibit), default=None)
    for topic in found:
        keep = topic is shown or isinstance(topic.exhibit, Withheld)
        yield topic if keep else replace(topic, exhibit=None)


def _telling(exhibit: Exhibit | None) -> tuple[int, int]:
    if isinstance(exhibit, Stacked):
        return 2, len(exhibit.rows)
    if isinstance(exhibit, Bars):
        return 1, sum(bar.count > 0 for bar in exhibit.bars)
    return 0, 0


def _topics(desk: Desk, quoter: Quoter, section: Section) -> Iterator[Topic]:
    for question in section.questions:
        if question.kind is not QuestionKind.REPEAT:
            yield from of_question(desk, quoter, question)
        elif repeats.role_of(question, section) is not Role.RECOMMENDATIONS:
            yield from repeats.counted(desk, question)


def _lead(desk: Desk, section: Section) -> str:
    """The theme most spoken of in a section, and whether one of its claims is argued over."""
    said: list[str] = []
    shared = _most(desk, section, lambda theme: desk.ledger.resolve(theme_rule(theme)).value)
    if shared is not None:
        record = desk.ledger.record(theme_rule(shared[1]))
        said.append(
            desk.words.gettext("Most spoken of: %(theme)s (%(count)s).")
            % {"theme": desk.words.quoted(shared[1].label), "count": record.text}
        )
    argued = _most(desk, section, lambda theme: _weight(desk, theme))
    if argued is not None:
        said.append(
            desk.words.gettext("Most argued over: %(theme)s.")
            % {"theme": desk.words.quoted(argued[1].label)}
        )
    return " ".join(said)


def _most(desk: Desk, section: Section, weigh: Callable[[Theme], int]) -> tuple[int, Theme] | None:
    themes = [
        theme
        for question in section.questions
        if not desk.withheld(question)
        for theme, _ in ranked_themes(desk, question)
    ]
    best = max(((weigh(theme), -rank) for rank, theme in enumerate(themes)), default=(0, 0))
    return (best[0], themes[-best[1]]) if best[0] else None


def _weight(desk: Desk, theme: Theme) -> int:
    if not theme.claim:
        return 0
    sides = (Stance.SUPPORT, Stance.OPPOSE)
    return min(desk.ledger.resolve(theme_rule(theme, stance)).value for stance in sides)
