r"""From the text of a rule to what it says, by recursive descent; nothing is ever evaluated.

What can be written:

    either   = both { "or" both }
    both     = negation { "and" negation }
    negation = "not" negation | narrowed
    narrowed = ( "(" either ")" | claim ) { "@" trait "=" name }
    claim    = "answered" [ ":" trait "=" name ]
             | "answer:" key "=" key         | "first:" key "=" key
             | "likert:" key "." key sign key
             | "answered_question:" key      | "items:" key
             | "theme:" ( key | "*" ) "/" key [ ":" stance ]
    trait    = "level" | "region"
    name     = words up to "and", "or", "not", "@" or a parenthesis, or any text in double
               quotes, where \" and \\ stand for a quote and a backslash
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    BARE,
    QUOTED,
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
    Trait,
)
from consult.analysis.material import Stance

LONGEST = 4_000
MOST_PARTS = 60
"""Far more than a sentence of a note can carry, and far less than exhausts the stack."""

SPACE = re.compile(r"\s*")
KEY = re.compile(r"\w[\w-]*")
SIGN = re.compile(r">=|<=|=|>|<")
CONNECTIVE = re.compile(r"(?:and|or|not)(?![^\s(])")


def parse(text: str) -> Rule:
    """The rule that a text spells; `RuleError` says what is wrong, and where."""
    if len(text) > LONGEST:
        raise RuleError(Fault.TOO_LONG, LONGEST)
    parser = _Parser(text)
    rule = parser.either()
    parser.skip()
    if parser.place < len(text):
        raise RuleError(Fault.TRAILING, parser.place, rest=text[parser.place :][:40])
    return rule


class _Parser:
    """One pass over one text; `place` is the next character to read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.parts = 0

    def either(self) -> Rule:
        rule = self.both()
        while self.word("or"):
            rule = Either(_countable(rule), _countable(self.both()))
        return rule

    def both(self) -> Rule:
        rule = self.negation()
        while self.word("and"):
            rule = Both(_countable(rule), _countable(self.negation()))
        return rule

    def negation(self) -> Rule:
        negations = 0
        while self.word("not"):
            self.count_part()
            negations += 1
        rule = self.narrowed()
        for _ in range(negations):
            rule = Not(_countable(rule))
        return rule

    def narrowed(self) -> Rule:
        rule = self.group() if self.next_is("(") else self.claim()
        while self.next_is("@"):
            at = self.place
            self.count_part()
            self.place += 1
            rule = self.trait(rule, at)
        return rule

    def group(self) -> Rule:
        opened = self.place
        self.count_part()
        self.place += 1
        rule = self.either()
        if not self.next_is(")"):
            if self.place < len(self.text):
                raise RuleError(Fault.TRAILING, self.place, rest=self.text[self.place :][:40])
            raise RuleError(Fault.UNCLOSED, opened)
        self.place += 1
        return rule

    def claim(self) -> Rule:
        self.skip()
        self.count_part()
        at = self.place
        begun = KEY.match(self.text, at)
        if begun is None or CONNECTIVE.match(self.text, at):
            raise RuleError(Fault.WANTS_RULE, at)
        word = begun.group()
        if word not in CLAIMS:
            raise RuleError(Fault.UNKNOWN_WORD, at, word=word, known=", ".join(CLAIMS))
        self.place = begun.end()
        return CLAIMS[word](self, at)

    def trait(self, rule: Rule, at: int) -> Rule:
        begun = KEY.match(self.text, self.place)
        if begun is None or begun.group() not in list(Trait):
            raise RuleError(Fault.WANTS_TRAIT, self.place)
        self.place = begun.end()
        self.sign("=")
        return Narrowed(rule, Trait(begun.group()), self.name(), at)

    def key(self) -> str:
        found = KEY.match(self.text, self.place)
        if found is None:
            raise RuleError(Fault.WANTS_KEY, self.place)
        self.place = found.end()
        return found.group()

    def name(self) -> str:
        if found := QUOTED.match(self.text, self.place):
            self.place = found.end()
            return re.sub(r"\\(.)", r"\1", found.group(1), flags=re.DOTALL)
        found = BARE.match(self.text, self.place)
        if found is None:
            raise RuleError(Fault.WANTS_NAME, self.place)
        self.place = found.end()
        return found.group()

    def sign(self, sign: str) -> None:
        if not self.text.startswith(sign, self.place):
            raise RuleError(Fault.WANTS_SIGN, self.place, sign=sign)
        self.place += len(sign)

    def comparison(self) -> str:
        found = SIGN.match(self.text, self.place)
        if found is None:
            raise RuleError(Fault.WANTS_SIGN, self.place, sign=">=")
        self.place = found.end()
        return found.group()

    def stance(self) -> Stance:
        at, word = self.place, self.key()
        if word not in list(Stance):
            raise RuleError(Fault.UNKNOWN_STANCE, at, stance=word, known=", ".join(Stance))
        return Stance(word)

    def word(self, word: str) -> bool:
        """Pass over a connective if it is what comes next."""
        self.skip()
        found = CONNECTIVE.match(self.text, self.place)
        if found is None or found.group() != word:
            return False
        self.place = found.end()
        return True

    def count_part(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise RuleError(Fault.TOO_LONG, self.place)

    def next_is(self, sign: str) -> bool:
        self.skip()
        return self.text.startswith(sign, self.place)

    def skip(self) -> None:
        found = SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place


def _countable(rule: Rule) -> Rule:
    """Entries are not agencies: they cannot be joined to a count of agencies."""
    inner = rule
    while isinstance(inner, Narrowed):
        inner = inner.rule
    if isinstance(inner, Items):
        raise RuleError(Fault.ITEMS_COMBINED, inner.at)
    return rule


def _answered(parser: _Parser, at: int) -> Rule:
    if not parser.text.startswith(":", parser.place):
        return Answered(at)
    parser.place += 1
    return parser.trait(Answered(at), at)


def _option(make: Callable[[str, str, int], Rule]) -> Callable[[_Parser, int], Rule]:
    def claim(parser: _Parser, at: int) -> Rule:
        parser.sign(":")
        question = parser.key()
        parser.sign("=")
        return make(question, parser.key(), at)

    return claim


def _question(make: Callable[[str, int], Rule]) -> Callable[[_Parser, int], Rule]:
    def claim(parser: _Parser, at: int) -> Rule:
        parser.sign(":")
        return make(parser.key(), at)

    return claim


def _judged(parser: _Parser, at: int) -> Rule:
    parser.sign(":")
    question = parser.key()
    parser.sign(".")
    row, sign = parser.key(), parser.comparison()
    return Judged(question, row, sign, parser.key(), at)


def _coded(parser: _Parser, at: int) -> Rule:
    parser.sign(":")
    if parser.text.startswith(ANYWHERE, parser.place):
        parser.place += 1
        question = ANYWHERE
    else:
        question = parser.key()
    parser.sign("/")
    theme = parser.key()
    if not parser.text.startswith(":", parser.place):
        return Coded(question, theme, None, at)
    parser.place += 1
    return Coded(question, theme, parser.stance(), at)


CLAIMS: Mapping[str, Callable[[_Parser, int], Rule]] = {
    "answered": _answered,
    "answer": _option(Answer),
    "likert": _judged,
    "first": _option(First),
    "answered_question": _question(AnsweredQuestion),
    "items": _question(Items),
    "theme": _coded,
}
