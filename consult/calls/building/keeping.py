"""A questionnaire as JSON and back: what an edit remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consult.calls.building.question_settings import question_from, settings_of
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section


def told(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """The questionnaire as JSON."""
    return [
        {
            "key": section.key,
            "title": section.title,
            "intro": section.intro,
            "translations": dict(section.translations),
            "questions": [_told(question) for question in section.questions],
        }
        for section in questionnaire.sections
    ]


def heard(sections: Iterable[Mapping[str, Any]]) -> Questionnaire:
    """The questionnaire whose `told` is `sections`."""
    return Questionnaire(
        tuple(
            Section(
                one["key"],
                one["title"],
                one["intro"],
                tuple(
                    question_from(**{**question, "kind": QuestionKind(question["kind"])})
                    for question in one["questions"]
                ),
                one["translations"],
            )
            for one in sections
        )
    )


def _told(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "kind": question.kind.value,
        "label": question.label,
        "help": question.help,
        "required": question.required,
        "settings": settings_of(question),
        "translations": dict(question.translations),
        "retired": question.retired,
    }
