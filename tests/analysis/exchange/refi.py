"""What the REFI-QDA schema wants of a project: elements in their order, attributes, references."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from lxml import etree

SPACE = "{urn:QDA-XML:project:1.0}"
GUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ONCE, ANY, MANY = "one", "any", "many"

SHAPES = {
    "Project": (
        {"name"},
        {"origin", "creationDateTime"},
        [(one, ONCE) for one in ("Users", "CodeBook", "Variables", "Cases", "Sources")],
    ),
    "Users": (set(), set(), [("User", MANY)]),
    "User": ({"guid", "name"}, {"id"}, []),
    "CodeBook": (set(), set(), [("Codes", MANY)]),
    "Codes": (set(), set(), [("Code", MANY)]),
    "Code": (
        {"guid", "name", "isCodable"},
        {"color"},
        [("Description", ONCE), ("NoteRef", ANY), ("Code", ANY)],
    ),
    "Variables": (set(), set(), [("Variable", MANY)]),
    "Variable": ({"guid", "name", "typeOfVariable"}, set(), [("Description", ONCE)]),
    "Cases": (set(), set(), [("Case", MANY)]),
    "Case": (
        {"guid"},
        {"name"},
        [("Description", ONCE), ("CodeRef", ONCE), ("VariableValue", ANY), ("SourceRef", ANY)],
    ),
    "VariableValue": (set(), set(), [("VariableRef", MANY), ("TextValue", MANY)]),
    "VariableRef": ({"targetGUID"}, set(), []),
    "SourceRef": ({"targetGUID"}, set(), []),
    "CodeRef": ({"targetGUID"}, set(), []),
    "Sources": (set(), set(), [("TextSource", MANY)]),
    "TextSource": (
        {"guid", "plainTextPath"},
        {"name", "creationDateTime", "creatingUser"},
        [("Description", ONCE), ("PlainTextSelection", ANY), ("Coding", ANY)],
    ),
    "PlainTextSelection": (
        {"guid", "startPosition", "endPosition"},
        {"name", "creatingUser", "creationDateTime"},
        [("Description", ONCE), ("Coding", ANY)],
    ),
    "Coding": ({"guid"}, {"creatingUser", "creationDateTime"}, [("CodeRef", MANY)]),
    "Description": (set(), set(), []),
    "TextValue": (set(), set(), []),
}  # fmt: skip
ORIGINS = {"VariableRef": "Variable", "SourceRef": "TextSource", "CodeRef": "Code"}


def checked(project):
    """The root of a project that a strict reader would take, and its texts by guid."""
    archive = zipfile.ZipFile(BytesIO(project))
    root = etree.fromstring(archive.read("project.qde"))
    known = {}
    for one in root.iter():
        name = one.tag.removeprefix(SPACE)
        needed, allowed, children = SHAPES[name]
        assert needed <= set(one.attrib) <= needed | allowed, (name, dict(one.attrib))
        told = [child.tag.removeprefix(SPACE) for child in one]
        order = [kind for kind, _ in children]
        assert [order.index(kind) for kind in told] == sorted(map(order.index, told)), name
        for kind, times in children:
            assert told.count(kind) <= 1 if times == ONCE else True, (name, kind)
            assert told.count(kind) >= 1 if times == MANY else True, (name, kind)
        if "guid" in one.attrib:
            assert GUID.fullmatch(one.get("guid")), one.get("guid")
            assert one.get("guid") not in known, one.get("guid")
            known[one.get("guid")] = one
        for instant in (one.get("creationDateTime"),):
            assert instant is None or INSTANT.fullmatch(instant)
    for one in root.iter():
        name = one.tag.removeprefix(SPACE)
        if name in ORIGINS:
            assert known[one.get("targetGUID")].tag == SPACE + ORIGINS[name]
        if one.get("creatingUser"):
            assert known[one.get("creatingUser")].tag == f"{SPACE}User"
    names = [one.get("name") for one in root.iter(f"{SPACE}Code")]
    assert len({name.casefold() for name in names}) == len(names), "two codes of one name"
    return root, _texts(archive, root)


def _texts(archive, root):
    texts = {}
    for source in root.iter(f"{SPACE}TextSource"):
        path = source.get("plainTextPath").removeprefix("internal://")
        text = archive.read(f"sources/{path}").decode()
        assert not text.startswith("\ufeff")
        assert "\r" not in text
        for selection in source.iter(f"{SPACE}PlainTextSelection"):
            start, end = (int(selection.get(f"{one}Position")) for one in ("start", "end"))
            assert 0 <= start < end <= len(text)
        texts[source.get("guid")] = text
    return texts


def selected(root, texts):
    """(words selected, names of their codes) in the order of the project."""
    names = {one.get("guid"): one.get("name") for one in root.iter(f"{SPACE}Code")}
    return [
        (
            texts[source.get("guid")][int(one.get("startPosition")) : int(one.get("endPosition"))],
            [names[code.get("targetGUID")] for code in one.iter(f"{SPACE}CodeRef")],
        )
        for source in root.iter(f"{SPACE}TextSource")
        for one in source.iter(f"{SPACE}PlainTextSelection")
    ]
