"""The code book and the codings as CSV: one theme, or one coding, on each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from consult.analysis.exchange.held import Held
from consult.analysis.exchange.said import LONGEST_NAME, Note, SaidCoding, SaidTheme, Sheet, Told
from consult.analysis.exchange.theme_reading import CODED
from consult.analysis.exchange.voices import Voice, voices
from consult.analysis.material import Stance
from consult.analysis.models import COLOURS
from consult.calls.questionnaire import Questionnaire
from consult.calls.written.tree import Unreadable, decoded
from consult.web.sheets import FORMULA, as_csv

ACROSS = "*"
"""Stands for every question, as in the rules."""

THEMES = ("question", "key", "label", "claim", "description", "colour", "parent")
CODINGS = (
    *("agency", "question", "item", "field", "start", "end", "text", "theme_of", "theme"),
    *("stance", "confidential", "who", "origin", "comment", "coded_at"),
)
HIGHLIGHTS = ("document", "content", "tag")
"""The columns by which the highlights that Taguette exports are known."""

MOST_LINES = 100_000
SEPARATORS = ";,\t"


def themes_csv(held: Held) -> str:
    """The code book."""
    return as_csv(
        THEMES,
        [
            (
                *(theme.question.key if theme.question else ACROSS, theme.key, theme.label),
                *(theme.claim, theme.description, theme.colour),
                theme.parent.key if theme.parent else "",
            )
            for theme in held.themes
        ],
    )


def codings_csv(held: Held) -> str:
    """Every coding: where the passage stands, under which theme, who said so and how."""
    return as_csv(CODINGS, (_line(one) for one in voices(held)))


def _line(one: Voice) -> Sequence[object]:
    where, start, end = one.place
    of, theme = one.theme or ("", "")
    return (
        *(where.agency, where.question, where.item or "", where.field or "", start, end, one.text),
        *((of or ACROSS) if one.theme else "", theme),
        *(one.stance or "", "true" if one.confidential else "", one.who, one.origin or ""),
        *(one.comment, one.at.isoformat() if one.at else ""),
    )


def read(data: bytes, *, name: str, asked: Questionnaire) -> Sheet:
    """A CSV of themes, of codings, or of Taguette's highlights; raises `Unreadable`."""
    heading, rows = _rows(data)
    if set(THEMES[1:3]) <= set(heading):
        return _read_themes(name, rows, asked)
    if {"agency", "question", "text", "theme"} <= set(heading):
        return _read_codings(name, rows, asked)
    if set(HIGHLIGHTS[1:]) <= set(heading):
        return _read_highlights(name, rows)
    raise Unreadable("unreadable_table", line=1, detail=", ".join(THEMES[:3]))


Rows = Sequence[tuple[int, Mapping[str, str]]]


def _rows(data: bytes) -> tuple[Sequence[str], Rows]:
    text = decoded(data)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[int, Mapping[str, str]]] = []
    heading: list[str] = []
    line = 1
    try:
        for cells in lines:
            if not heading:
                heading = [cell.strip().casefold() for cell in cells]
            elif any(cells):
                found.append((line, dict(zip(heading, map(_plain, cells), strict=False))))
            line = lines.line_num + 1
            if line > MOST_LINES:
                raise Unreadable("table_too_large", lines=str(MOST_LINES), columns="200")
    except csv.Error as error:
        raise Unreadable("unreadable_table", line=line, detail=str(error)) from error
    if not found:
        raise Unreadable("empty_table")
    return heading, found


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA):
        return cell[1:]
    return cell


def _read_themes(name: str, rows: Rows, asked: Questionnaire) -> Sheet:
    themes: dict[str, SaidTheme] = {}
    notes: list[Told] = []
    for line, cells in rows:
        question = _question(cells.get("question", ""))
        key = cells.get("key", "").strip()
        label = " ".join(cells.get("label", "").split())[:LONGEST_NAME]
        ref = f"{question}/{key}"
        if not label or not key or ref in themes:
            note = Note.REPEATED if ref in themes else Note.UNREADABLE_LINE
            notes.append(Told(note, {"line": line, "label": label or key}))
        elif question and not _is_coded(asked, question):
            notes.append(Told(Note.UNKNOWN_QUESTION, {"line": line, "question": question}))
        else:
            colour = cells.get("colour", "")
            known = colour.isdecimal() and len(colour) < 3 and 1 <= int(colour) <= COLOURS
            parent = cells.get("parent", "").strip()
            themes[ref] = SaidTheme(
                *(ref, label, question, key),
                claim=" ".join(cells["claim"].split()) if "claim" in cells else None,
                description=cells["description"].strip() if "description" in cells else None,
                colour=int(colour) if known else None,
                parent=(f"{question}/{parent}" if parent else "") if "parent" in cells else None,
            )
    return Sheet(name, tuple(themes.values()), (), tuple(notes))


def _read_codings(name: str, rows: Rows, asked: Questionnaire) -> Sheet:
    """The themes are those of the call: what they are is not in this file, only their keys."""
    themes: dict[str, SaidTheme] = {}
    notes: list[Told] = []
    codings: list[SaidCoding] = []
    for line, cells in rows:
        question, key = cells.get("question", "").strip(), cells.get("theme", "").strip()
        of = _question(cells.get("theme_of", "")) if "theme_of" in cells else question
        unknown = [one for one in (question, of or question) if not _is_coded(asked, one)]
        if unknown:
            notes.append(Told(Note.UNKNOWN_QUESTION, {"line": line, "question": unknown[0]}))
            continue
        ref = f"{of}/{key}" if key else None
        if ref and ref not in themes:
            themes[ref] = SaidTheme(ref, key[:LONGEST_NAME], of, key, named=False)
        stance = cells.get("stance", "").strip()
        codings.append(
            SaidCoding(
                *(ref, cells.get("agency", ""), question, cells.get("text", "")),
                start=_number(cells.get("start", "")),
                item=_number(cells.get("item", "")),
                field=cells.get("field", "").strip() or None,
                stance=Stance(stance) if stance in list(Stance) else None,
                comment=cells.get("comment", "").strip(),
                confidential=cells.get("confidential", "").strip() == "true",
            )
        )
    return Sheet(name, tuple(themes.values()), tuple(codings), tuple(notes))


def _read_highlights(name: str, rows: Rows) -> Sheet:
    """What Taguette exports: the words and their tag; they are looked for in every answer."""
    themes: dict[str, SaidTheme] = {}
    codings = []
    for _, cells in rows:
        label = " ".join(cells.get("tag", "").split())[:LONGEST_NAME]
        text = cells.get("content", "").strip()
        if label:
            themes.setdefault(label, SaidTheme(label, label))
            codings.append(SaidCoding(label, "", "", text))
    return Sheet(name, tuple(themes.values()), tuple(codings))


def _question(cell: str) -> str:
    """The key of a question, empty for every question."""
    return cell.strip().removeprefix(ACROSS)


def _is_coded(asked: Questionnaire, key: str) -> bool:
    question = asked.by_key.get(key)
    return question is not None and question.kind in CODED


def _number(cell: str) -> int | None:
    return int(cell) if cell.strip().isdecimal() and len(cell) < 9 else None
