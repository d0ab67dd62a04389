"""What a questionnaire on paper says beside each question: the page cannot help, so it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import flask_babel

from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.answering.wording import figures, item_label

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
K = QuestionKind


def guidance(question: Question) -> list[str]:
    """Every limit and way of answering, one sentence each; nothing for what needs none."""
    return list(_guidance(question))


def _guidance(question: Question) -> Iterator[str]:
    if question.required:
        yield _("Required.")
    if question.max_words is not None:
        yield ngettext("One word at most.", "%(num)s words at most.", question.max_words)
    elif question.max_chars is not None:
        yield ngettext("One character at most.", "%(num)s characters at most.", question.max_chars)
    if question.kind in WAYS:
        yield from WAYS[question.kind](question)


def _choice(question: Question) -> Iterator[str]:
    yield _("Choose one answer.")


def _likert(question: Question) -> Iterator[str]:
    yield _("Tick one box in each line.")


def _ranking(question: Question) -> Iterator[str]:
    yield _("Write 1 for the first, 2 for the second, and so on; you may stop before the last.")


def _date(question: Question) -> Iterator[str]:
    yield _("A date, for example 26/10/2018.")


def _file(question: Question) -> Iterator[str]:
    yield _("Files are added in the questionnaire online, by your personal link.")


def _choices(question: Question) -> Iterator[str]:
    if question.max_choices is None:
        yield _("Several answers are possible.")
    else:
        yield ngettext("One answer at most.", "%(num)s answers at most.", question.max_choices)


def _number(question: Question) -> Iterator[str]:
    yield _bounds(question)


def _bounds(question: Question) -> str:
    least = None if question.min is None else figures(question.min)
    most = None if question.max is None else figures(question.max)
    if least is not None and most is not None:
        return _("A number between %(least)s and %(most)s.", least=least, most=most)
    if least is not None:
        return _("A number of at least %(least)s.", least=least)
    if most is not None:
        return _("A number of at most %(most)s.", most=most)
    return _("A number.")


def _items(question: Question) -> Iterator[str]:
    if question.max_items == 1:
        return
    if question.max_items is not None:
        yield _("%(count)s at most.", count=question.max_items)
    yield _("Leave empty the blocks you do not need.")


def block_title(question: Question, rank: int) -> str:
    """What the block of that rank, from 1, is called."""
    return f"{item_label(question)} {rank}"


WAYS: Mapping[QuestionKind, Callable[[Question], Iterator[str]]] = {
    K.SINGLE_CHOICE: _choice,
    K.MULTIPLE_CHOICE: _choices,
    K.LIKERT: _likert,
    K.RANKING: _ranking,
    K.NUMBER: _number,
    K.DATE: _date,
    K.FILE: _file,
    K.REPEAT: _items,
}
