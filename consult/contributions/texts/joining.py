"""Two changes of one answer made into one, where neither undoes the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consult.calls.questionnaire import Question, QuestionKind, Value
from consult.contributions.texts import rich
from consult.contributions.texts.merging import Said
from consult.contributions.texts.word_by_word import merged

K = QuestionKind


def joined(question: Question, *, base: Said, mine: Said, theirs: Said) -> Said | None:
    """An answer that holds both changes whole; None where somebody has to choose.

    It is confidential as soon as either of them made it so.
    """
    value = _value(question, base.value, mine.value, theirs.value)
    if value is None:
        return None
    return Said(value, confidential=mine.confidential or theirs.confidential)


def _value(question: Question, base: Value, mine: Value, theirs: Value) -> Value:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if question.kind in (K.SHORT_TEXT, K.LONG_TEXT):
        return _text(base, mine, theirs)
    if question.kind is K.LIKERT:
        return _rows(base, mine, theirs)
    if question.kind is K.MULTIPLE_CHOICE:
        return _choices(question, base, mine, theirs)
    return None


def _text(base: Value, mine: Value, theirs: Value) -> Value:
    """The words of both, with my formatting; theirs is not dropped either."""
    if rich.marks_of(theirs) != rich.marks_of(base):
        return None
    text = merged(rich.plain(base), rich.plain(mine), rich.plain(theirs))
    return None if text is None else rich.remapped(mine, text)


def _rows(base: Value, mine: Value, theirs: Value) -> Value:
    was, my, their = (one if isinstance(one, Mapping) else {} for one in (base, mine, theirs))
    rows: dict[str, Any] = {}
    for row in dict.fromkeys((*my, *their)):
        values = (was.get(row), my.get(row), their.get(row))
        if values[1] == values[2] or values[2] == values[0]:
            chosen = values[1]
        elif values[1] == values[0]:
            chosen = values[2]
        else:
            return None
        if chosen is not None:
            rows[row] = chosen
    return rows or None


def _choices(question: Question, base: Value, mine: Value, theirs: Value) -> Value:
    was, my, their = (one if isinstance(one, list) else [] for one in (base, mine, theirs))
    if any(isinstance(one, Mapping) for one in (*was, *my, *their)):
        return None
    kept = [one for one in my if one in their or one not in was]
    kept += [one for one in their if one not in was and one not in my]
    order = [option.key for option in question.options]
    found = sorted(kept, key=lambda one: order.index(one) if one in order else len(order))
    too_many = question.max_choices is not None and len(found) > question.max_choices
    return None if too_many else found or None
