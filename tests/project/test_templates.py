"""What templates import they use, and what the policy forbids they do not contain."""

from __future__ import annotations

import re

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
IMPORTED = re.compile(r"{%-?\s*from\s+\S+\s+import\s+(.*?)-?%}", re.DOTALL)


def name_of(path):
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_imported_macro_is_used(path):
    text = path.read_text()
    unused = set()
    for names in IMPORTED.findall(text):
        for name in re.sub(r"\bwith(out)? context\b", "", names).split(","):
            known = name.split(" as ")[-1].strip()
            if len(re.findall(rf"\b{known}\b", text)) < 2:
                unused.add(known)
    assert unused == set()


@pytest.mark.parametrize("path", [p for p in FILES if "note" not in name_of(p)], ids=name_of)
def test_no_page_has_inline_style_or_script(path):
    found = re.findall(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)", path.read_text())
    assert found == []
