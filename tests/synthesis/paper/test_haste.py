"""Faster is not otherwise: WeasyPrint left to itself prints the same dots."""

from __future__ import annotations

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from consult.synthesis.paper import declarations, pressroom
from consult.synthesis.snapshot import to_json
from tests.synthesis import samples

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
from consult.synthesis import snapshot
from consult.synthesis.paper import folios, haste, pagination, printing
# WeasyPrint knows nothing of numbers that are written later: their room is drawn by both.
folios.ROOM = ""
if sys.argv[1] == "alone":
    haste.make = lambda: None
    pagination.Fonts = dict
sys.stdout.buffer.write(printing.printed(snapshot.from_json(sys.stdin.read())))
"""


def printed(snapshot, how):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, how],
        input=to_json(snapshot).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**pressroom.environment(), "PYTHONPATH": str(ROOT)},
    )
    return run.stdout


def dots(pdf, folder):
    folder.mkdir()
    subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-", str(folder / "page")], input=pdf, check=True
    )
    return [page.read_bytes() for page in sorted(folder.iterdir())]


def text(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize("sample", ["rich", pytest.param("extreme", marks=pytest.mark.trust)])
def test_the_pages_are_those_of_weasyprint_alone(sample, tmp_path):
    snapshot = getattr(samples, sample)()

    ours, theirs = printed(snapshot, "hastily"), printed(snapshot, "alone")

    assert dots(ours, tmp_path / "ours") == dots(theirs, tmp_path / "theirs")
    assert text(ours) == text(theirs)


def test_the_declarations_are_those_of_the_weasyprint_that_is_installed():
    path = str(ROOT / ".ci" / "declarations")
    loader = SourceFileLoader("declarations_of_pango", path)
    spec = spec_from_loader(loader.name, loader)
    program = module_from_spec(spec)
    loader.exec_module(program)

    assert Path(declarations.__file__).read_text(encoding="utf-8") == program.written()
