"""The texts of a call beside their translation, as staff go through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from consult.calls.questionnaire import Question, Questionnaire, Section, Translations
from consult.calls.translating import (
    Text,
    Texts,
    beside,
    texts_of_question,
    texts_of_section,
    with_texts,
)

MOST = {True: 20_000, False: 1_000}
"""How long a text may be: prose, and one line."""


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of the call itself (`key` is empty), of one section, or of one question."""

    kind: str
    key: str
    texts: tuple[Text, ...]

    def name_of(self, text: Text) -> str:
        """The name of its input; every part is quoted, so that no key can pass for two."""
        return "/".join(quote(part, safe="") for part in (self.kind, self.key, *text.path))

    def given(self, typed: Mapping[str, str]) -> dict[tuple[str, ...], str]:
        """What was typed for its texts; a text that was not on the page stays as it was."""
        return {text.path: typed.get(self.name_of(text), text.said) for text in self.texts}


def groups(
    own: Texts, translations: Translations, questionnaire: Questionnaire, language: str
) -> list[Group]:
    """Every text of a call, in the order an agency meets it."""
    return list(_groups(own, translations, questionnaire, language))


def _groups(
    own: Texts, translations: Translations, questionnaire: Questionnaire, language: str
) -> Iterator[Group]:
    yield Group("call", "", tuple(beside(own, translations, language)))
    for section in questionnaire.sections:
        texts = texts_of_section(section)
        yield Group("section", section.key, tuple(beside(texts, section.translations, language)))
        for question in section.questions:
            texts = texts_of_question(question)
            said = tuple(beside(texts, question.translations, language))
            yield Group("question", question.key, said)


def progress(found: Sequence[Group]) -> tuple[int, int]:
    """How many texts are translated, and how many there are."""
    texts = [text for group in found for text in group.texts]
    return sum(bool(text.said) for text in texts), len(texts)


def too_long(found: Sequence[Group], typed: Mapping[str, str]) -> list[str]:
    """Names of the inputs that hold more than a text may."""
    return [
        group.name_of(text)
        for group in found
        for text in group.texts
        if len(typed.get(group.name_of(text), "")) > MOST[text.prose]
    ]


def once_typed(
    group: Group, translations: Translations, language: str, typed: Mapping[str, str]
) -> dict[str, Any]:
    """The translations of a group after what was typed."""
    texts = {text.path: text.source for text in group.texts}
    return with_texts(translations, language, texts, group.given(typed))


def translated(
    questionnaire: Questionnaire,
    found: Mapping[tuple[str, str], Group],
    language: str,
    typed: Mapping[str, str],
) -> Questionnaire:
    """The questionnaire after what was typed, its groups being found by kind and key."""

    def said(kind: str, one: Section | Question) -> dict[str, Any]:
        return once_typed(found[kind, one.key], one.translations, language, typed)

    return Questionnaire(
        tuple(
            replace(
                section,
                translations=said("section", section),
                questions=tuple(
                    replace(one, translations=said("question", one)) for one in section.questions
                ),
            )
            for section in questionnaire.sections
        )
    )
