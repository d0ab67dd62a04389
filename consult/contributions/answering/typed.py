"""What was typed in a form, read as values; what cannot be read is kept as it was typed.

A draft may hold « environ 20 » where a number is expected, or two options at the same rank:
`values.check` refuses to send it, the form shows it again, and nothing typed is lost.
Names of inputs are those of `Names`; a dot cannot be part of a key, so they never collide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from consult.calls.questionnaire import OTHER, Option, Question, QuestionKind, Value
from consult.contributions.texts import rich
from consult.contributions.texts.words import SPACE
from consult.contributions.values import as_question, is_blank, one_newline

Sent = Mapping[str, Sequence[str]]
"""Everything the browser sent, each name with all its values."""

RICH = "rich"
"""What the name of a long answer ends with where its formatting travels, beside its text."""

MOST_ITEMS = 50
"""How many blocks of a repeated group are read when the call sets no limit."""

_SPACES = re.compile(f"[{SPACE}'’]")
_PLAIN = re.compile(r"-?[0-9]+")
_FRENCH = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|-?[0-9]*,[0-9]+")
_ENGLISH = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|-?[0-9]*\.[0-9]+")
_EITHER = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[\s./-]+([0-9]{1,2}|[^\W\d_]{3,}\.?)[\s./-]+([0-9]{4})")
_MONTHS = (
    ("janvier", "january", "janv", "jan"),
    ("février", "february", "fevrier", "févr", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "avr", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("août", "august", "aout", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("décembre", "december", "decembre", "déc", "dec"),
)


def read(question: Question, name: str, sent: Sent) -> Value:
    """The value of one question as sent, or None when nothing was typed.

    What the question does not offer is not read. Files do not travel this way.
    """
    value = READERS[question.kind](question, name, sent)
    return None if is_blank(value) and not _picked_other(value) else value


def name_of(question: Question) -> str:
    """The name of the input, and the anchor, of a question."""
    return f"q.{question.key}"


def number(text: str, *, unit: str = "") -> int | float | None:
    """The number in French or in English notation, or None: not a number, or ambiguous.

    « 1 200,5 », « 1.200,5 » and “1,200.5” are the same; “1,200” alone could be either.
    """
    bare = _bare(text, unit)
    if _PLAIN.fullmatch(bare):
        return int(bare) if len(bare) <= 16 else None
    if is_ambiguous(text, unit=unit):
        return None
    if _FRENCH.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    else:
        return None
    found = float(bare)
    return int(found) if found.is_integer() else found


def is_ambiguous(text: str, *, unit: str = "") -> bool:
    """Whether a text is one number in French and another in English, as “1,200”."""
    return _EITHER.fullmatch(_bare(text, unit)) is not None


def day(text: str) -> str | None:
    """The day as YYYY-MM-DD, from that form or from « 26/10/2018 », « 26 octobre 2018 »."""
    text = " ".join(text.split())
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
        if found := _DAY_FIRST.fullmatch(re.sub(r"^1er\b", "1", text)):
            month = _month(found[2])
            return date(int(found[3]), month, int(found[1])).isoformat() if month else None
    except ValueError:
        return None
    return None


def _text(question: Question, name: str, sent: Sent) -> Value:
    return one_newline(_one(sent, name))


def _long_text(question: Question, name: str, sent: Sent) -> Value:
    return rich.typed(_one(sent, name), _one(sent, f"{name}.{RICH}"))


def _single_choice(question: Question, name: str, sent: Sent) -> Value:
    chosen, beside = _one(sent, name), _one(sent, f"{name}.{OTHER}")
    if question.other and (chosen == OTHER or (not chosen and beside.strip())):
        return {OTHER: beside.strip()}
    return chosen if chosen in _keys(question.options) else None


def _multiple_choice(question: Question, name: str, sent: Sent) -> Value:
    chosen, beside = set(sent.get(name, ())), _one(sent, f"{name}.{OTHER}").strip()
    picked: list[Any] = [key for key in _keys(question.options) if key in chosen]
    if question.other and (OTHER in chosen or beside):
        picked.append({OTHER: beside})
    return picked


def _likert(question: Question, name: str, sent: Sent) -> Value:
    points = _keys(question.scale)
    chosen = {row.key: _one(sent, f"{name}.{row.key}") for row in question.rows}
    return {row: point for row, point in chosen.items() if point in points}


def _ranking(question: Question, name: str, sent: Sent) -> Value:
    """A list once every rank given is given once; until then, the ranks as typed."""
    ranks: dict[str, int] = {}
    for key in _keys(question.options):
        typed = _one(sent, f"{name}.{key}").strip()
        if typed.isdecimal() and len(typed) <= 3:
            ranks[key] = int(typed)
    if len(set(ranks.values())) < len(ranks):
        return ranks
    return sorted(ranks, key=ranks.__getitem__)


def _number(question: Question, name: str, sent: Sent) -> Value:
    typed = _one(sent, name).strip()
    found = number(typed, unit=question.unit)
    return typed if found is None else found


def _date(question: Question, name: str, sent: Sent) -> Value:
    typed = _one(sent, name).strip()
    return day(typed) or typed


def _file(question: Question, name: str, sent: Sent) -> Value:
    return None


def _repeat(question: Question, name: str, sent: Sent) -> Value:
    items = []
    blocks = range(min(_blocks(name, sent), MOST_ITEMS))
    for rank in sorted(blocks, key=lambda rank: _place(f"{name}.{rank}", rank, sent)):
        block = f"{name}.{rank}"
        if _one(sent, f"{block}..remove"):
            continue
        item = {}
        for field in question.fields:
            value = read(as_question(field), f"{block}.{field.key}", sent)
            if value is not None:
                item[field.key] = value
        if item:
            items.append(item)
    return items


def _place(block: str, rank: int, sent: Sent) -> int:
    """Where a block goes among the others: as the person said, else as it was drawn."""
    said = _one(sent, f"{block}..order").strip()
    return int(said) if said.isdecimal() and len(said) < 5 else rank + 1


def _blocks(name: str, sent: Sent) -> int:
    """How many blocks the form held, counted from the names it sent."""
    start = f"{name}."
    ranks = (one[len(start) :].partition(".")[0] for one in sent if one.startswith(start))
    return max((int(rank) for rank in ranks if rank.isdecimal() and len(rank) < 4), default=-1) + 1


def _one(sent: Sent, name: str) -> str:
    given = sent.get(name, ())
    return given[0] if given else ""


def _keys(options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(option.key for option in options)


def _picked_other(value: Value) -> bool:
    """« Autre » without its text: nothing is said yet, but the choice must not be forgotten."""
    return any(
        isinstance(one, Mapping) and OTHER in one
        for one in (value if isinstance(value, list) else (value,))
    )


def _bare(text: str, unit: str) -> str:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)]
    return _SPACES.sub("", text)


def _month(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    word = word.casefold().rstrip(".")
    return next((rank for rank, names in enumerate(_MONTHS, 1) if word in names), None)


READERS: Mapping[QuestionKind, Callable[[Question, str, Sent], Value]] = {
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.SINGLE_CHOICE: _single_choice,
    QuestionKind.MULTIPLE_CHOICE: _multiple_choice,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.FILE: _file,
    QuestionKind.REPEAT: _repeat,
}
