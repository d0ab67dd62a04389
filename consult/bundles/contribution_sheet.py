"""From one file of `contributions/` to what an agency answered."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consult.bundles.attached import Attachments
from consult.bundles.format import CallSheet, ContributionSheet
from consult.bundles.instants import instant, zone_named
from consult.bundles.problems import Problem, from_answer
from consult.calls.questionnaire import Question, QuestionKind, Value
from consult.calls.written.cursor import MOST_GUESSES, Cursor
from consult.calls.written.entries import Entries, line, prose, said
from consult.calls.written.tree import Node
from consult.contributions import values
from consult.contributions.consent import Attribution, QuotePermission
from consult.directory.rules import key_of

KEYS = (
    *("agency", "submitted_at", "late", "channel", "attribution", "quote_permission"),
    *("confidential", "answers", "withdrawn_at", "withdrawn_reason"),
)
LONGEST = 200_000
CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,31}")


def contribution_of(
    root: Cursor,
    *,
    file: str,
    call: CallSheet,
    agencies: Mapping[str, str],
    attached: Attachments,
    broken: list[Problem],
) -> ContributionSheet | None:
    """The contribution, or None when one cannot say whose it is.

    `agencies` gives acronyms under the key they are compared by; rules that answers break
    go to `broken`.
    """
    given = root.mapping(KEYS)
    agency = _agency(root, given, agencies)
    submitted_at = _submitted_at(given, call)
    answers = _answers(given, file, call, attached, broken)
    if submitted_at is not None and "answers" in given and not root.findings and not broken:
        gaps = values.missing(call.questionnaire, answers)
        if gaps:
            given["answers"].notice("required_missing", keys=", ".join(gaps))
    attribution = _word(given, "attribution", tuple(Attribution))
    quotes = _word(given, "quote_permission", tuple(QuotePermission))
    if agency is None:
        return None
    return ContributionSheet(
        agency=agency,
        submitted_at=submitted_at,
        channel=_channel(given),
        attribution=Attribution(attribution) if attribution else None,
        quote_permission=QuotePermission(quotes) if quotes else None,
        confidential=_confidential(given, call, answers),
        late=_late(root, given, submitted_at, call),
        answers=answers,
        **_withdrawn(given, call, submitted_at),
    )


def _withdrawn(given: Entries, call: CallSheet, submitted_at: datetime | None) -> dict[str, Any]:
    """What was sent may have been withdrawn afterwards, with a reason."""
    zone = zone_named(call.timezone)
    for key in ("withdrawn_at", "withdrawn_reason"):
        if said(given, key) and submitted_at is None:
            given[key].problem("withdrawn_draft")
            return {}
    if zone is None or not said(given, "withdrawn_at"):
        return {}
    reason = prose(given, "withdrawn_reason")
    return {"withdrawn_at": instant(given["withdrawn_at"], zone), "withdrawn_reason": reason}


def _agency(root: Cursor, given: Entries, agencies: Mapping[str, str]) -> str | None:
    acronym = line(root, given, "agency", needed=True)
    if not acronym:
        return None
    found = agencies.get(key_of(acronym))
    if found is None:
        given["agency"].problem("unknown_agency", acronym=acronym[:80])
    return found


def _submitted_at(given: Entries, call: CallSheet) -> datetime | None:
    zone = zone_named(call.timezone)
    if zone is None or not said(given, "submitted_at"):
        return None
    at = instant(given["submitted_at"], zone)
    if at is not None and at < call.opens_at:
        given["submitted_at"].notice("before_opening")
    return at


def _late(root: Cursor, given: Entries, at: datetime | None, call: CallSheet) -> bool:
    """Late is what the file says; where it is silent, what the deadline says."""
    late = given["late"].flag() if said(given, "late") else None
    if at is None:
        if late:
            root.notice("late_draft", at="late")
        return False
    after = at >= call.closes_at
    if late is None and after:
        root.notice("late_said", at="submitted_at")
    return after if late is None else late


def _channel(given: Entries) -> str:
    if not said(given, "channel"):
        return "web"
    channel = given["channel"].line_of_text()
    if not CHANNEL.fullmatch(channel):
        given["channel"].problem("not_a_channel", value=channel[:80])
    return channel


def _word(given: Entries, key: str, allowed: tuple[str, ...]) -> str | None:
    return given[key].one_of(allowed) if said(given, key) else None


def _confidential(given: Entries, call: CallSheet, answers: Mapping[str, Value]) -> tuple[str, ...]:
    """Keys of the confidential answers, in the order asked; only answers can be confidential."""
    if not said(given, "confidential"):
        return ()
    named = set()
    for one in given["confidential"].items():
        key = one.line_of_text()
        named.add(key)
        if key not in call.questionnaire.by_key:
            _unknown(one, key, call)
    return tuple(key for key in answers if key in named)


def _answers(
    given: Entries,
    file: str,
    call: CallSheet,
    attached: Attachments,
    broken: list[Problem],
) -> dict[str, Value]:
    entries = given["answers"].mapping() if said(given, "answers") else {}
    asked = call.questionnaire.by_key
    found: dict[str, Value] = {}
    for key, cursor in entries.items():
        if key not in asked:
            _unknown(cursor, key, call)
        elif not cursor.empty and not _too_long(cursor):
            question = asked[key]
            value = values.canonical(question, _value(question, cursor, attached))
            problems = [] if values.is_blank(value) else values.check(question, value)
            broken += [from_answer(file, cursor.node.line, key, one) for one in problems]
            if not values.is_blank(value):
                found[key] = value
    ordered = {
        question.key: found[question.key]
        for question in call.questionnaire
        if question.key in found
    }
    for key in ordered.keys() - call.questionnaire.shown(ordered):
        entries[key].notice("not_put", key=key)
        if said(given, "submitted_at"):
            del ordered[key]
    return ordered


def _unknown(cursor: Cursor, key: str, call: CallSheet) -> None:
    guess = len(cursor.findings) < MOST_GUESSES
    asked = call.questionnaire.by_key
    close = difflib.get_close_matches(key[:40], asked, 1, 0.75) if guess else []
    code = "unknown_question_close" if close else "unknown_question"
    cursor.problem(code, key=key[:80], close=close[0] if close else "")


def _value(question: Question, cursor: Cursor, attached: Attachments) -> Value:
    if question.kind is QuestionKind.FILE:
        return attached.files(cursor)
    return _plain(question, cursor.node)


def _too_long(cursor: Cursor) -> bool:
    """A text nobody typed; passages would be looked for in it for ever."""
    inside = cursor.node.value
    nodes = inside if isinstance(inside, list) else [cursor.node]
    for one in nodes:
        fields = one.value.values() if isinstance(one.value, dict) else [one]
        if any(len(field.text) > LONGEST for field in fields):
            cursor.problem("too_long", most=LONGEST)
            return True
    return False


def _plain(question: Question, node: Node) -> Value:
    """The value in the shape its question expects; where it differs, `values.check` says so."""
    if question.kind is QuestionKind.NUMBER:
        return _texts(node) if isinstance(node.value, (list, dict)) else node.value
    if question.kind is QuestionKind.REPEAT and isinstance(node.value, list):
        return [_item(question, one) for one in node.value]
    if question.kind is QuestionKind.LONG_TEXT and isinstance(node.value, dict):
        return {
            key: _marks(one) if key == "marks" else _texts(one) for key, one in _given(node.value)
        }
    return _texts(node)


def _marks(node: Node) -> Any:
    """Where a text is formatted: places are numbers, all the rest is text."""
    if not isinstance(node.value, list):
        return _texts(node)
    return [
        {
            key: one.value if key in ("start", "end") else _texts(one)
            for key, one in _given(mark.value)
        }
        if isinstance(mark.value, dict)
        else _texts(mark)
        for mark in node.value
    ]


def _given(inside: dict[str, Node]) -> list[tuple[str, Node]]:
    return [(key, one) for key, one in inside.items() if one.value is not None]


def _item(question: Question, node: Node) -> Value:
    if not isinstance(node.value, dict):
        return _texts(node)
    fields = {field.key: values.as_question(field) for field in question.fields}
    return {
        key: _plain(fields[key], one) if key in fields else _texts(one)
        for key, one in node.value.items()
        if one.value is not None
    }


def _texts(node: Node) -> Any:
    """Every scalar as it was written: keys of options and scales stay what they were."""
    if isinstance(node.value, list):
        return [_texts(one) for one in node.value]
    if isinstance(node.value, dict):
        return {key: _texts(one) for key, one in node.value.items() if one.value is not None}
    return None if node.value is None else node.text
