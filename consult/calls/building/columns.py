"""A column of a repeated group, seen as a question of its own."""

from __future__ import annotations

from functools import lru_cache

from consult.calls.questionnaire import Field, Question


@lru_cache(maxsize=1024)
def as_question(field: Field) -> Question:
    """A column of a repeated group seen as a question of its own."""
    return Question(
        key=field.key,
        kind=field.kind,
        label=field.label,
        help=field.help,
        required=field.required,
        options=field.options,
        max_chars=field.max_chars,
        max_words=field.max_words,
        unit=field.unit,
        min=field.min,
        max=field.max,
    )
