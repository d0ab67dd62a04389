"""How long a questionnaire takes to answer, said before one begins."""

from __future__ import annotations

from consult.calls.building.columns import as_question
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire

K = QuestionKind

READING = 10
"""Seconds to read any question and its help."""

SECONDS_PER_WORD = 0.4
"""Agencies write a quarter of what a limit allows, and some of it was written before."""

UNLIMITED_WORDS = 150
FILES = 60
STEP = 5
"""Minutes are said by fives: more precision would be pretence."""


def minutes(questionnaire: Questionnaire) -> int:
    """Minutes to answer every question, conditional ones for half; at least five, by fives."""
    seconds = sum(
        seconds_for(question) * (0.5 if question.show_if else 1) for question in questionnaire
    )
    return max(STEP, STEP * round(seconds / 60 / STEP))


def seconds_for(question: Question) -> float:
    """Reading one question and answering it."""
    return READING + _writing(question)


def _writing(question: Question) -> float:
    match question.kind:
        case K.LONG_TEXT:
            return SECONDS_PER_WORD * (question.max_words or UNLIMITED_WORDS)
        case K.SHORT_TEXT | K.DATE | K.SINGLE_CHOICE:
            return 10
        case K.NUMBER:
            return 20  # which one often has to look for
        case K.MULTIPLE_CHOICE:
            return 2 * len(question.options)
        case K.LIKERT:
            return 6 * len(question.rows)
        case K.RANKING:
            return 6 * len(question.options)
        case K.FILE:
            return FILES
        case K.REPEAT:
            return 2 * _columns(question)
    raise ValueError(question.kind)


def _columns(question: Question) -> float:
    return sum(map(seconds_for, map(as_question, question.fields)))
