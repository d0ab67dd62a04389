"""Reading a PDF that came back: the values of its fields, and the notes laid over its pages.

Nothing in it runs: scripts, actions and attached files are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
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
Value = str | None


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
    return Found("pdf", "", {}, tuple(_lines(content, known)), flattened=True)


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


def _lines(content: bytes, known: Known) -> Iterator[Stray]:
    """What a PDF without fields still says that we did not print, by question."""
    import pypdf  # noqa: PLC0415 - only a document whose fields are gone needs it

    printed = "\n".join(known.printed)
    near, kept = "", list[str]()
    for place, page in enumerate(pypdf.PdfReader(BytesIO(content)).pages):
        if place >= MOST_PAGES:
            break
        for line in page.extract_text().splitlines():
            short = bare(line)
            heading = next(
                (mark for text, mark in known.headings.items() if short and text.startswith(short)),
                "",
            )
            if heading or (short and short not in printed):
                if heading and kept:
                    yield Stray("\n".join(kept), near)
                    kept = []
                if heading:
                    near = heading
                else:
                    kept.append(line.strip())
    if kept:
        yield Stray("\n".join(kept), near)
