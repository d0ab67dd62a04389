"""The templates a call can start from: files of the package, in the format of a bundle's call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config import LOCALES
from consult.calls.duration import minutes
from consult.calls.questionnaire import Questionnaire
from consult.calls.translating import translated
from consult.calls.written.cursor import Cursor, Finding
from consult.calls.written.entries import line, prose
from consult.calls.written.reading import questionnaire_of
from consult.calls.written.tree import decoded, parsed

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = ("audition", "draft-text", "good-practices", "flash")
KEYS = ("schema", "language", "title", "context", "sections")


@dataclass(frozen=True)
class CallTemplate:
    """What a template proposes; staff may change every word of it."""

    name: str
    language: str
    title: str
    context: str
    questionnaire: Questionnaire

    @property
    def questions(self) -> int:
        """How many questions it asks, those of consent included."""
        return len(self.questionnaire.by_key)

    @property
    def minutes(self) -> int:
        """About how long an agency takes to answer."""
        return minutes(self.questionnaire)


@lru_cache
def template(name: str, language: str) -> CallTemplate:
    """The template of that name in that language. Raises `LookupError` when there is none."""
    path = _path(name, language)
    if name not in TEMPLATES or not path.is_file():
        raise LookupError(f"no template “{name}” in “{language}”")
    findings: list[Finding] = []
    root = Cursor(parsed(decoded(path.read_bytes())), findings)
    given = root.mapping(KEYS)
    read = CallTemplate(
        name=name,
        language=language,
        title=line(root, given, "title", needed=True),
        context=prose(given, "context"),
        questionnaire=questionnaire_of(given["sections"]),
    )
    if findings:
        raise ValueError(f"{path.name}: {findings[0]}")
    return read


def questionnaire_from(name: str, language: str) -> Questionnaire:
    """What a template asks, with its texts in the other languages it is written in."""
    asked = template(name, language).questionnaire
    for other in LOCALES:
        if other != language and _path(name, other).is_file():
            asked = translated(asked, template(name, other).questionnaire, other)
    return asked


def _path(name: str, language: str) -> Path:
    return FOLDER / f"{name}.{language}.yaml"
