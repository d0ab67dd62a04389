"""Safe YAML as a tree whose every node knows its line. Nothing is executed or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 8 * 1024 * 1024
MAX_NODES = 200_000
MAX_DEPTH = 40

INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
# YAML allows these by escapes; no answer needs them and they break files made from answers.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# libyaml follows YAML 1.1 and would break lines here; YAML 1.2 does not.
OLD_BREAKS = str.maketrans({"\x85": "\ufdd0", "\u2028": "\ufdd1", "\u2029": "\ufdd2"})
OLD_BREAKS_BACK = str.maketrans({"\ufdd0": "\x85", "\ufdd1": "\u2028", "\ufdd2": "\u2029"})

Plain = str | int | float | bool | None


class Unreadable(Exception):
    """The file cannot be read at all; `code` names a sentence, `line` says where when known."""

    def __init__(self, code: str, *, line: int | None = None, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


@dataclass(eq=False, slots=True)
class Node:
    """One value of a file. `text` is a scalar as written, so that an option key `01` stays `01`."""

    line: int
    value: Plain | list[Node] | dict[str, Node] = None
    text: str = ""
    size: int = 1
    depth: int = 1
    repeated: tuple[tuple[str, int], ...] = ()

    def adopt(self, child: Node) -> None:
        """Count a child in; shared children count each time, which stops alias bombs early."""
        self.size += child.size
        self.depth = max(self.depth, child.depth + 1)
        if self.size > MAX_NODES:
            raise Unreadable("too_many_values", line=self.line, most=str(MAX_NODES))


def decoded(data: bytes) -> str:
    """Text of a file in UTF-8 or UTF-16, with or without a mark, or else a refusal."""
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large", most=str(MAX_BYTES // 1024 // 1024))
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if data[1:2] == b"\x00":
        return _decoded(data, "utf-16-le")
    if data[:1] == b"\x00":
        return _decoded(data, "utf-16-be")
    return _decoded(data, "utf-8")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1 if encoding.startswith("utf-8") else None
        raise Unreadable("not_utf8", line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def first_control(text: str) -> tuple[int, str] | None:
    """Line and name of the first control character, if there is one."""
    found = CONTROL.search(text)
    if found is None:
        return None
    return text.count("\n", 0, found.start()) + 1, f"U+{ord(found.group()):04X}"


def parsed(text: str) -> Node:
    """The tree of one YAML document, or `Unreadable`. Bounded in time whatever the text."""
    control = first_control(text)
    if control:
        raise Unreadable("control_character", line=control[0], character=control[1])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder().build(yaml.parse(text.translate(OLD_BREAKS), Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            "not_yaml", line=mark.line + 1 if mark else None, detail=str(error.problem)
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("not_yaml", detail=str(error).splitlines()[0]) from error


class _Builder:
    """Builds the tree from parser events with a stack of its own: depth cannot crash it."""

    def __init__(self) -> None:
        self.open: list[tuple[Node, list[Node], str | None]] = []
        self.anchors: dict[str, Node | None] = {}
        self.root: Node | None = None
        self.documents = 0

    def build(self, events: Iterator[Any]) -> Node:
        for event in events:
            self.take(event)
        return self.root or Node(1)

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if getattr(event, "tag", None) is not None:
            raise Unreadable("tag", line=line, tag=str(event.tag)[:80])
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise Unreadable("several_documents", line=line)
        elif isinstance(event, yaml.AliasEvent):
            self.place(self.named(event.anchor, line), None)
        elif isinstance(event, yaml.ScalarEvent):
            self.place(_scalar(event, line), event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.begin(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.end()

    def begin(self, event: Any, line: int) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Unreadable("too_deep", line=line, most=str(MAX_DEPTH))
        is_list = isinstance(event, yaml.SequenceStartEvent)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append((Node(line, [] if is_list else {}), [], event.anchor))

    def end(self) -> None:
        node, children, anchor = self.open.pop()
        if isinstance(node.value, dict):
            _fill(node, children)
        else:
            node.value = children
        self.place(node, anchor)

    def place(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        parent, children, _ = self.open[-1]
        parent.adopt(node)
        if len(self.open) + node.depth > MAX_DEPTH:
            raise Unreadable("too_deep", line=node.line, most=str(MAX_DEPTH))
        children.append(node)

    def named(self, anchor: str | None, line: int) -> Node:
        found = self.anchors.get(anchor or "")
        if found is None:
            raise Unreadable("unknown_alias", line=line, name=str(anchor)[:80])
        return found


def _fill(node: Node, children: list[Node]) -> None:
    """Pair keys with values. The first of two equal keys wins and the second is remembered."""
    values: dict[str, Node] = {}
    repeated: list[tuple[str, int]] = []
    for key, value in zip(children[::2], children[1::2], strict=True):
        if isinstance(key.value, (list, dict)):
            raise Unreadable("key_not_text", line=key.line)
        if key.text in values:
            repeated.append((key.text, key.line))
        else:
            values[key.text] = value
    node.value = values
    node.repeated = tuple(repeated)


def _scalar(event: Any, line: int) -> Node:
    text = event.value.translate(OLD_BREAKS_BACK)
    control = CONTROL.search(text)
    if control:
        name = f"U+{ord(control.group()):04X}"
        raise Unreadable("control_character", line=line, character=name)
    return Node(line, meaning(text) if event.implicit[0] else text, text)


def meaning(text: str) -> Plain:
    """What an unquoted scalar stands for. `yes`, `no`, `on`, `off` and dates are text."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if INTEGER.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text) and len(text) <= 60:
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text
