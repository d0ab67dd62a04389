"""Sentences about an answer, for the person who typed it: what to do, never what they did wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask_babel
from babel.numbers import format_decimal
from flask_babel import get_locale

from consult.calls.questionnaire import OTHER, Question, QuestionKind, Value
from consult.contributions.answering import typed
from consult.contributions.answering.problems import Code, Problem
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.files.kinds import Refused, Wrong
from consult.contributions.values import as_question, check, gaps

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
Words = Callable[[Question, Value, Problem], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence and the input it is about."""

    anchor: str
    sentence: str


def faults(question: Question, value: Value, *, to_send: bool) -> list[Fault]:
    """What is wrong with an answer; what it still needs counts only `to_send`."""
    problems = [] if value is None else check(question, value)
    if to_send:
        wrong = {(one.row, one.item, one.field) for one in problems}
        needed = gaps(question, value)
        problems += [one for one in needed if (one.row, one.item, one.field) not in wrong]
    found = (Fault(_anchor(question, one), sentence(question, value, one)) for one in problems)
    return list(dict.fromkeys(found))


def sentence(question: Question, value: Value, problem: Problem) -> str:
    """What to do about one problem."""
    if problem.item and problem.field and question.kind is QuestionKind.REPEAT:
        column = next((one for one in question.fields if one.key == problem.field), None)
        if column is not None:
            inside = as_question(column)
            words = SENTENCES[problem.code](inside, _inside(value, problem), problem)
            where = _(
                "%(item)s %(rank)s, “%(field)s”",
                item=item_label(question),
                rank=problem.item,
                field=column.label,
            )
            return _("%(where)s: %(sentence)s", where=where, sentence=words)
    return SENTENCES[problem.code](question, value, problem)


def figures(number: float) -> str:
    """A number as the language of the page writes it; what may be a year is not grouped."""
    return str(
        format_decimal(
            number,
            locale=get_locale(),
            decimal_quantization=False,
            group_separator=abs(number) >= 10000,
        )
    )


def item_label(question: Question) -> str:
    """What one block of a repeated group is called."""
    return question.item_label or _("Entry")


def attribution_words(chosen: Attribution) -> str:
    """What the consent means, for the agency and for staff."""
    return {
        Attribution.NAMED: lambda: _("By name"),
        Attribution.ANONYMOUS: lambda: _("Anonymous: thanked, with no statement linked to it"),
        Attribution.CONFIDENTIAL: lambda: _("Confidential: counted, never reproduced"),
    }[chosen]()


def quote_words(chosen: QuotePermission) -> str:
    """Whether passages may be reproduced."""
    return {
        QuotePermission.ALLOWED: lambda: _("Allowed"),
        QuotePermission.AFTER_REVIEW: lambda: _("Allowed once the agency has read them over"),
        QuotePermission.REFUSED: lambda: _("Refused"),
    }[chosen]()


def condition_words(question: Question, asked: Mapping[str, Question]) -> str:
    """When a question is to be answered, for a page that cannot hide it; "" when always."""
    if question.show_if is None or question.show_if.question not in asked:
        return ""
    earlier = asked[question.show_if.question]
    labels = {option.key: option.label for option in earlier.options} | {OTHER: _("Other")}
    answers = _(" or ").join(
        _("“%(answer)s”", answer=labels.get(key, key)) for key in question.show_if.values
    )
    return _(
        "To be filled in if you answered %(answers)s to “%(label)s”.",
        answers=answers,
        label=earlier.label,
    )


def refused_file(refused: Refused) -> str:
    """Why a file was not taken, and what to do."""
    name = {"filename": refused.filename} | dict(refused.params)
    return {
        Wrong.EMPTY: lambda: _("“%(filename)s” is empty: choose another file.", **name),
        Wrong.TYPE: lambda: _(
            "“%(filename)s” was not added: choose a file of one of these types: %(accepted)s.",
            **name,
        ),
        Wrong.CONTENT: lambda: _(
            "“%(filename)s” was not added: what it holds is not what a .%(ending)s file holds. "
            "Save it again in that format.",
            **name,
        ),
        Wrong.SIZE: lambda: _(
            "“%(filename)s” was not added: choose a file of at most %(limit)s MB.", **name
        ),
        Wrong.COUNT: lambda: _(
            "“%(filename)s” was not added: this question takes %(limit)s files at most.", **name
        ),
    }[refused.wrong]()


def _anchor(question: Question, problem: Problem) -> str:
    name = typed.name_of(question)
    if problem.row:
        return f"{name}.{problem.row}"
    if problem.item and problem.field:
        return f"{name}.{problem.item - 1}.{problem.field}"
    return name


def _inside(value: Value, problem: Problem) -> Value:
    if isinstance(value, list) and problem.item and problem.item <= len(value):
        item = value[problem.item - 1]
        return item.get(problem.field) if isinstance(item, Mapping) else None
    return None


