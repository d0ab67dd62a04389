"""The words of a campaign's letters: a text with named fields, and what fills them.

A field is a name in braces, in French or in English: « {agence} », « {deadline} ». What fills
it is only text: it is never read again for fields, marks or links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from config import ROOT
from consult.campaign.monitoring import Status, folded
from consult.web.links import plain

_FIELD = re.compile(r"\{([^{}\n]{1,40})\}")
_FOLDER = ROOT / "templates" / "mail"
LONGEST = 10_000
LONGEST_SUBJECT = 200


class Kind(StrEnum):
    """The letters that staff may word; each has words that we propose, in each language."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    REMINDER_DRAFT = "reminder_draft"
    REMINDER_SIGNATURE = "reminder_signature"
    EXTENSION = "extension"
    THANKS = "thanks"


class Field(StrEnum):
    """What can be filled in; the value is the English name."""

    AGENCY = "agency"
    ACRONYM = "acronym"
    LINK = "link"
    DEADLINE = "deadline"
    DAY = "day"
    TITLE = "title"
    COMMISSIONER = "commissioner"
    HEARING = "hearing"
    PROGRESS = "progress"
    FEDERATION = "federation"


FRENCH = {
    Field.AGENCY: "agence",
    Field.ACRONYM: "sigle",
    Field.LINK: "lien",
    Field.DEADLINE: "échéance",
    Field.DAY: "jour",
    Field.TITLE: "titre",
    Field.COMMISSIONER: "commissaire",
    Field.HEARING: "audition",
    Field.PROGRESS: "progression",
    Field.FEDERATION: "fédération",
}
BY_NAME = {folded(name): field for field in Field for name in (field.value, FRENCH[field])}
"""Accents and capitals do not count: « {Echeance} » is the deadline too."""


@dataclass(frozen=True, slots=True)
class Text:
    """The subject and the body of a letter, with their fields."""

    subject: str
    body: str


class Wrong(StrEnum):
    """What is wrong with words that somebody typed; the sentences are in `campaign.forms`."""

    UNKNOWN = "unknown"
    NO_LINK = "no_link"
    LINK_IN_SUBJECT = "link_in_subject"
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and the name it is about."""

    wrong: Wrong
    in_subject: bool
    name: str = ""


def kind_for(status: Status) -> Kind:
    """The reminder that fits how far an agency is."""
    return {
        Status.DRAFT: Kind.REMINDER_DRAFT,
        Status.AWAITING_SIGNATURE: Kind.REMINDER_SIGNATURE,
    }.get(status, Kind.REMINDER)


def names(language: str) -> dict[Field, str]:
    """What each field is called in that language."""
    return dict(FRENCH) if language == "fr" else {field: field.value for field in Field}


@lru_cache
def proposed(kind: Kind, language: str) -> Text:
    """The words that we propose: a line for the subject, an empty one, the body."""
    text = (_FOLDER / f"{kind.value}.{language}.txt").read_text(encoding="utf-8")
    subject, _, body = text.partition("\n\n")
    return Text(subject.strip(), body.strip() + "\n")


def problems(kind: Kind, words: Text) -> list[Problem]:
    """Everything that keeps these words from leaving."""
    return [*_of_subject(words.subject), *_of_body(kind, words.body)]


def _of_subject(subject: str) -> Iterator[Problem]:
    if not subject.strip():
        yield Problem(Wrong.EMPTY, in_subject=True)
    if len(subject) > LONGEST_SUBJECT:
        yield Problem(Wrong.TOO_LONG, in_subject=True)
    if Field.LINK in fields(subject):
        yield Problem(Wrong.LINK_IN_SUBJECT, in_subject=True)
    for name in unknown(subject):
        yield Problem(Wrong.UNKNOWN, in_subject=True, name=name)


def _of_body(kind: Kind, body: str) -> Iterator[Problem]:
    if not body.strip():
        yield Problem(Wrong.EMPTY, in_subject=False)
    elif kind is not Kind.THANKS and Field.LINK not in fields(body):
        yield Problem(Wrong.NO_LINK, in_subject=False)
    if len(body) > LONGEST:
        yield Problem(Wrong.TOO_LONG, in_subject=False)
    for name in unknown(body):
        yield Problem(Wrong.UNKNOWN, in_subject=False, name=name)


def fields(text: str) -> set[Field]:
    """The fields that a text names."""
    return {field for found in _FIELD.findall(text) if (field := _named(found)) is not None}


def unknown(text: str) -> list[str]:
    """What stands in braces and is no field, once each."""
    return list(dict.fromkeys(one for one in _FIELD.findall(text) if _named(one) is None))


def filled(text: str, values: Mapping[Field, str]) -> str:
    """The text with its fields filled, in one go: what fills one is never read for another.

    A line in which a field has nothing to say is left out.
    """
    kept = [
        _FIELD.sub(lambda found: _value(found, values), _unmarked(line))
        for line in text.replace("\r\n", "\n").split("\n")
        if all(values.get(field) for field in fields(line))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


def in_one_line(text: str, values: Mapping[Field, str]) -> str:
    """The same for a subject, where what has nothing to say is simply nothing."""
    return plain(_FIELD.sub(lambda found: _value(found, values), text))


def _value(found: re.Match[str], values: Mapping[Field, str]) -> str:
    field = _named(found[1])
    return found[0] if field is None else values.get(field, "")


def _unmarked(line: str) -> str:
    """Nobody types a mark of ours."""
    return line.replace("⟦", "[").replace("⟧", "]")


def _named(name: str) -> Field | None:
    return BY_NAME.get(folded(name.strip()))
