"""Annex B: contributions in full, of agencies that consent to it."""

from __future__ import annotations

from collections.abc import Iterator

from consult.analysis.material import Reply
from consult.synthesis.composing.answers import paragraphs
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.composing.quotes import reservations
from consult.synthesis.snapshot import AnswerInFull, ContributionInFull


def contributions(desk: Desk) -> tuple[ContributionInFull, ...]:
    """Every contribution that may be printed whole, in alphabetical order."""
    return tuple(
        _contribution(desk, desk.material.reply[agency])
        for agency in desk.disclosure.attributed
        if desk.disclosure.in_full(agency)
    )


def _contribution(desk: Desk, reply: Reply) -> ContributionInFull:
    member = desk.material.member.get(reply.agency)
    name = member.name if member and member.name != reply.agency else reply.agency
    mark = "" if desk.disclosure.protected else reservations(desk, reply.agency, "")
    sent = desk.words.gettext("Contribution received on %(when)s")
    when = desk.words.moment(reply.sent_at, desk.material.call.timezone)
    return ContributionInFull(
        code=desk.ledger.codes[reply.agency],
        agency=name,
        acronym=reply.agency,
        sent=sent % {"when": when} + mark,
        answers=tuple(_answers(desk, reply)),
    )


def _answers(desk: Desk, reply: Reply) -> Iterator[AnswerInFull]:
    shown = desk.material.questionnaire.shown(reply.values)
    for section in desk.material.questionnaire.sections:
        for question in section.questions:
            if question.key not in shown or question.key in CONSENT_QUESTIONS:
                continue
            if not desk.disclosure.answer_in_full(reply.agency, question.key):
                continue
            told = paragraphs(desk, question, reply.values.get(question.key))
            if told:
                yield AnswerInFull(section.title, _title(desk, reply, question.key), told)


def _title(desk: Desk, reply: Reply, question: str) -> str:
    label = desk.material.questionnaire.by_key[question].label
    secret = not desk.disclosure.protected and desk.disclosure.confidential(reply.agency, question)
    return f"{label} [{desk.words.gettext('confidential answer')}]" if secret else label