def _number(question: Question, value: Value, problem: Problem) -> str:
    """What number is expected, and what was written instead."""
    written = value if isinstance(value, str) else figures(value)
    if isinstance(value, str) and typed.is_ambiguous(value, unit=question.unit):
        whole, _mark, part = value.strip().replace(".", ",").partition(",")
        return _(
            "Write %(whole)s or %(decimal)s: “%(written)s” can be read both ways.",
            whole=f"{whole}{part[:3]}",
            decimal=figures(float(f"{whole}.{part[:3]}")),
            written=written,
        )
    return _("%(expected)s (you wrote %(written)s).", expected=_expected(question), written=written)


def _expected(question: Question) -> str:
    least = None if question.min is None else figures(question.min)
    most = None if question.max is None else figures(question.max)
    if least is not None and most is not None:
        return _("Enter a number between %(least)s and %(most)s", least=least, most=most)
    if least is not None:
        return _("Enter a number of at least %(least)s", least=least)
    if most is not None:
        return _("Enter a number of at most %(most)s", most=most)
    return _("Enter a number in figures")


def _required(question: Question, value: Value, problem: Problem) -> str:
    if problem.row:
        label = next((one.label for one in question.rows if one.key == problem.row), problem.row)
        return _("Choose an answer for “%(row)s”.", row=label)
    if question.kind is QuestionKind.NUMBER:
        return f"{_expected(question)}."
    if question.kind is QuestionKind.DATE:
        return _("Enter a date.")
    if question.kind is QuestionKind.FILE:
        return _("Add a file.")
    if question.kind is QuestionKind.RANKING:
        return _("Give at least one rank.")
    if question.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.LIKERT):
        return _("Choose an answer.")
    if question.kind is QuestionKind.MULTIPLE_CHOICE:
        return _("Choose at least one answer.")
    if question.kind is QuestionKind.REPEAT:
        return _("Describe at least one.")
    return _("Answer this question.")


def _shape(question: Question, value: Value, problem: Problem) -> str:
    if question.kind is QuestionKind.RANKING:
        return _("Give each line a different rank: two of them have the same.")
    return _("Answer this question again: what was kept cannot be read.")


def _words(question: Question, value: Value, problem: Problem) -> str:
    count, limit = problem.params["count"], problem.params["limit"]
    return ngettext(
        "Shorten this answer to one word (it has %(count)s).",
        "Shorten this answer to %(num)s words (it has %(count)s).",
        limit,
        count=count,
    )


def _characters(question: Question, value: Value, problem: Problem) -> str:
    count, limit = problem.params["count"], problem.params["limit"]
    return ngettext(
        "Shorten this answer to one character (it has %(count)s).",
        "Shorten this answer to %(num)s characters (it has %(count)s).",
        limit,
        count=count,
    )


def _choices(question: Question, value: Value, problem: Problem) -> str:
    count, limit = problem.params["count"], problem.params["limit"]
    return ngettext(
        "Keep one answer (you chose %(count)s).",
        "Keep at most %(num)s answers (you chose %(count)s).",
        limit,
        count=count,
    )


def _items(question: Question, value: Value, problem: Problem) -> str:
    count, limit = problem.params["count"], problem.params["limit"]
    return ngettext(
        "Keep one entry (there are %(count)s).",
        "Keep at most %(num)s entries (there are %(count)s).",
        limit,
        count=count,
    )


def _option(question: Question, value: Value, problem: Problem) -> str:
    return _("Choose again among the answers offered.")


def _other(question: Question, value: Value, problem: Problem) -> str:
    return _("Say in a few words what the other answer is.")


def _date(question: Question, value: Value, problem: Problem) -> str:
    return _("Enter a date as 26/10/2018 (you wrote %(written)s).", written=value)


def _unreadable(question: Question, value: Value, problem: Problem) -> str:
    return _("Type this text again: it holds characters that cannot be kept.")


def _file(question: Question, value: Value, problem: Problem) -> str:
    return _("Remove this file, or add another in its place.")


SENTENCES: Mapping[Code, Words] = {
    Code.WRONG_SHAPE: _shape,
    Code.REQUIRED: _required,
    Code.TOO_MANY_CHARS: _characters,
    Code.TOO_MANY_WORDS: _words,
    Code.UNREADABLE: _unreadable,
    Code.UNKNOWN_OPTION: _option,
    Code.UNKNOWN_ROW: _option,
    Code.UNKNOWN_FIELD: _shape,
    Code.REPEATED_OPTION: _option,
    Code.TOO_MANY_CHOICES: _choices,
    Code.OTHER_UNSAID: _other,
    Code.NOT_A_NUMBER: _number,
    Code.TOO_SMALL: _number,
    Code.TOO_LARGE: _number,
    Code.NOT_A_DATE: _date,
    Code.NO_FILENAME: _file,
    Code.REFUSED_TYPE: _file,
    Code.FILE_TOO_LARGE: _file,
    Code.TOO_MANY_ITEMS: _items,
}
