"""Walk a tree with a finger on the page: each step knows its place and can say what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from consult.calls.written.tree import Node

MOST_GUESSES = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about a file. `code` names a sentence; a notice does not refuse."""

    path: str
    line: int | None
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a file. Reading a wrong value notes a finding and returns None or empty."""

    node: Node
    findings: list[Finding]
    path: str = ""

    def problem(self, code: str, at: str = "", **params: object) -> None:
        """Note what is wrong here, or under the key `at`."""
        self._note(code, at, params, notice=False)

    def notice(self, code: str, at: str = "", **params: object) -> None:
        """Note something worth telling that does not stand in the way."""
        self._note(code, at, params, notice=True)

    def _note(self, code: str, at: str, params: Mapping[str, object], *, notice: bool) -> None:
        texts = {name: str(value) for name, value in params.items()}
        path = f"{self.path}.{at}" if at and self.path else at or self.path
        self.findings.append(Finding(path, self.node.line, code, texts, notice))

    @property
    def empty(self) -> bool:
        """Nothing was written here."""
        return self.node.value is None

    def mapping(self, known: Collection[str] | None = None) -> dict[str, Cursor]:
        """The values under their keys; doubled keys and keys that are not known are problems."""
        value = self.node.value
        if not isinstance(value, dict):
            self.problem("not_a_mapping")
            return {}
        for key, line in self.node.repeated:
            path = f"{self.path}.{key}" if self.path else key
            self.findings.append(Finding(path, line, "repeated_key", {"key": key[:80]}))
        entries = {key: self._under(key, node) for key, node in value.items()}
        if known is not None:
            self.refuse_unknown(entries, known)
        return entries

    def refuse_unknown(self, entries: Mapping[str, Cursor], known: Collection[str]) -> None:
        """Each key that is not known is a problem, with the known one it resembles."""
        for key, entry in entries.items():
            if key not in known:
                # Guessing is slow: a file that is all mistakes gets guesses for the first few.
                guess = len(self.findings) < MOST_GUESSES
                close = difflib.get_close_matches(key[:40], known, 1, 0.75) if guess else []
                code = "unknown_key_close" if close else "unknown_key"
                entry.problem(code, key=key[:80], close=close[0] if close else "")

    def _under(self, key: str, node: Node) -> Cursor:
        shown = key[:80]
        return Cursor(node, self.findings, f"{self.path}.{shown}" if self.path else shown)

    def items(self) -> Iterator[Cursor]:
        """Each item of a list, counted from 1."""
        value = self.node.value
        if not isinstance(value, list):
            self.problem("not_a_list")
            return
        for number, node in enumerate(value, 1):
            yield Cursor(node, self.findings, f"{self.path}[{number}]")

    @property
    def is_scalar(self) -> bool:
        """A text, a number, true or false."""
        return not isinstance(self.node.value, (list, dict)) and not self.empty

    def text(self) -> str:
        """The text as written; a number or a yes keeps the look it had in the file."""
        if not self.is_scalar:
            self.problem("not_text")
            return ""
        return self.node.text

    def line_of_text(self, *, most: int = 1000) -> str:
        """A text on one line, blanks around it removed."""
        text = self.text().strip()
        if "\n" in text or "\r" in text:
            self.problem("several_lines")
        elif len(text) > most:
            self.problem("too_long", most=most)
        return text

    def number(self) -> int | float | None:
        """A number, not a text that looks like one."""
        value = self.node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem("not_a_number")
            return None
        return value

    def whole(self, *, least: int, most: int) -> int | None:
        """A whole number between two bounds."""
        value = self.node.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problem("not_whole", least=least, most=most)
            return None
        return value

    def flag(self) -> bool:
        """Only true and false; `yes` is a text."""
        if not isinstance(self.node.value, bool):
            self.problem("not_a_flag")
            return False
        return self.node.value

    def one_of(self, allowed: Collection[str]) -> str | None:
        """One of the allowed words."""
        text = self.text()
        if self.is_scalar and text not in allowed:
            self.problem("not_one_of", value=text[:80], allowed=", ".join(allowed))
            return None
        return text or None
