"""What a rule says, as plain values, and its canonical spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from consult.analysis.material import Stance
from consult.errors import Invalid

ANYWHERE = "*"
"""Stands in a rule for every question of the call."""

N_ = str  # Marks a sentence for the catalogue; pages and commands translate it.

BARE = re.compile(r'[^\s()@"]+(?:\s+(?!@|(?:and|or|not)(?![^\s(]))[^\s()@"]+)*')
"""A name that needs no quotes: it may hold spaces, but stops before `and`, `or`, `not`, `@`."""

QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class Fault(StrEnum):
    """What can be wrong with a rule."""

    WANTS_RULE = "wants_rule"
    WANTS_KEY = "wants_key"
    WANTS_NAME = "wants_name"
    WANTS_SIGN = "wants_sign"
    WANTS_TRAIT = "wants_trait"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_STANCE = "unknown_stance"
    TRAILING = "trailing"
    UNCLOSED = "unclosed"
    TOO_LONG = "too_long"
    ITEMS_COMBINED = "items_combined"
    UNKNOWN_QUESTION = "unknown_question"
    WRONG_KIND = "wrong_kind"
    UNKNOWN_OPTION = "unknown_option"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_POINT = "unknown_point"
    UNKNOWN_THEME = "unknown_theme"
    NOT_ACROSS = "not_across"
    UNKNOWN_PLACE = "unknown_place"


SENTENCES: dict[Fault, str] = {
    Fault.WANTS_RULE: N_(
        "A rule is expected here, such as “answered” or “answer:question=option”."
    ),
    Fault.WANTS_KEY: N_("A key is expected here: letters, digits, “_” or “-”."),
    Fault.WANTS_NAME: N_("A name is expected here; put it in double quotes if it is unusual."),
    Fault.WANTS_SIGN: N_("“%(sign)s” is expected here."),
    Fault.WANTS_TRAIT: N_("“level=…” or “region=…” is expected here."),
    Fault.UNKNOWN_WORD: N_("“%(word)s” begins no rule; these do: %(known)s."),
    Fault.UNKNOWN_STANCE: N_("“%(stance)s” is no stance; these are: %(known)s."),
    Fault.TRAILING: N_("The rule ends before “%(rest)s”; join two rules with “and” or “or”."),
    Fault.UNCLOSED: N_("This parenthesis is never closed."),
    Fault.TOO_LONG: N_("The rule is too long or has too many parentheses."),
    Fault.ITEMS_COMBINED: N_("“items” counts entries, not agencies: it cannot be combined."),
    Fault.UNKNOWN_QUESTION: N_("The call has no question “%(question)s”."),
    Fault.WRONG_KIND: N_(
        "The question “%(question)s” is of the kind %(kind)s: “%(word)s” needs %(wanted)s."
    ),
    Fault.UNKNOWN_OPTION: N_("“%(question)s” has no option “%(option)s”; it has: %(known)s."),
    Fault.UNKNOWN_ROW: N_("“%(question)s” has no line “%(row)s”; it has: %(known)s."),
    Fault.UNKNOWN_POINT: N_("The scale of “%(question)s” has no “%(point)s”; it has: %(known)s."),
    Fault.UNKNOWN_THEME: N_("“%(question)s” has no theme “%(theme)s”; it has: %(known)s."),
    Fault.NOT_ACROSS: N_(
        "“%(theme)s” is not a theme of every question: name its question before “/”."
        " These are of every question: %(known)s."
    ),
    Fault.UNKNOWN_PLACE: N_(
        "No invited agency has the %(trait)s “%(name)s”; they have: %(known)s."
    ),
}
"""The English sentence of every fault, with the names of its parameters."""


class RuleError(Invalid):
    """A rule cannot be read or resolved: where (characters from 0), and a sentence why."""

    def __init__(self, fault: Fault, position: int, **params: str) -> None:
        self.fault = fault
        self.position = position
        self.params = params
        super().__init__(f"{self.sentence} (character {position + 1})")

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return SENTENCES[self.fault] % self.params


class Trait(StrEnum):
    """What a count can be narrowed to."""

    LEVEL = "level"
    REGION = "region"


def _place() -> int:
    """Where in its text a rule begins; two rules that say the same are equal all the same."""
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """`answered`: agencies that sent a contribution."""

    at: int = _place()


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer:question=option`: agencies that chose an option, `other` included."""

    question: str
    option: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class Judged:
    """`likert:question.row>=point`: agencies that judged a row so; also `<=`, `=`, `>`, `<`."""

    question: str
    row: str
    sign: str
    point: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class First:
    """`first:question=option`: agencies that ranked an option first."""

    question: str
    option: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """`answered_question:question`: agencies with a real answer to a question."""

    question: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class Items:
    """`items:question`: entries of a repeated group or files, not agencies."""

    question: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class Coded:
    """`theme:question/theme[:stance]`: agencies with at least one passage coded so.

    With `*` for a question, a theme of every question, on whichever it is said.
    """

    question: str
    theme: str
    stance: Stance | None = None
    at: int = _place()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`rule @level=name`: the same count among agencies of one level or region."""

    rule: Rule
    trait: Trait
    name: str
    at: int = _place()


@dataclass(frozen=True, slots=True)
class Both:
    """`rule and rule`."""

    left: Rule
    right: Rule


@dataclass(frozen=True, slots=True)
class Either:
    """`rule or rule`."""

    left: Rule
    right: Rule


@dataclass(frozen=True, slots=True)
class Not:
    """`not rule`: the rest of the base."""

    rule: Rule


Rule: TypeAlias = (
    Answered
    | Answer
    | Judged
    | First
    | AnsweredQuestion
    | Items
    | Coded
    | Narrowed
    | Both
    | Either
    | Not
)


def spelled(rule: Rule) -> str:
    """The canonical text of a rule: `parse(spelled(rule)) == rule`."""
    match rule:
        case Both(left, right):
            return f"{_inside(left, Either)} and {_inside(right, Either, Both)}"
        case Either(left, right):
            return f"{spelled(left)} or {_inside(right, Either)}"
        case Not(inner):
            return f"not {_inside(inner, Either, Both)}"
        case Narrowed(Answered(), trait, name):
            return f"answered:{trait}={_name(name)}"
        case Narrowed(inner, trait, name):
            return f"{_inside(inner, Either, Both, Not)} @{trait}={_name(name)}"
    return _spelled_claim(rule)


def _spelled_claim(
    rule: Answered | Answer | Judged | First | AnsweredQuestion | Items | Coded,
) -> str:
    match rule:
        case Answered():
            return "answered"
        case Answer(question, option):
            return f"answer:{question}={option}"
        case Judged(question, row, sign, point):
            return f"likert:{question}.{row}{sign}{point}"
        case First(question, option):
            return f"first:{question}={option}"
        case AnsweredQuestion(question):
            return f"answered_question:{question}"
        case Items(question):
            return f"items:{question}"
        case Coded(question, theme, stance):
            return f"theme:{question}/{theme}" + (f":{stance}" if stance else "")


def _inside(rule: Rule, *weaker: type) -> str:
    return f"({spelled(rule)})" if isinstance(rule, weaker) else spelled(rule)


def _name(name: str) -> str:
    if BARE.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
