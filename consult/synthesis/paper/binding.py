"""Parts printed apart, bound into one file: pages, outline, anchors, tags.

Each part comes out of WeasyPrint as the objects of a PDF. Those of the others are written down,
sent to the first with what hangs them in their tree, and there renumbered.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

import pydyf

from consult.synthesis.paper.folios import Folio

# Texts are passed over: what an agency wrote may look like a reference.
_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F]*>|(\d+) 0 R\b|(/StructParents? )(\d+)", re.DOTALL
)
_HEADING = re.compile(rb"\((\d+-\d+-\d+)\)")
_CONTENTS = re.compile(rb"/Contents (\d+ 0 R)")
_LAST, _COUNT = re.compile(rb"/Last (\d+) 0 R"), re.compile(rb"/Count (\d+)")
_SUBSET = re.compile(rb"/([A-Z]{6})(?=\+)")


class Leaf(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """A finished object: its bytes, and whether it may be packed with others."""

    def __init__(self, head: bytes, body: bytes = b"") -> None:
        super().__init__()
        self.head, self.body = head, body

    @property
    def data(self) -> bytes:
        """What is written."""
        return self.head + self.body

    @property
    def compressible(self) -> bool:
        """Streams stand alone."""
        return not self.body


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A part, as plain data that goes from one process to another."""

    leaves: dict[int, tuple[bytes, bytes]]
    shared: int
    """Objects up to this number are the same in all parts."""
    pages: tuple[int, ...]
    elements: tuple[bytes, ...]
    document: int
    owners: tuple[tuple[int, bytes], ...]
    """Key and value of each line of the parent tree."""
    anchors: tuple[tuple[str, bytes], ...]
    outline: tuple[int, tuple[int, ...], int] | None
    """The number of its root, its top lines, and how many lines are open."""
    folios: tuple[Folio | None, ...]
    """How each of its pages is numbered; a cover is not."""
    goes_on: bool
    """Whether its outline goes on under the last line of those before."""


def sheaf(pdf: Any, titles: set[str], rank: int = 1, *, goes_on: bool = False) -> Sheaf:
    """The pages of `pdf` and all that they need; of its anchors, those in `titles`.

    `rank` tells it from the other parts; `goes_on` where it begins in the middle of a section.
    """
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    document = _at(pdf, root["K"][0])
    nums = _at(pdf, root["ParentTree"])["Nums"]
    pages = tuple(int(number) for number in pdf.pages["Kids"][::3])
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    leaves = {number: _written(thing) for number, thing in enumerate(pdf.objects) if number}
    outline = _at(pdf, pdf.catalog["Outlines"]) if "Outlines" in pdf.catalog else None
    top = tuple(_chain(pdf, outline)) if outline else ()
    shared = _shared(pdf, pages[0])
    kids = tuple(_bytes(kid) for kid in document["K"])
    apart = {*range(shared + 1), document.number, *([outline.number] if outline else ())}
    return Sheaf(
        leaves=_needed(leaves, pages + top, kids, apart, rank),
        shared=shared,
        pages=pages,
        elements=kids,
        document=document.number,
        owners=tuple((nums[place], _bytes(nums[place + 1])) for place in range(0, len(nums), 2)),
        anchors=tuple(
            (names[place].string, _bytes(names[place + 1]))
            for place in range(0, len(names), 2)
            if names[place].string in titles
        ),
        outline=(outline.number, top, outline["Count"]) if outline else None,
        folios=tuple(
            _at(pdf, pdf.objects[page]["Contents"]).__dict__.get("folio") for page in pages
        ),
        goes_on=goes_on,
    )


