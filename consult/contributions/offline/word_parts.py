"""The parts of a Word file, opened within bounds: nothing in it may cost more than it says."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from consult.contributions.offline.returned import Trouble, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LARGEST_PART = 24 * 1024 * 1024
MOST_PARTS = 4000
DEEPEST = 200


def parts_of(content: bytes) -> dict[str, bytes]:
    """The two parts that are read, each within its limit whatever the archive announces."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            if len(names) > MOST_PARTS:
                raise Unreadable(Trouble.TOO_LARGE)
            if "word/document.xml" not in names:
                raise Unreadable(_other_format(package, names))
            for name in ("word/document.xml", "word/numbering.xml"):
                if name in names:
                    with package.open(name) as part:
                        parts[name] = part.read(LARGEST_PART + 1)
                    if len(parts[name]) > LARGEST_PART:
                        raise Unreadable(Trouble.TOO_LARGE)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        raise Unreadable(Trouble.UNREADABLE) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]  # zipfile lets it through
        raise Unreadable(Trouble.UNREADABLE) from None
    return parts


def _other_format(package: zipfile.ZipFile, names: list[str]) -> Trouble:
    if "mimetype" in names and "content.xml" in names:
        with package.open("mimetype") as line:
            if b"opendocument" in line.read(200):
                return Trouble.OPEN_DOCUMENT
    return Trouble.FORMAT


def tree_of(part: bytes) -> Any:
    """The tree of a part without entities, and without asking anything of anybody."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(Trouble.UNREADABLE) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable(Trouble.UNREADABLE)
    return root


def numbered_in(part: bytes | None) -> dict[tuple[str, str], str]:
    """Which lists are numbered: (list, level) to its format."""
    if part is None:
        return {}
    root = tree_of(part)
    formats = {
        (shape.get(f"{W}abstractNumId"), level.get(f"{W}ilvl", "0")): kind.get(f"{W}val", "")
        for shape in root.iter(f"{W}abstractNum")
        for level in shape.iter(f"{W}lvl")
        for kind in level.iter(f"{W}numFmt")
    }
    lists = {
        one.get(f"{W}numId", ""): shape.get(f"{W}val")
        for one in root.iter(f"{W}num")
        for shape in one.iter(f"{W}abstractNumId")
    }
    return {
        (number, level): kind
        for number, shape in lists.items()
        for (known, level), kind in formats.items()
        if known == shape
    }
