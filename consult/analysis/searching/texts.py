"""What can be searched of the answers of a version, text by text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Value
from consult.contributions.values import plain_text


class Text(NamedTuple):
    """One text of an answer; of `field` of the item numbered `item` where it is repeated."""

    question: str
    item: int | None
    field: str | None
    text: str


def texts(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> Iterator[Text]:
    """Everything written in the agency's own words, in the order of the questionnaire."""
    for question in questionnaire:
        value = answers.get(question.key)
        if value is not None:
            for item, field in _places(question, value):
                text = plain_text(question, value, item, field)
                if text.strip():
                    yield Text(question.key, item, field, text)


def _places(question: Question, value: Value) -> Iterator[tuple[int | None, str | None]]:
    if question.kind is not QuestionKind.REPEAT:
        yield None, None
        return
    for item in range(1, 1 + (len(value) if isinstance(value, list) else 0)):
        for field in question.fields:
            yield item, field.key
