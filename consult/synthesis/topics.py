"""What is said on each question, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator

from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.closed_topics import TELLERS, closed
from consult.synthesis.desk import Desk
from consult.synthesis.open_topics import coded, uncoded
from consult.synthesis.quotes import Quoter
from consult.synthesis.snapshot import Topic


def of_question(desk: Desk, quoter: Quoter, question: Question) -> Iterator[Topic]:
    """Every topic that a question gives rise to; none when nobody answered."""
    if not desk.answered(question):
        return
    if question.kind in TELLERS:
        yield closed(desk, question)
    elif desk.themes(question):
        yield from coded(desk, quoter, question)
    elif question.kind is QuestionKind.LONG_TEXT:
        yield uncoded(desk, quoter, question)
