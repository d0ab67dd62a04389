"""A formatted text as HTML: what it says is escaped, and only our own tags are around it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from consult.calls.questionnaire import Value
from consult.contributions.texts.rich import BOLD, ITALIC, ITEM, LINK, Mark, marks_of, plain

DEEPEST = 6


def to_html(value: Value) -> Markup:
    """Paragraphs, lists, bold, italic and links, safe to put on a page; the words are verbatim."""
    text = plain(value)
    marks = deque(marks_of(value))
    html: list[str] = []
    open_lists: list[str] = []
    paragraph: list[str] = []
    start = 0
    for line in text.split("\n"):
        item = ITEM.match(line)
        ours = []
        while marks and marks[0].start < start + len(line):
            ours.append(marks.popleft())
        if item or not line.strip():
            _close(html, paragraph)
        if item:
            _item(html, open_lists, item)
            html.append(_inline(line, start, ours, skipped=item.end()))
        else:
            _unwind(html, open_lists, 0)
            if line.strip():
                paragraph.append(_inline(line, start, ours))
        start += len(line) + 1
    _close(html, paragraph)
    _unwind(html, open_lists, 0)
    return Markup("".join(html))  # noqa: S704 - every piece is escaped by `_inline`


def _inline(line: str, offset: int, marks: Sequence[Mark], *, skipped: int = 0) -> str:
    """A line with its marks; a link is one element however its inside is formatted."""
    here = [
        Mark(max(one.start - offset, skipped), one.end - offset, one.kind, one.href)
        for one in marks
        if one.end - offset > skipped
    ]
    html, at = "", skipped
    for link in (one for one in here if one.kind == LINK):
        html += _styled(line, at, link.start, here)
        html += f'<a href="{escape(link.href)}" rel="noopener noreferrer nofollow">'
        html += _styled(line, link.start, link.end, here) + "</a>"
        at = link.end
    return html + _styled(line, at, len(line), here)


def _styled(line: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    inside = [one for one in marks if one.kind != LINK and one.start < end and one.end > start]
    cuts = sorted({start, end} | {cut for one in inside for cut in one[:2] if start < cut < end})
    html = ""
    for first, last in pairwise(cuts):
        kinds = {one.kind for one in inside if one.start <= first and one.end >= last}
        piece = str(escape(line[first:last]))
        piece = f"<em>{piece}</em>" if ITALIC in kinds else piece
        html += f"<strong>{piece}</strong>" if BOLD in kinds else piece
    return html


def _item(html: list[str], open_lists: list[str], item: re.Match[str]) -> None:
    """Open the item of a list at its depth, and the list itself where it begins."""
    kind = "ul" if item["bullet"] else "ol"
    depth = min(len(item["indent"]) // 2, len(open_lists), DEEPEST)
    _unwind(html, open_lists, depth + 1)
    if len(open_lists) == depth + 1 and open_lists[-1] != kind:
        _unwind(html, open_lists, depth)
    if len(open_lists) == depth + 1:
        html.append("</li>")
    else:
        open_lists.append(kind)
        html.append(f"<{kind}>")
    html.append(f'<li value="{int(item["number"])}">' if kind == "ol" else "<li>")


def _unwind(html: list[str], open_lists: list[str], depth: int) -> None:
    while len(open_lists) > depth:
        html.append(f"</li></{open_lists.pop()}>")


def _close(html: list[str], paragraph: list[str]) -> None:
    if paragraph:
        html.append("<p>" + "<br>".join(paragraph) + "</p>")
        paragraph.clear()
