"""From the YAML of a call to its questionnaire, noting everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from consult.calls.questionnaire import (
    OTHER,
    Field,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.shapes import CAN_DECIDE, NEEDED, NOT_IN_A_GROUP, ONLY_FOR
from consult.calls.translating import texts_of_question, texts_of_section
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import Entries, key_of, line, prose, said
from consult.calls.written.reading_offers import accept, bounds, max_mb, options, scale
from consult.calls.written.reading_translations import translations_of

K = QuestionKind
COMMON = ("key", "kind", "label", "help", "required")
ELSEWHERE = frozenset(name for names in ONLY_FOR.values() for name in names)


def questionnaire_of(sections: Cursor, *, language: str = "") -> Questionnaire:
    """The questionnaire under `sections`; what cannot be understood is left out and noted.

    `language` is the one its texts are in, so that they are translated into others only.
    """
    read: dict[str, Section] = {}
    asked: dict[str, Question] = {}
    for cursor in sections.items():
        section = _section(cursor, asked, language)
        if section.key and section.key in read:
            cursor.problem("repeated_section", key=section.key)
        read[section.key] = section
    if sections.node.value == []:
        sections.problem("no_section")
    elif not asked and not sections.findings:
        sections.problem("no_question")
    return Questionnaire(tuple(read.values()))


def _section(cursor: Cursor, asked: dict[str, Question], language: str) -> Section:
    given = cursor.mapping(("key", "title", "intro", "questions", "translations"))
    title = line(cursor, given, "title", needed=True)
    questions: list[Question] = []
    for one in given["questions"].items() if said(given, "questions") else ():
        question = _question(one, asked, language)
        if question is None:
            continue
        if question.key and question.key in asked:
            one.problem("repeated_question", key=question.key)
            continue
        asked[question.key] = question
        questions.append(question)
    section = Section(key_of(cursor, given), title, prose(given, "intro"), tuple(questions))
    said_elsewhere = translations_of(given, texts_of_section(section), language)
    return replace(section, translations=said_elsewhere)


def _question(cursor: Cursor, asked: Mapping[str, Question], language: str) -> Question | None:
    given = cursor.mapping()
    kind = _kind(cursor, given, tuple(K))
    if kind is None:
        return None
    _only(cursor, given, kind, (*COMMON, "show_if", "translations", "retired"), ONLY_FOR[kind])
    if kind is K.REPEAT:
        settings = _settings(given, ("fields", "item_label"))
        settings["max_items"] = (
            given["max"].whole(least=1, most=1000) if said(given, "max") else None
        )
    else:
        settings = _settings(given, ONLY_FOR[kind])
    bounds(cursor, settings)
    question = Question(
        key=key_of(cursor, given),
        kind=kind,
        label=line(cursor, given, "label", needed=True),
        help=prose(given, "help"),
        required=said(given, "required") and given["required"].flag(),
        show_if=_condition(given["show_if"], asked) if said(given, "show_if") else None,
        retired=said(given, "retired") and given["retired"].flag(),
        **settings,
    )
    said_elsewhere = translations_of(given, texts_of_question(question), language)
    return replace(question, translations=said_elsewhere)


def _fields(cursor: Cursor) -> tuple[Field, ...]:
    read: dict[str, Field] = {}
    for one in cursor.items():
        given = one.mapping()
        kind = _kind(one, given, tuple(kind for kind in K if kind not in NOT_IN_A_GROUP))
        if kind is None:
            continue
        own = tuple(name for name in ONLY_FOR[kind] if name not in ("other", "max_choices"))
        _only(one, given, kind, COMMON, own)
        settings = _settings(given, own)
        bounds(one, settings)
        key = key_of(one, given)
        if key and key in read:
            one.problem("repeated_field", key=key)
        read[key] = Field(
            key=key,
            kind=kind,
            label=line(one, given, "label", needed=True),
            help=prose(given, "help"),
            required=said(given, "required") and given["required"].flag(),
            **settings,
        )
    if cursor.node.value == []:
        cursor.problem("nothing_offered")
    return tuple(read.values())


def _kind(cursor: Cursor, given: Entries, allowed: Iterable[QuestionKind]) -> QuestionKind | None:
    if not isinstance(cursor.node.value, dict):
        return None
    if not said(given, "kind"):
        cursor.problem("key_missing", key="kind")
        return None
    word = given["kind"].one_of([kind.value for kind in allowed])
    return QuestionKind(word) if word else None


def _only(
    cursor: Cursor,
    given: Entries,
    kind: QuestionKind,
    common: tuple[str, ...],
    own: tuple[str, ...],
) -> None:
    """Refuse keys that nothing knows, and those that belong to another kind."""
    foreign = {key for key in given if key in ELSEWHERE and key not in own}
    for key in foreign:
        given[key].problem("not_for_this_kind", key=key, kind=kind.value)
    rest = {key: entry for key, entry in given.items() if key not in foreign}
    cursor.refuse_unknown(rest, (*common, *own))
    for name in own:
        if name in NEEDED and not said(given, name):
            cursor.problem("key_missing", key=name)


def _settings(given: Entries, own: Iterable[str]) -> dict[str, Any]:
    return {name: READ[name](given[name]) for name in own if said(given, name)}


READ: dict[str, Any] = {
    "max_chars": lambda cursor: cursor.whole(least=1, most=1_000_000),
    "max_words": lambda cursor: cursor.whole(least=1, most=100_000),
    "max_choices": lambda cursor: cursor.whole(least=1, most=1000),
    "options": options,
    "rows": options,
    "scale": scale,
    "other": Cursor.flag,
    "unit": lambda cursor: cursor.line_of_text(most=40),
    "min": Cursor.number,
    "max": Cursor.number,
    "accept": accept,
    "max_mb": max_mb,
    "fields": _fields,
    "item_label": Cursor.line_of_text,
}


def _condition(cursor: Cursor, asked: Mapping[str, Question]) -> ShowIf | None:
    given = cursor.mapping(("question", "equals", "in"))
    if not said(given, "question"):
        cursor.problem("key_missing", key="question")
        return None
    key = given["question"].line_of_text()
    question = asked.get(key)
    if question is None or question.retired:
        given["question"].problem("condition_not_earlier", key=key)
        return None
    if question.kind not in CAN_DECIDE:
        given["question"].problem("cannot_decide", key=key, kind=question.kind.value)
        return None
    if said(given, "equals") == said(given, "in"):
        cursor.problem("equals_or_in")
        return None
    wanted = [given["equals"]] if said(given, "equals") else list(given["in"].items())
    if not wanted:
        given["in"].problem("nothing_offered")
    return ShowIf(key, tuple(dict.fromkeys(_wanted(one, question) for one in wanted)))


def _wanted(cursor: Cursor, question: Question) -> str:
    if question.kind is K.NUMBER:
        number = cursor.number()
        return str(int(number) if isinstance(number, float) and number.is_integer() else number)
    text = cursor.text()
    offered = {option.key for option in question.options} | ({OTHER} if question.other else set())
    if question.options and cursor.is_scalar and text not in offered:
        cursor.problem("condition_no_option", value=text[:80], key=question.key)
    return text
