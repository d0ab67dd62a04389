"""The texts of a call in other languages: which there are, and how a questionnaire reads in one.

A text is named by the path that leads to it inside its section or question, such as
`("options", "region")`. A text without a translation stays in the language of the call.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    Questionnaire,
    Section,
    Translations,
)

Path = tuple[str, ...]
Texts = Mapping[Path, str]

PROSE = ("context", "intro", "help")
"""Names of the texts that may have paragraphs; the others are one line."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the call with its translation, empty where there is none."""

    path: Path
    source: str
    said: str

    @property
    def prose(self) -> bool:
        """Whether it may have paragraphs."""
        return self.path[-1] in PROSE and len(self.path) in (1, 3)


def in_language(questionnaire: Questionnaire, language: str) -> Questionnaire:
    """The questionnaire as somebody reads it in that language, text by text."""
    key = "language", language
    if key not in questionnaire.derived:
        sections = tuple(section_in(section, language) for section in questionnaire.sections)
        questionnaire.derived[key] = Questionnaire(sections)
    found: Questionnaire = questionnaire.derived[key]
    return found


def section_in(section: Section, language: str) -> Section:
    """One section and its questions in that language."""
    said = section.translations.get(language, {})
    return replace(
        section,
        title=said.get("title") or section.title,
        intro=said.get("intro") or section.intro,
        questions=tuple(question_in(question, language) for question in section.questions),
    )


def question_in(question: Question, language: str) -> Question:
    """One question in that language."""
    said = question.translations.get(language)
    if not said:
        return question
    columns = said.get("fields", {})
    return replace(
        question,
        label=said.get("label") or question.label,
        help=said.get("help") or question.help,
        unit=said.get("unit") or question.unit,
        item_label=said.get("item_label") or question.item_label,
        options=_options(question.options, said.get("options", {})),
        rows=_options(question.rows, said.get("rows", {})),
        scale=_options(question.scale, said.get("scale", {})),
        fields=tuple(_field(column, columns.get(column.key, {})) for column in question.fields),
    )


def _field(column: Field, said: Mapping[str, Any]) -> Field:
    return replace(
        column,
        label=said.get("label") or column.label,
        help=said.get("help") or column.help,
        unit=said.get("unit") or column.unit,
        options=_options(column.options, said.get("options", {})),
    )


def _options(options: tuple[Option, ...], said: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(replace(one, label=said.get(one.key) or one.label) for one in options)


# Which texts there are.


def texts_of_call(title: str, commissioner: str, context: str) -> dict[Path, str]:
    """What is said of a call besides its questions."""
    return _worded({("title",): title, ("commissioner",): commissioner, ("context",): context})


def texts_of_section(section: Section) -> dict[Path, str]:
    """The texts of a section itself, in the order read."""
    return _worded({("title",): section.title, ("intro",): section.intro})


def texts_of_question(question: Question) -> dict[Path, str]:
    """Every text of a question, in the order read."""
    texts: dict[Path, str] = {("label",): question.label, ("help",): question.help}
    texts[("unit",)], texts[("item_label",)] = question.unit, question.item_label
    for name in ("options", "rows", "scale"):
        texts |= {(name, one.key): one.label for one in getattr(question, name)}
    for column in question.fields:
        here = ("fields", column.key)
        texts |= {
            (*here, "label"): column.label,
            (*here, "help"): column.help,
            (*here, "unit"): column.unit,
        }
        texts |= {(*here, "options", one.key): one.label for one in column.options}
    return _worded(texts)


def _worded(texts: Texts) -> dict[Path, str]:
    """Those that say something: a scale of 1 to 5 and a per cent sign need no translation."""
    return {path: text for path, text in texts.items() if any(sign.isalpha() for sign in text)}


def beside(texts: Texts, translations: Translations, language: str) -> Iterator[Text]:
    """Each text with what it becomes in that language."""
    said = translations.get(language, {})
    for path, source in texts.items():
        yield Text(path, source, _at(said, path))


def _at(said: Any, path: Path) -> str:
    for name in path:
        said = said.get(name, {}) if isinstance(said, Mapping) else {}
    return said if isinstance(said, str) else ""


def with_texts(
    translations: Translations, language: str, texts: Texts, given: Texts
) -> dict[str, Any]:
    """The translations once `given` is what that language says; only known texts are kept."""
    said: dict[str, Any] = {}
    for path in texts:
        text = cleaned(path, given.get(path, ""))
        if not text:
            continue
        inside = said
        for name in path[:-1]:
            inside = inside.setdefault(name, {})
        inside[path[-1]] = text
    others = {one: words for one, words in translations.items() if one != language}
    return {**others, language: said} if said else others


def kept(translations: Translations, texts: Texts) -> dict[str, Any]:
    """The translations of texts that are still there, in one order."""
    result: dict[str, Any] = {}
    for language in sorted(translations):
        given = {one.path: one.said for one in beside(texts, translations, language)}
        result = with_texts(result, language, texts, given)
    return result


def cleaned(path: Path, text: str) -> str:
    """The text as a bundle would read it: no control characters, one line unless it is prose."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    bare = "".join(s for s in lines if s == "\n" or unicodedata.category(s) != "Cc")
    return bare.rstrip() if Text(path, "", "").prose else bare.replace("\n", " ").strip()


def translated(base: Questionnaire, other: Questionnaire, language: str) -> Questionnaire:
    """`base` with the texts of `other` as its translation: one questionnaire said twice."""
    sections = {section.key: section for section in other.sections}
    return Questionnaire(
        tuple(
            _paired(section, sections[section.key], other, language)
            if section.key in sections
            else section
            for section in base.sections
        )
    )


def _paired(section: Section, twin: Section, other: Questionnaire, language: str) -> Section:
    questions = tuple(
        replace(
            question,
            translations=with_texts(
                question.translations,
                language,
                texts_of_question(question),
                texts_of_question(other.by_key[question.key]),
            ),
        )
        if question.key in other.by_key
        else question
        for question in section.questions
    )
    return replace(
        section,
        questions=questions,
        translations=with_texts(
            section.translations, language, texts_of_section(section), texts_of_section(twin)
        ),
    )
