"""The questionnaire of a file, for a call that starts from it: everything else is left aside."""

from __future__ import annotations

import io

from config import LOCALES
from consult.bundles.problems import Problem, from_finding, from_unreadable
from consult.bundles.sources import Archive
from consult.calls.beginning import Beginning
from consult.calls.questionnaire import Questionnaire
from consult.calls.translating import texts_of_call
from consult.calls.written.cursor import Cursor, Finding
from consult.calls.written.entries import Entries, line, prose, said
from consult.calls.written.reading import questionnaire_of
from consult.calls.written.reading_translations import translations_of
from consult.calls.written.tree import MAX_BYTES, Unreadable, decoded, parsed

CALL = "call.yaml"
ZIPPED = b"PK"
MOST_MB = MAX_BYTES / 1024 / 1024


def beginning_of(content: bytes, *, language: str) -> tuple[Beginning | None, tuple[Problem, ...]]:
    """What a call can start from in a `.zip` or a `call.yaml`, or everything that is wrong.

    `language` is the one of a file that says none. Neither agencies nor answers are looked at.
    """
    findings: list[Finding] = []
    try:
        root = Cursor(parsed(decoded(_call_in(content))), findings)
    except Unreadable as error:
        return None, (from_unreadable(CALL, error),)
    read = _beginning(root, language)
    problems = tuple(from_finding(CALL, one) for one in findings if not one.notice)
    return (None if problems else read), problems


def _call_in(content: bytes) -> bytes:
    if not content.startswith(ZIPPED):
        return content
    return Archive(io.BytesIO(content)).read(CALL, most_mb=MOST_MB)


def _beginning(root: Cursor, language: str) -> Beginning:
    given = root.mapping()
    spoken = (given["language"].one_of(LOCALES) if said(given, "language") else "") or language
    title, commissioner = (line(root, given, key) for key in ("title", "commissioner"))
    context = prose(given, "context")
    return Beginning(
        language=spoken,
        questionnaire=_asked(root, given, spoken),
        title=title[:300],
        commissioner=commissioner[:300],
        context=context[:20_000],
        federation=line(root, given, "federation")[:200],
        folder=line(root, given, "folder")[:100],
        translations=translations_of(given, texts_of_call(title, commissioner, context), spoken),
    )


def _asked(root: Cursor, given: Entries, language: str) -> Questionnaire:
    if not said(given, "sections"):
        if given:
            root.problem("key_missing", key="sections")
        return Questionnaire(())
    return questionnaire_of(given["sections"], language=language).blank
