"""Reading a Word document that came back: its text and its boxes, nothing that runs or is fetched.

Only two parts are opened. A text belongs to a place by the control around it (its tag), or by
the bookmark that begins it and the next one that ends it; what belongs to none, and was not
printed by us, is given as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consult.contributions.offline.returned import (
    TICKED,
    Found,
    Known,
    Stray,
    Trouble,
    Unreadable,
    bare,
)
from consult.contributions.offline.word_parts import DEEPEST, W, numbered_in, parts_of, tree_of

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_PARAGRAPHS = 20_000
ANSWER = "Answer"
IDENTITY = "consult"
UNSEEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", FALLBACK, f"{W}sdtPr", f"{W}pPr", f"{W}rPr"}
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
CROSSES = frozenset({"x", "X"})


def found_in(content: bytes, known: Known) -> Found:
    """Everything that was filled in. Raises `Unreadable`."""
    parts = parts_of(content)
    body = tree_of(parts["word/document.xml"]).find(f"{W}body")
    if body is None:
        raise Unreadable(Trouble.UNREADABLE)
    walk = _Walk(known, numbered_in(parts.get("word/numbering.xml")))
    walk.through(body)
    return walk.told()


@dataclass(slots=True)
class _Paragraph:
    """One paragraph while it is walked through."""

    style: str = ""
    text: list[str] = field(default_factory=list)
    owner: str = ""
    ticks: list[str] = field(default_factory=list)
    checked: bool | None = None
    waiting: bool = False
    bullet: str = ""


class _Walk:
    """Goes through the body once, in the order it is read, with a stack that cannot overflow."""

    def __init__(self, known: Known, numbered: dict[tuple[str, str], str]) -> None:
        self.known = known
        self.numbered = numbered
        self.open: dict[str, str] = {}
        self.controls: list[str] = []
        self.waiting = 0
        self.paragraphs: list[_Paragraph] = []
        self.near = ""
        self.last = ""
        self.identity = ""
        self.marks: dict[str, list[_Paragraph]] = {}
        self.ticked: dict[str, str] = {}
        self.stray: list[tuple[str, str]] = []
        self.count = 0

    def through(self, body: Any) -> None:
        stack: list[tuple[Any, bool]] = [(one, False) for one in reversed(body)]
        depth = 0
        while stack:
            element, leaving = stack.pop()
            if leaving:
                depth -= 1
                self.leave(element)
                continue
            if element.tag in UNSEEN or not isinstance(element.tag, str):
                continue
            self.enter(element)
            depth += 1
            if depth > DEEPEST:
                raise Unreadable(Trouble.UNREADABLE)
            stack.append((element, True))
            stack.extend((one, False) for one in reversed(element))

    def enter(self, element: Any) -> None:
        """Take in what an element says by itself."""
        tag, here = element.tag, self.paragraphs[-1] if self.paragraphs else None
        if tag == f"{W}p":
            self.begin(element)
        elif tag == f"{W}sdt":
            self.control(element)
        elif tag == f"{W}bookmarkStart":
            self.bookmark(element.get(f"{W}name", ""), element.get(f"{W}id", ""))
        elif tag == f"{W}bookmarkEnd":
            self.open.pop(element.get(f"{W}id", ""), None)
        elif here is not None and tag == f"{W}t":
            self.say(here, element.text or "")
        elif here is not None and tag in SIGNS:
            self.say(here, SIGNS[tag])

    def leave(self, element: Any) -> None:
        if element.tag == f"{W}p":
            self.end(self.paragraphs.pop())
        elif element.tag == f"{W}sdt":
            self.controls.pop()
            self.waiting -= _is_waiting(element)

    def begin(self, element: Any) -> None:
        self.count += 1
        if self.count > MOST_PARAGRAPHS:
            raise Unreadable(Trouble.TOO_LONG)
        style = element.find(f"{W}pPr/{W}pStyle")
        made = _Paragraph(style.get(f"{W}val", "") if style is not None else "")
        made.bullet = self.bullet(element)
        self.paragraphs.append(made)
        for mark in self.controls:
            self.belongs(mark, made)

    def control(self, element: Any) -> None:
        """A control around a text, a box, or several paragraphs."""
        tag = element.find(f"{W}sdtPr/{W}tag")
        mark = self.known.tags.get(tag.get(f"{W}val", ""), "") if tag is not None else ""
        if tag is not None and not mark and tag.get(f"{W}val", "").startswith(("q.", "secret.")):
            mark = tag.get(f"{W}val", "")  # A place that this questionnaire has no more.
        self.controls.append(mark)
        self.waiting += _is_waiting(element)
        checked = element.find(f"{W}sdtPr/{W14}checkbox/{W14}checked")
        here = self.paragraphs[-1] if self.paragraphs else None
        if here is not None:
            self.belongs(mark, here)
            if checked is not None:
                here.checked = checked.get(f"{W14}val", "0") in ("1", "true", "on")

    def bookmark(self, name: str, number: str) -> None:
        mark = self.known.bookmarks.get(name, "")
        if mark.startswith("at."):
            self.near = mark
        elif mark:
            self.open[number] = mark
            if self.paragraphs:
                self.belongs(mark, self.paragraphs[-1])

    def belongs(self, mark: str, paragraph: _Paragraph) -> None:
        if "=" in mark:
            paragraph.ticks.append(mark)
        elif mark:
            paragraph.owner = paragraph.owner or mark

    def say(self, here: _Paragraph, text: str) -> None:
        if self.waiting:
            here.waiting = True
            return
        here.text.append(text)
        if not here.owner and text.strip():
            for mark in self.open.values():
                self.belongs(mark, here) if "=" not in mark else None

    def end(self, made: _Paragraph) -> None:
        """Give the paragraph to its place, or set it aside."""
        text = "".join(made.text).strip("\t\n ")
        if made.ticks:
            self.tick(made, text)
            return
        is_printed = bare(text) in self.known.printed
        if made.owner == IDENTITY:
            self.identity = self.identity or text
        elif made.owner and (not is_printed or made.owner in self.controls):
            self.last = made.owner
            if text and not is_printed:
                self.marks.setdefault(made.owner, []).append(made)
        elif text and not is_printed:
            if made.style == ANSWER and self.last:
                self.marks.setdefault(self.last, []).append(made)
            else:
                self.stray.append((text, self.near))

    def tick(self, made: _Paragraph, text: str) -> None:
        """One box in its paragraph; words added beside it are kept."""
        mark = made.ticks[0]
        first = text[:1]
        on = made.checked if made.checked is not None else first in TICKED and first != ""
        crossed = text.split(None, 1)[0] if text.split() else ""
        if crossed in CROSSES:
            on, text = True, text[len(crossed) :]
        if on:
            self.ticked[mark] = ""
        if bare(text) and bare(text) not in self.known.printed:
            self.stray.append((text.lstrip("☐☒☑✓✔\t \u00a0"), self.near))

    def bullet(self, element: Any) -> str:
        number = element.find(f"{W}pPr/{W}numPr")
        if number is None:
            return ""
        id_, level = number.find(f"{W}numId"), number.find(f"{W}ilvl")
        key = (
            id_.get(f"{W}val", "") if id_ is not None else "",
            level.get(f"{W}val", "0") if level is not None else "0",
        )
        if key[0] == "0":
            return ""
        depth = int(key[1]) if key[1].isdecimal() and len(key[1]) < 2 else 0
        sign = "1." if self.numbered.get(key) == "decimal" else "•"
        return f"{'  ' * min(depth, 6)}{sign} "

    def told(self) -> Found:
        marks = {mark: _joined(lines) for mark, lines in self.marks.items()}
        return Found(
            kind="word",
            identity=self.identity,
            marks={**marks, **self.ticked},
            stray=tuple(_together(self.stray)),
        )


def _joined(paragraphs: list[_Paragraph]) -> str:
    """Paragraphs parted by a blank line; the lines of a list are not, and are counted anew."""
    text, rank, listed = "", 0, False
    for one in paragraphs:
        said = "".join(one.text).strip("\t\n ")
        rank = rank + 1 if one.bullet.endswith("1. ") else 0
        line = one.bullet.replace("1.", f"{rank}.") + said
        text += ("\n" if listed and one.bullet else "\n\n" if text else "") + line
        listed = bool(one.bullet)
    return text


def _together(stray: list[tuple[str, str]]) -> Iterator[Stray]:
    """Texts that follow one another near the same question, as one."""
    lines: list[str] = []
    near = ""
    for text, place in stray:
        if lines and place != near:
            yield Stray("\n".join(lines), near)
            lines = []
        near = place
        lines.append(text)
    if lines:
        yield Stray("\n".join(lines), near)


def _is_waiting(element: Any) -> bool:
    """Whether a control shows what stands in it until somebody writes."""
    shown = element.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shown is not None and shown.get(f"{W}val", "1") not in ("0", "false", "off")
