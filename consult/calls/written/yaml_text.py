"""YAML as people like to read it: the same value gives the same bytes, and reads back equal."""

from __future__ import annotations

import re
from typing import Any

import yaml

from consult.calls.written.tree import meaning

ESCAPED = re.compile("[\t\x85\u2028\u2029\ufeff\r\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def as_yaml(value: Any) -> bytes:
    """The value as a document; `tree.parsed` gives it back."""
    text: str = yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=10**9)
    return text.encode()


class _Writer(yaml.SafeDumper):
    """Plain, readable YAML: paragraphs as blocks, never a wrapped line, never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """What is said twice is written twice."""
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if ESCAPED.search(text):
        style = '"'
    elif "\n" in text and not re.search(r"^\s|[ ]\n|[ ]$|\A\n|\n\n\Z", text):
        style = "|"
    elif "\n" in text:
        style = '"'
    elif not isinstance(meaning(text), str):
        style = "'"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)
