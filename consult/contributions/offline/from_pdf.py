"""Reading a PDF that came back: the values of its fields, and the notes laid over its pages.

Nothing in it runs: scripts, actions and attached files are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from consult.contributions.offline.returned import (
    Found,
    Known,
    Stray,
    Trouble,
    Unreadable,
    bare,
)

MOST_FIELDS = 20_000
MOST_PAGES = 400
MOST_NOTES = 500
IDENTITY = "consult"
OFF = "/Off"
FOOTER = re.compile(r"(\S.* · .+ · [0-9a-f]{12})(?: +[0-9]+ / [0-9]+)?")
SHORTEST = 12
"""Signs by which the beginning of a heading is known; a shorter line must be all of one."""

NUMBER = re.compile(r"^[0-9]+\.")
UNMOVED = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
LINE = 6.0
"""Points: texts nearer in height than this stand on one line."""

Value = str | None


@dataclass(frozen=True, slots=True)
class Line:
    """Texts at the same height; `stands` when that height is known."""

    pieces: list[str]
    stands: bool = True


def found_in(content: bytes, known: Known) -> Found:
    """Everything that was filled in. Raises `Unreadable`."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            return _found(pdf, content, known)
    except pikepdf.PasswordError:
        raise Unreadable(Trouble.ENCRYPTED) from None
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError, AttributeError):
        raise Unreadable(Trouble.UNREADABLE) from None


def _found(pdf: pikepdf.Pdf, content: bytes, known: Known) -> Found:
    form = pdf.Root.get("/AcroForm")
    fields = dict(_fields(form.get("/Fields", []))) if form is not None else {}
    identity = fields.pop(IDENTITY, "")
    places = {mark: text for mark, text in fields.items() if _is_ours(mark)}
    if places:
        marks = {mark: text for mark, text in places.items() if text is not None}
        return Found("pdf", identity or "", marks, tuple(_notes(pdf)))
    if form is not None and "/XFA" in form:
        raise Unreadable(Trouble.ONLINE_FORM)
    return _without_fields(content, known)


def _is_ours(mark: str) -> bool:
    return mark.startswith(("q.", "secret."))


def _fields(top: Any) -> Iterator[tuple[str, Value]]:
    """Every field under its mark, with what it holds; None when it was left empty."""
    waiting: list[tuple[Any, str, str, Any, Any]] = [(one, "", "", None, None) for one in top]
    waiting.reverse()
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        field, above, kind, value, group = waiting.pop()
        count += 1
        if count > MOST_FIELDS:
            raise Unreadable(Trouble.TOO_LONG)
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        if field.objgen != (0, 0):
            seen.add(field.objgen)
        name = ".".join(part for part in (above, str(field.get("/T", ""))) if part)
        kind, value = str(field.get("/FT", kind)), field.get("/V", value)
        kids = field.get("/Kids")
        own = [one for one in kids if isinstance(one, pikepdf.Dictionary)] if kids else []
        if any("/T" in one for one in own):
            waiting.extend((one, name, kind, value, group) for one in reversed(own))
        elif name:
            yield _said(name.replace(":", "."), kind, value, own or [field])


def _said(mark: str, kind: str, value: Any, widgets: list[Any]) -> tuple[str, Value]:
    """What a field holds: a text, or the box that is ticked, under the mark of that box."""
    if kind != "/Btn":
        text = _text(value)
        return mark, text if text.strip() else None
    state = str(value) if value is not None else OFF
    if state in (OFF, ""):
        states = (str(one.get("/AS", OFF)) for one in widgets)
        state = next((one for one in states if one != OFF), OFF)
    if "=" in mark:
        return mark, None if state == OFF else ""
    return (mark, None) if state == OFF else (f"{mark}={state.lstrip('/')}", "")


def _text(value: Any) -> str:
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes()[:2_000_000].decode("utf-8", "replace")
    if isinstance(value, pikepdf.String | pikepdf.Name):
        return str(value).lstrip("/") if isinstance(value, pikepdf.Name) else str(value)
    return ""


