"""Which agencies a rule holds for, worked out on one material and remembered."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Coded,
    Either,
    Fault,
    First,
    Items,
    Judged,
    Narrowed,
    Not,
    Rule,
    RuleError,
)
from consult.analysis.material import Material, Passage
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Value
from consult.contributions.values import is_answer, items, judged, said_options

Agencies = frozenset[str]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
CHOICES = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)


class Counting:
    """One material, and for each rule the agencies it holds for with the base they are in."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.invited = frozenset(material.member)
        self.replied = self.invited & frozenset(material.reply)
        self.answered: dict[str, list[tuple[str, Value]]] = {}
        self.judgements: dict[str, list[tuple[str, dict[str, int]]]] = {}

    def agencies(self, rule: Rule) -> tuple[Agencies, Agencies]:
        """The agencies that a rule holds for, and those it is out of."""
        match rule:
            case Both(left, right):
                (held, base), (also, within) = self.agencies(left), self.agencies(right)
                return held & also, base & within
            case Either(left, right):
                (held, base), (also, within) = self.agencies(left), self.agencies(right)
                return held | also, base | within
            case Not(inner):
                held, base = self.agencies(inner)
                return base - held, base
            case Narrowed(inner, _, _):
                held, base = self.agencies(inner)
                among = self.place(rule)
                return held & among, base & among
        return self._claimed(rule)

    def _claimed(self, rule: Rule) -> tuple[Agencies, Agencies]:
        match rule:
            case Answered():
                return self.replied, self.invited
            case Answer():
                return self._choosing(rule), self.replied
            case First():
                return self._ranking_first(rule)
            case Judged():
                return self._judging(rule), self.replied
            case AnsweredQuestion(key, at):
                question = self._question(key, at)
                return frozenset(name for name, _ in self.answers(question)), self.replied
            case Coded():
                return self._coded(rule), self.replied
            case Items(_, at):
                raise RuleError(Fault.ITEMS_COMBINED, at)
        raise TypeError(f"not a rule: {rule!r}")

    def _choosing(self, rule: Answer) -> Agencies:
        question = self._question(rule.question, rule.at, "answer", *CHOICES)
        self._ensure_option(question, rule)
        return frozenset(
            name
            for name, value in self.answers(question)
            if rule.option in said_options(question, value)
        )

    def _ranking_first(self, rule: First) -> tuple[Agencies, Agencies]:
        question = self._question(rule.question, rule.at, "first", QuestionKind.RANKING)
        self._ensure_option(question, rule)
        firsts = {name: said_options(question, value)[0] for name, value in self.answers(question)}
        holding = frozenset(name for name, key in firsts.items() if key == rule.option)
        return holding, frozenset(firsts)

    def _judging(self, rule: Judged) -> Agencies:
        question = self._question(rule.question, rule.at, "likert", QuestionKind.LIKERT)
        rows = [row.key for row in question.rows]
        scale = [point.key for point in question.scale]
        if rule.row not in rows:
            raise RuleError(
                Fault.UNKNOWN_ROW,
                rule.at,
                question=question.key,
                row=rule.row,
                known=", ".join(rows),
            )
        if rule.point not in scale:
            raise RuleError(
                Fault.UNKNOWN_POINT,
                rule.at,
                question=question.key,
                point=rule.point,
                known=", ".join(scale),
            )
        wanted, compare = scale.index(rule.point) + 1, COMPARE[rule.sign]
        return frozenset(
            name
            for name, rows in self.judged(question)
            if rule.row in rows and compare(rows[rule.row], wanted)
        )

    def _coded(self, rule: Coded) -> Agencies:
        if rule.question == ANYWHERE:
            questions = self.everywhere(rule)
        else:
            question = self._question(rule.question, rule.at)
            questions = (question,)
            known = [one.key for one in self.material.themes if one.question in ("", question.key)]
            if rule.theme not in known:
                raise RuleError(
                    Fault.UNKNOWN_THEME,
                    rule.at,
                    question=question.key,
                    theme=rule.theme,
                    known=", ".join(known),
                )
        return frozenset(
            passage.agency
            for question in questions
            for passage in self.passages.get((question.key, rule.theme), ())
            if rule.stance in (None, passage.stance)
            and passage.agency in self.replied
            and self._is_put(question, passage.agency)
        )

    def everywhere(self, rule: Coded) -> tuple[Question, ...]:
        """The questions on which a theme of every question can be said: all without one so named.

        A question's own theme of the same key is another theme.
        """
        known = [one.key for one in self.material.themes if not one.question]
        if rule.theme not in known:
            raise RuleError(
                Fault.NOT_ACROSS, rule.at, theme=rule.theme, known=", ".join(known) or "–"
            )
        own = {one.question for one in self.material.themes if one.key == rule.theme}
        return tuple(one for one in self.material.questionnaire if one.key not in own)

    def items(self, rule: Items, among: Agencies) -> int:
        """How many entries or files those agencies gave."""
        kinds = (QuestionKind.REPEAT, QuestionKind.FILE)
        question = self._question(rule.question, rule.at, "items", *kinds)
        return sum(
            items(question, value) for name, value in self.answers(question) if name in among
        )

    def answers(self, question: Question) -> list[tuple[str, Value]]:
        """The real answers to a question, from those to whom it was put."""
        if question.key not in self.answered:
            self.answered[question.key] = list(self._answers(question))
        return self.answered[question.key]

    def judged(self, question: Question) -> list[tuple[str, dict[str, int]]]:
        """What each agency judged on a likert."""
        if question.key not in self.judgements:
            self.judgements[question.key] = [
                (name, judged(question, value)) for name, value in self.answers(question)
            ]
        return self.judgements[question.key]

    @cached_property
    def passages(self) -> Mapping[tuple[str, str | None], list[Passage]]:
        """Passages under their question and theme."""
        found: dict[tuple[str, str | None], list[Passage]] = {}
        for passage in self.material.passages:
            found.setdefault((passage.question, passage.theme), []).append(passage)
        return found

    def _answers(self, question: Question) -> Iterator[tuple[str, Value]]:
        for name in self.replied:
            value = self.material.reply[name].values.get(question.key)
            if value is not None and is_answer(question, value) and self._is_put(question, name):
                yield name, value

    def _is_put(self, question: Question, name: str) -> bool:
        if question.show_if is None:
            return True
        return question.key in self.material.questionnaire.shown(self.material.reply[name].values)

    def place(self, rule: Narrowed) -> Agencies:
        """The agencies of a level or a region."""
        names = {one.acronym: getattr(one, rule.trait) for one in self.material.agencies}
        if rule.name not in names.values():
            known = ", ".join(name or '""' for name in dict.fromkeys(names.values()))
            raise RuleError(
                Fault.UNKNOWN_PLACE, rule.at, trait=rule.trait, name=rule.name, known=known
            )
        return frozenset(acronym for acronym, name in names.items() if name == rule.name)

    def _question(self, key: str, at: int, word: str = "", *kinds: QuestionKind) -> Question:
        question = self.material.questionnaire.by_key.get(key)
        if question is None:
            raise RuleError(Fault.UNKNOWN_QUESTION, at, question=key)
        if kinds and question.kind not in kinds:
            raise RuleError(
                Fault.WRONG_KIND,
                at,
                question=key,
                kind=question.kind,
                word=word,
                wanted=", ".join(kinds),
            )
        return question

    def _ensure_option(self, question: Question, rule: Answer | First) -> None:
        known = [option.key for option in question.options] + [OTHER] * question.other
        if rule.option not in known:
            raise RuleError(
                Fault.UNKNOWN_OPTION,
                rule.at,
                question=question.key,
                option=rule.option,
                known=", ".join(known),
            )
