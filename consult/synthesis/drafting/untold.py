"""Which positions the pages tell, and in which chapter: the annex tells the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from consult.analysis.figures.rules import parse
from consult.analysis.material import Stance, Theme
from consult.synthesis.composing import positions
from consult.synthesis.composing.chapters import stories, told_sections
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.open_topics import coded, theme_rule
from consult.synthesis.composing.repeats import Role, of_role
from consult.synthesis.composing.stories import Story
from consult.synthesis.drafting.figures import questions
from consult.synthesis.snapshot import Claim, Positions


def untold(desk: Desk, told: Iterable[Claim]) -> Iterator[Positions]:
    """Every position on every question; those of the statements `told` refer to them."""
    by_rule = _by_rule(desk, told)
    for section in told_sections(desk):
        found = list(stories(desk, section))
        yield from positions.of_stories(desk, section.key, found, _printed(found, by_rule))
        yield from positions.withheld(desk, section.key, section.questions)
    for role in (Role.PRACTICES, Role.RECOMMENDATIONS):
        for question in of_role(desk, role):
            if desk.withheld(question) or not desk.answered(question):
                continue
            found = list(coded(desk, question))
            printed = _printed(found, by_rule)
            # Recommendations are told whole or listed whole: a table of references says nothing.
            if role is Role.PRACTICES or any(one.key not in printed for one in found):
                yield from positions.of_stories(desk, role, found, printed)


def section_of(desk: Desk, claims: Iterable[Claim]) -> str:
    """The section of the questionnaire of which some statements tell most; empty for none."""
    sections = {
        question.key: section.key
        for section in told_sections(desk)
        for question in section.questions
    }
    found = Counter(
        sections[question]
        for rule in _by_rule(desk, claims)
        for question in questions(desk, parse(rule))
        if question in sections
    )
    return found.most_common(1)[0][0] if found else ""


def _by_rule(desk: Desk, claims: Iterable[Claim]) -> Mapping[str, str]:
    """Each rule counted in some statements, with the first of them that does."""
    rules = {record.id: record.rule for record in desk.ledger.figures}
    found: dict[str, str] = {}
    for claim in claims:
        for run in claim.runs:
            if run.figure is not None:
                found.setdefault(rules[run.figure], claim.id)
    return found


def _printed(found: Iterable[Story], by_rule: Mapping[str, str]) -> Mapping[str, str]:
    """The same by the keys of stories: a theme is told where its count or one of its sides is."""
    printed = dict(by_rule)
    for story in found:
        if story.theme is not None:
            told = [by_rule[rule] for rule in _rules(story.theme) if rule in by_rule]
            printed |= {story.key: told[0]} if told else {}
    return printed


def _rules(theme: Theme) -> Iterator[str]:
    yield theme_rule(theme)
    yield from (theme_rule(theme, stance) for stance in Stance)