def _notes(pdf: pikepdf.Pdf) -> Iterator[Stray]:
    """Texts laid over the pages, each near the field that stands at its height."""
    told = 0
    for place, page in enumerate(pdf.pages):
        if place >= MOST_PAGES:
            return
        notes = [one for one in page.get("/Annots", []) if isinstance(one, pikepdf.Dictionary)]
        fields = [one for one in notes if str(one.get("/Subtype", "")) == "/Widget"]
        for note in notes:
            text = _text(note.get("/Contents")).strip()
            if str(note.get("/Subtype", "")) not in ("/FreeText", "/Text") or not text:
                continue
            told += 1
            if told > MOST_NOTES:
                return
            yield Stray(text, _nearest(note, fields))


def _nearest(note: Any, fields: list[Any]) -> str:
    """The mark of the field whose middle is nearest in height."""
    middle = _middle(note)
    near = min(fields, key=lambda one: abs(_middle(one) - middle), default=None)
    if near is None:
        return ""
    while "/T" not in near and "/Parent" in near:
        near = near.Parent
    return str(near.get("/T", "")).replace(":", ".")


def _middle(annotation: Any) -> float:
    _left, bottom, _right, top = (float(one) for one in annotation.Rect)
    return (bottom + top) / 2


def _without_fields(content: bytes, known: Known) -> Found:
    """What a PDF whose fields are gone still says that we did not print, by question."""
    printed = "\n".join(known.printed)
    identity, near = "", ""
    kept: dict[str, list[str]] = {}
    for line in _lines(content):
        said = " ".join(line.pieces)
        if footer := FOOTER.fullmatch(said):
            identity = footer[1]
        elif line.stands and (heading := _heading(bare(said), known)):
            near = heading
        elif bare(NUMBER.sub("", said)) not in printed:
            ours = [one for one in line.pieces if bare(one) not in printed]
            kept.setdefault(near if line.stands else "", []).extend(
                [" ".join(ours)] if ours else []
            )
    stray = tuple(Stray("\n".join(lines), place) for place, lines in kept.items() if lines)
    return Found("pdf", identity, {}, stray, flattened=True)


def _heading(short: str, known: Known) -> str:
    """The question whose heading a line begins, whole or cut at the end of the line."""
    if len(short) < SHORTEST:
        return known.headings.get(short, "")
    return next((mark for text, mark in known.headings.items() if text.startswith(short)), "")


def _lines(content: bytes) -> Iterator[Line]:
    """The text of each page from top to bottom, then what was stamped on it."""
    import pypdf  # noqa: PLC0415 - only a document whose fields are gone needs it

    for place, page in enumerate(pypdf.PdfReader(BytesIO(content)).pages):
        if place >= MOST_PAGES:
            return
        texts: list[tuple[str, list[float], list[float]]] = []

        def told(
            text: str,
            outer: list[float],
            inner: list[float],
            *_font: object,
            texts: list[tuple[str, list[float], list[float]]] = texts,
        ) -> None:
            if text.strip():
                texts.append((text.strip(), list(outer), list(inner)))

        page.extract_text(visitor_text=told)
        # What was stamped on the page has coordinates of its own, from which nothing follows.
        laid = [one for one in texts if one[1] != UNMOVED] or texts
        rows: dict[int, list[tuple[float, str]]] = {}
        for text, outer, inner in laid:
            x, y = _placed(inner, outer)
            rows.setdefault(round(y / LINE), []).append((x, text))
        for row in sorted(rows, reverse=True):
            yield Line([text for _, text in sorted(rows[row])])
        if laid is not texts:
            yield from (Line([one[0]], stands=False) for one in texts if one[1] == UNMOVED)


def _placed(inner: list[float], outer: list[float]) -> tuple[float, float]:
    """Where a text begins on its page."""
    x, y = inner[4], inner[5]
    return (
        x * outer[0] + y * outer[2] + outer[4],
        x * outer[1] + y * outer[3] + outer[5],
    )
