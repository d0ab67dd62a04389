"""The code book and its passages as `themes.yaml` tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from consult.analysis.exchange.theme_reading import SCHEMA, nth_colour
from consult.analysis.material import Passage, Theme
from consult.calls.questionnaire import Questionnaire, Value
from consult.contributions import values

Answers = Mapping[str, Mapping[str, Value]]
"""What each agency answered, under its acronym and the key of the question."""


def themes_sheet(
    *,
    slug: str,
    language: str,
    asked: Questionnaire,
    themes: Sequence[Theme],
    passages: Iterable[Passage],
    answers: Answers,
) -> dict[str, Any]:
    """Everything, to be written as YAML; nothing empty is said."""
    sheet = _Sheet(asked, themes, answers)
    for passage in passages:
        sheet.place(passage)
    across = [
        {**_theme(one, rank), "passages": sheet.across(one.key)}
        for rank, one in enumerate(sheet.of(""))
    ]
    return {
        "schema": SCHEMA,
        "call": slug,
        "language": language,
        "questions": list(sheet.questions()),
        **({"themes": across} if across else {}),
    }


class _Sheet:
    def __init__(self, asked: Questionnaire, themes: Sequence[Theme], answers: Answers) -> None:
        self.asked = asked
        self.themes = themes
        self.answers = answers
        self.own = {(one.question, one.key) for one in themes}
        self.under: dict[tuple[str, str | None], list[Passage]] = {}

    def of(self, question: str) -> list[Theme]:
        return [theme for theme in self.themes if theme.question == question]

    def place(self, passage: Passage) -> None:
        """A passage is under the theme of its question, or else under that of every question."""
        key = (passage.question, passage.theme)
        known = passage.theme is None or key in self.own
        self.under.setdefault(key if known else ("", passage.theme), []).append(passage)

    def questions(self) -> Iterator[dict[str, Any]]:
        coded = {theme.question for theme in self.themes} | {key for key, _ in self.under}
        for question in self.asked:
            if question.key in coded:
                yield {
                    "key": question.key,
                    "themes": [
                        {**_theme(theme, rank), "passages": self.told((question.key, theme.key))}
                        for rank, theme in enumerate(self.of(question.key))
                    ],
                    "unassigned": self.told((question.key, None)),
                }

    def across(self, theme: str) -> list[dict[str, Any]]:
        found = self.under.get(("", theme), ())
        return [{"question": one.question, **self.passage(one)} for one in found]

    def told(self, place: tuple[str, str | None]) -> list[dict[str, Any]]:
        return [self.passage(one) for one in self.under.get(place, ())]

    def passage(self, passage: Passage) -> dict[str, Any]:
        """`start` is said only where the first place of these words is not the right one."""
        question = self.asked.by_key[passage.question]
        value = self.answers[passage.agency][passage.question]
        whole = values.plain_text(question, value, passage.item, passage.field)
        first = whole.find(passage.text)
        again = whole.find(passage.text, first + 1) >= 0
        stance = passage.stance and passage.stance.value
        return {
            "agency": passage.agency,
            **_said(item=passage.item, field=passage.field),
            "text": passage.text,
            **({"start": passage.start} if again or passage.start != first else {}),
            **_said(stance=stance, confidential=passage.confidential),
        }


def _theme(theme: Theme, rank: int) -> dict[str, Any]:
    return {
        "key": theme.key,
        "label": theme.label,
        **_said(claim=theme.claim, description=theme.description, parent=theme.parent),
        **({"colour": theme.colour} if theme.colour != nth_colour(rank) else {}),
    }


def _said(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}
