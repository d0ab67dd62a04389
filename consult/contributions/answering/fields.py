"""A field of the form for each kind of question, and the table that builds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wtforms import Field, Form
from wtforms.fields.core import UnboundField

from consult.calls.questionnaire import Question, QuestionKind, Value
from consult.contributions.answering import typed
from consult.contributions.answering.arriving import said_in
from consult.contributions.answering.typed import name_of
from consult.contributions.answering.wording import Fault, faults, item_label
from consult.contributions.examples import Choice
from consult.contributions.files.kinds import MOST_FILES
from consult.contributions.models import Attachment
from consult.contributions.texts import rich
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.values import as_question


class AnswerField(Field):
    """One question: `data` is its value, or what was typed when that is no value yet."""

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(label=question.label, id=name_of(question), **options)
        self.question = question
        self.faults: Sequence[Fault] = ()
        self.said = NOTHING
        self.base = ""
        self.mark = ""
        self.choices: Sequence[Choice] = ()
        self.silence = ""
        self.holds = ""

    @property
    def kind(self) -> str:
        """Which macro draws it."""
        return self.question.kind.value

    @property
    def limit(self) -> tuple[str, int] | None:
        """What the counter under a text counts, and up to how many."""
        return limit_of(self.question)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the form when there is one, else show what was kept."""
        self.process_errors = []
        if formdata is None:
            self.said = data or NOTHING
        else:
            self.said = said_in(self.question, formdata)
            self.base = formdata.first(f"base.{self.question.key}")
        self.data = self.said.value

    def mark_faults(self, value: Value, *, to_send: bool) -> None:
        """Say what is wrong with `value`, and what it still needs when it is to be sent."""
        self.faults = faults(self.question, value, to_send=to_send)
        self.errors = [fault.sentence for fault in self.faults]


class TextField(AnswerField):
    """One line, or many with a counter."""


class LongTextField(TextField):
    """Many lines, with some formatting where the browser has an editor."""

    @property
    def text(self) -> str:
        """What the box holds."""
        return rich.plain(self.data)

    @property
    def kept(self) -> str:
        """The formatting that travels beside the text."""
        return rich.kept(self.data)


class ChoiceField(AnswerField):
    """One option or several, with « Autre » where the question takes it."""

    @property
    def chosen(self) -> frozenset[str]:
        """Keys that are ticked; `other` stands for the text beside them."""
        values = self.data if isinstance(self.data, list) else [self.data]
        return frozenset(
            key for one in values for key in (one if isinstance(one, Mapping) else [one]) if key
        )

    @property
    def beside(self) -> str:
        """The text of « Autre »."""
        values = self.data if isinstance(self.data, list) else [self.data]
        texts = [one.get("other", "") for one in values if isinstance(one, Mapping)]
        return texts[0] if texts else ""


class LikertField(AnswerField):
    """A grid: lines to judge, a scale to judge them on."""

    @property
    def points(self) -> Mapping[str, str]:
        """The point chosen for each line."""
        return self.data if isinstance(self.data, Mapping) else {}


class RankingField(AnswerField):
    """Options to put in order, each with its rank."""

    @property
    def ranks(self) -> Mapping[str, int]:
        """The rank given to each option, from 1."""
        if isinstance(self.data, Mapping):
            return self.data
        return {key: rank for rank, key in enumerate(self.data or [], start=1)}


class NumberField(AnswerField):
    """A number with its unit, in the notation the person prefers."""


class DateField(AnswerField):
    """A day."""

    @property
    def is_day(self) -> bool:
        """Whether the browser's own calendar can show it; what is no day stays a text."""
        return self.data is None or typed.day(str(self.data)) == self.data


class FileField(AnswerField):
    """Files, which travel beside the form and are drawn from the contribution."""

    files: Sequence[Attachment] = ()
    public_id = ""
    most = MOST_FILES


class RepeatField(AnswerField):
    """A group asked several times; `blocks` holds those that are drawn."""

    extra = 0

    @property
    def item_label(self) -> str:
        """What one block is called."""
        return item_label(self.question)

    @property
    def most(self) -> int:
        """How many blocks may be filled."""
        return self.question.max_items or typed.MOST_ITEMS

    @property
    def blocks(self) -> list[list[AnswerField]]:
        """A block for each item, at least one, and those asked for in addition."""
        items = self.data if isinstance(self.data, list) else []
        wanted = max(1, len(items)) + self.extra
        return [self._block(rank, items) for rank in range(min(wanted, max(self.most, len(items))))]

    @property
    def blank(self) -> list[AnswerField]:
        """The block that the browser copies when one is added."""
        return self._block("__rank__", [])

    def _block(self, rank: int | str, items: list[Any]) -> list[AnswerField]:
        item = items[rank] if isinstance(rank, int) and rank < len(items) else {}
        block = []
        for column in self.question.fields:
            question = as_question(column)
            name = f"{self.id}.{rank}.{column.key}"
            inside = BUILDERS[question.kind](question).bind(form=Form(), name=name)
            inside.id = name
            inside.said = Said(item.get(column.key) if isinstance(item, Mapping) else None)
            inside.data = inside.said.value
            inside.faults = [fault for fault in self.faults if fault.anchor == name]
            block.append(inside)
        return block


Builder = Callable[[Question], Any]
BUILDERS: Mapping[QuestionKind, Builder] = {
    QuestionKind.SHORT_TEXT: lambda question: UnboundField(TextField, question),
    QuestionKind.LONG_TEXT: lambda question: UnboundField(LongTextField, question),
    QuestionKind.SINGLE_CHOICE: lambda question: UnboundField(ChoiceField, question),
    QuestionKind.MULTIPLE_CHOICE: lambda question: UnboundField(ChoiceField, question),
    QuestionKind.LIKERT: lambda question: UnboundField(LikertField, question),
    QuestionKind.RANKING: lambda question: UnboundField(RankingField, question),
    QuestionKind.NUMBER: lambda question: UnboundField(NumberField, question),
    QuestionKind.DATE: lambda question: UnboundField(DateField, question),
    QuestionKind.FILE: lambda question: UnboundField(FileField, question),
    QuestionKind.REPEAT: lambda question: UnboundField(RepeatField, question),
}


def limit_of(question: Question) -> tuple[str, int] | None:
    """What a text is limited in, and to how many."""
    if question.max_words is not None:
        return "words", question.max_words
    return ("characters", question.max_chars) if question.max_chars is not None else None
