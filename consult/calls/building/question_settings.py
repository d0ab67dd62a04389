"""A question as a row keeps it: its settings as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from consult.calls.questionnaire import Field, Option, Question, QuestionKind, ShowIf, Translations

_COMMON = {"key", "kind", "label", "help", "required", "translations", "retired"}


def settings_of(question: Question) -> dict[str, Any]:
    """The JSON object that holds everything but the common columns; empty things left out."""
    return {
        name: value
        for name, value in _plain(question).items()
        if name not in _COMMON and value is not False and value not in (None, "", [])
    }


def question_from(
    *,
    key: str,
    kind: QuestionKind,
    label: str,
    help: str,  # noqa: A002 - the word of the format
    required: bool,
    settings: Mapping[str, Any],
    translations: Translations,
    retired: bool = False,
) -> Question:
    """The question whose `settings_of` is `settings`."""
    given = dict(settings)
    for name in ("options", "rows", "scale"):
        given[name] = _options(given.get(name, ()))
    given["accept"] = tuple(given.get("accept", ()))
    given["fields"] = tuple(
        Field(
            **{
                **one,
                "kind": QuestionKind(one["kind"]),
                "options": _options(one.get("options", ())),
            }
        )
        for one in given.get("fields", ())
    )
    if (condition := given.pop("show_if", None)) is not None:
        given["show_if"] = ShowIf(condition["question"], tuple(condition["values"]))
    return Question(
        key=key,
        kind=kind,
        label=label,
        help=help,
        required=required,
        translations=translations,
        retired=retired,
        **given,
    )


def _options(given: Any) -> tuple[Option, ...]:
    return tuple(Option(**one) for one in given)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        if told.get("retired") is False:
            del told["retired"]
        return told
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
