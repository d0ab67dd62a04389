"""What a search found, for the pages that show it: the question, the run, its words."""

from __future__ import annotations

import re

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import Session

from consult.analysis.models import SuggestionRun
from consult.analysis.reading.lines import question_of
from consult.analysis.sent import everything_sent
from consult.analysis.suggesting import desk
from consult.analysis.suggesting import searches as proposals
from consult.analysis.views.shell import pages
from consult.calls.models import Call, Question
from consult.contributions.consent import Attribution
from consult.errors import NotFound


def asked_question(call: Call, questions: list[Question]) -> Question:
    """The open question that the address names, or the first one; raises `NotFound`."""
    key = request.args.get("question")
    if key is None and questions:
        return questions[0]
    question = question_of(call, key or "")
    if question not in questions:
        raise NotFound(question.key)
    return question


def found_last(
    session: Session, call: Call, question: Question
) -> tuple[SuggestionRun | None, desk.Words | None]:
    """The last search that came to its end, and the words of what it found."""
    run = proposals.finished(session, question)
    return (run, words_of(session, call, run)) if run else (None, None)


def words_of(session: Session, call: Call, run: SuggestionRun) -> desk.Words:
    """The words of what a search found, with what their agencies allow now; two statements.

    One more where something came since: see `everything_sent`. The call comes with its questions.
    """
    question = run.question
    confidential = {
        one.contribution
        for one in everything_sent(session, call)
        if one.consent(question.key) is Attribution.CONFIDENTIAL
    }
    return desk.Words(session, question, run, proposals.lasts(session, call), confidential)


@pages.app_template_filter("with_span")
def with_span(text: str, start: int, end: int) -> Markup:
    """The text, escaped, with some of its characters marked."""
    before, here, after = text[:start], text[start:end], text[end:]
    return (
        Markup("{}<mark>{}</mark>{}").format(before, here, after) if here else Markup.escape(text)
    )


@pages.app_template_filter("with_mark")
def with_mark(text: str, phrase: str) -> Markup:
    """The text, escaped, with the phrase marked where it stands first as it is spelled."""
    spelled = r"\s+".join(map(re.escape, phrase.split()))
    found = re.search(spelled, text, re.IGNORECASE)
    return with_span(text, *found.span()) if found else Markup.escape(text)
