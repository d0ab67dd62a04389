"""What a browser sent, read as answers: those of a whole form, or only the ones that changed.

A page that saves by itself names the questions it brings, so that saving a word costs as little
in a long form as in a short one. It says besides how much its whole form weighs: a draft that
saves itself piece by piece must stay one that the button can send.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.calls.questionnaire import Question, Questionnaire, Value
from consult.contributions.answering import typed
from consult.contributions.answering.checking import UNSTORABLE
from consult.contributions.answering.typed import name_of
from consult.contributions.texts.merging import Said

BROUGHT, SIZE = "of", "size"
"""Names without a dot, which no input of a question has."""


class Received(dict[str, list[str]]):
    """Everything the browser sent, each name with all its values."""

    def getlist(self, name: str) -> list[str]:
        """What WTForms asks of a form."""
        return self.get(name, [])

    def first(self, name: str) -> str:
        """The only value of a name, or nothing."""
        return next(iter(self.getlist(name)), "")

    def number(self, name: str) -> int:
        """A count that a page says of itself; what is none counts as zero."""
        text = self.first(name)
        return int(text) if text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """The answers a page brings, and the marks of those they are to replace.

    `unreadable` names those that no database keeps. `revision` is what the page was built from.
    """

    said: Mapping[str, Said]
    base: Mapping[str, str]
    unreadable: tuple[str, ...]
    revision: int


def arrived(asked: Questionnaire, sent: Received) -> Arrived:
    """The answers that a page saves by itself; one that names none brings them all."""
    brought = sent.getlist(BROUGHT)
    found = [asked.by_key[key] for key in dict.fromkeys(brought) if key in asked.by_key]
    said = {one.key: said_in(one, sent) for one in (found if brought else asked)}
    return Arrived(
        said,
        {key: sent.first(f"base.{key}") for key in said},
        tuple(key for key, one in said.items() if readable(one.value) != one.value),
        sent.number("revision"),
    )


def said_in(question: Question, sent: Received) -> Said:
    """One answer as it came, and whether it is to stay confidential."""
    value = typed.read(question, name_of(question), sent)
    return Said(value, confidential=bool(sent.get(f"secret.{question.key}")))


def readable(value: Value) -> Value:
    """The same with “�” for whatever neither a database nor a page holds."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, Mapping):
        return {key: readable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [readable(one) for one in value]
    return value
