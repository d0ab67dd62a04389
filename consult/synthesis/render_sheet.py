"""Snapshot to speaking sheet: a PDF of one page, and a page for a phone."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from io import BytesIO

from consult import alone
from consult.synthesis.paper import pressroom
from consult.synthesis.snapshot import Snapshot, to_json
from consult.synthesis.speech import sheet_layout
from consult.synthesis.wording import translations

PRESS = "consult.synthesis.speech.sheet_press"
SECONDS = 90
_POINT = re.compile(rb"point-(\d+)$")


class SheetFailed(Exception):
    """No sheet could be made; the message is a sentence in the language of the note."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


def render(note: Snapshot, pages: Mapping[int, int]) -> bytes:
    """The sheet on one page; `pages` tells where each statement of the note was printed.

    Raises `SheetFailed`.
    """
    given = json.dumps({"snapshot": to_json(note), "pages": pages}).encode()
    sentence = translations(note.language).gettext("The speaking sheet could not be laid out.")
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell
            alone.program(PRESS),
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=pressroom.environment(),
            cwd=tempfile.gettempdir(),
        )
    except subprocess.TimeoutExpired as error:
        raise SheetFailed(sentence, "timeout") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise SheetFailed(sentence, done.stderr.decode("utf-8", "replace")[-800:])
    return done.stdout


def screen(note: Snapshot, pages: Mapping[int, int]) -> str:
    """The same for a phone: one file, nothing fetched, and every question."""
    return sheet_layout.screen(note, pages)


def pages_in(pdf: bytes) -> dict[int, int]:
    """On which page of a printed note each statement is."""
    import pikepdf  # noqa: PLC0415 - slow to load, and few processes need it

    found: dict[int, int] = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = {page.obj.objgen: rank for rank, page in enumerate(opened.pages, 1)}
        if "/Names" not in opened.Root or "/Dests" not in opened.Root.Names:
            return found
        for name, place in pikepdf.NameTree(opened.Root.Names.Dests).items():
            point = _POINT.fullmatch(str(name).encode())
            target = place.get("/D") if isinstance(place, pikepdf.Dictionary) else place
            if point and target is not None and target[0].objgen in numbers:
                found[int(point[1])] = numbers[target[0].objgen]
    return found