def shell(pdf: Any) -> Any:
    """The end of the note as plain data: every object is written down but those that grow."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    grow = {pdf.catalog.number, pdf.pages.number, root.number}
    grow |= {_at(pdf, root["K"][0]).number, _at(pdf, root["ParentTree"]).number}
    grow.add(_at(pdf, pdf.catalog["Outlines"]).number)
    _freeze(pdf, grow)
    return pdf


class Book:
    """A note that is bound part after part, in the order of the pages; its end comes last."""

    def __init__(self, end: Any) -> None:
        """`end` is a `shell`, which is changed in place."""
        self._pdf = end
        root = _at(end, end.catalog["StructTreeRoot"])
        self._tags = _at(end, root["K"][0])["K"]
        self._owners = _at(end, root["ParentTree"])["Nums"]
        self._document = _at(end, root["K"][0]).number
        self._outline = _at(end, end.catalog["Outlines"])
        self._last = list(end.pages["Kids"]), list(self._tags), dict(self._outline)
        end.pages["Kids"].clear()
        end.pages["Count"] = 0
        self._tags.clear()
        for key in ("First", "Last"):
            del self._outline[key]
        self._outline["Count"] = 0

    def bind(self, part: Sheaf, pages: int) -> None:
        """Add a part after those before; there are `pages` in all."""
        pdf = self._pdf
        key = max(self._owners[::2]) + 1
        numbers = {number: number for number in range(part.shared + 1)}
        numbers[part.document] = self._document
        above = _at(pdf, self._outline["Last"]) if part.goes_on else self._outline
        if part.outline:
            numbers[part.outline[0]] = above.number
        for place, number in enumerate(part.leaves):
            numbers[number] = len(pdf.objects) + place

        def moved(content: bytes) -> bytes:
            return _TOKEN.sub(lambda found: _moved(found, numbers, key), content)

        for head, body in part.leaves.values():
            pdf.add_object(Leaf(moved(head), body))
        for number, folio in zip(part.pages, part.folios, strict=True):
            pdf.pages["Kids"].extend([numbers[number], 0, "R"])
            pdf.pages["Count"] += 1
            if folio:
                told = pydyf.Stream([folio.written(pdf.pages["Count"], pages)])
                pdf.add_object(told)
                page = pdf.objects[numbers[number]]
                page.head = _CONTENTS.sub(rb"/Contents [\1 %d 0 R]" % told.number, page.head)
        self._tags += [moved(element) for element in part.elements]
        for place, owner in part.owners:
            self._owners += [place + key, moved(owner)]
        _anchor(pdf, {name: moved(place) for name, place in part.anchors})
        if part.outline:
            lines = [numbers[line] for line in part.outline[1]]
            if part.goes_on:
                _continue_under(pdf, above, lines, part.outline[2])
                self._outline["Count"] += part.outline[2]
            else:
                _continue(pdf, self._outline, lines, part.outline[2])

    def closed(self, mark: str) -> bytes:
        """The file: the end stands where it belongs, and nothing can be added any more."""
        pages, tags, outline = self._last
        self._pdf.pages["Kids"] += pages
        self._pdf.pages["Count"] += len(pages) // 3
        self._tags += tags
        lines = [int(outline[key].split()[0]) for key in ("First", "Last")]
        _continue(self._pdf, self._outline, lines, outline["Count"])
        _freeze(self._pdf)
        out = io.BytesIO()
        # In letters: pydyf writes bytes as they are, and a carriage return is read as another
        # sign.
        self._pdf.write(out, b"1.7", mark.encode(), compress=True)
        return out.getvalue()


def _freeze(pdf: Any, growing: Set[int] = frozenset()) -> None:
    """Write every object down once: pydyf would do it again to compute the identifier."""
    for number, thing in enumerate(pdf.objects):
        if number and number not in growing and not isinstance(thing, Leaf):
            leaf = Leaf(*_written(thing))
            leaf.number = number
            pdf.objects[number] = leaf


def _moved(found: re.Match[bytes], numbers: dict[int, int], key: int) -> bytes:
    if found[1]:
        return b"%d 0 R" % numbers[int(found[1])]
    if found[2]:
        return found[2] + b"%d" % (int(found[3]) + key)
    return found[0]


def _at(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _bytes(thing: Any) -> bytes:
    content: bytes = pydyf._to_bytes(thing)  # noqa: SLF001  # as pydyf writes it
    return content


def _written(thing: Any) -> tuple[bytes, bytes]:
    content: bytes = thing.data
    if not isinstance(thing, pydyf.Stream):
        return content, b""
    head, mark, body = content.partition(b"\nstream\n")
    return head, mark + body


def _shared(pdf: Any, page: int) -> int:
    """What WeasyPrint writes before the resources of the pages is the same in every part."""
    resources = _at(pdf, pdf.objects[page]["Resources"])
    return int(resources.number) - 1


def _chain(pdf: Any, outline: Any) -> Iterator[int]:
    reference = outline.get("First")
    while reference:
        line = _at(pdf, reference)
        yield int(line.number)
        reference = line.get("Next")


def _needed(
    leaves: dict[int, tuple[bytes, bytes]],
    roots: tuple[int, ...],
    kids: tuple[bytes, ...],
    apart: set[int],
    rank: int,
) -> dict[int, tuple[bytes, bytes]]:
    """What can be reached from the pages, the outline and the tags."""
    kept: set[int] = set()
    todo = [*roots, *(number for kid in kids for number in _references(kid))]
    while todo:
        number = todo.pop()
        if number not in kept and number not in apart:
            kept.add(number)
            todo += _references(leaves[number][0])
    return {
        number: (_renamed(leaves[number][0], rank), leaves[number][1]) for number in sorted(kept)
    }


def _references(content: bytes) -> list[int]:
    return [int(found[1]) for found in _TOKEN.finditer(content) if found[1]]


def _renamed(content: bytes, rank: int) -> bytes:
    """What several parts may have named alike: subsets of a font, headings of a table."""
    content = _SUBSET.sub(lambda found: b"/" + _turned(found[1], rank), content)
    return _HEADING.sub(rb"(%d-\1)" % (rank + 1), content) if b"/Table" in content else content


def _turned(name: bytes, rank: int) -> bytes:
    return bytes((letter - 65 + rank - 1) % 26 + 65 for letter in reversed(name))


def _anchor(pdf: Any, places: dict[str, bytes]) -> None:
    tree = pdf.catalog.setdefault("Names", pydyf.Dictionary())
    names = tree.get("Dests", {}).get("Names", [])
    known = {names[place].string: names[place + 1] for place in range(0, len(names), 2)}
    known |= places
    pairs = [(pydyf.String(name), known[name]) for name in sorted(known)]
    tree["Dests"] = pydyf.Dictionary(
        {"Names": pydyf.Array([thing for pair in pairs for thing in pair])}
    )


def _continue(pdf: Any, outline: Any, lines: list[int], count: int) -> None:
    """The outline goes on with the lines of another part: the first to the last of them."""
    first = pdf.objects[lines[0]]
    if "Last" in outline:
        last = _at(pdf, outline["Last"])
        _add(last, b"/Next " + first.reference)
        _add(first, b"/Prev " + last.reference)
    else:
        outline["First"] = first.reference
    outline["Last"] = pdf.objects[lines[-1]].reference
    outline["Count"] += count


def _continue_under(pdf: Any, above: Leaf, lines: list[int], count: int) -> None:
    """The lines of a section go on in the part after the one where it began."""
    found = _LAST.search(above.head)
    if found is None:
        raise ValueError("The section that goes on has no line of its own.")
    last, first = pdf.objects[int(found[1])], pdf.objects[lines[0]]
    _add(last, b"/Next " + first.reference)
    _add(first, b"/Prev " + last.reference)
    head = above.head.replace(found[0], b"/Last " + pdf.objects[lines[-1]].reference)
    above.head = _COUNT.sub(lambda told: b"/Count %d" % (int(told[1]) + count), head)


def _add(leaf: Leaf, told: bytes) -> None:
    leaf.head = leaf.head.removesuffix(b">>") + told + b">>"
