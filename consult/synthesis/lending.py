"""What the analysis, a room below, is lent: what a note says, and how it would sign words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flask import url_for
from sqlalchemy.orm import Session

from consult.analysis.exporting.passages import Sign, Signed
from consult.analysis.material import Material
from consult.calls.models import Call
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.parts import quotes, statements
from consult.synthesis.queries import latest
from consult.synthesis.reading_again.rounds import rounds
from consult.synthesis.reading_again.rounds import said as read_again
from consult.synthesis.snapshot import Audience, from_json


class Said(NamedTuple):
    """One statement or quotation of a note: the title above it, and its page."""

    title: str
    text: str
    version: int
    address: str


def said(session: Session, call: Call) -> Iterator[Said]:
    """Everything the newest note of a call says; one statement.

    A note composed by another version of the program says nothing that could be read here.
    """
    note = latest(session, call)
    if note is not None:
        address = url_for("synthesis.version", slug=call.slug, number=note.version)
        for title, text in _texts(note.fingerprint, note.snapshot):
            yield Said(title, text, note.version, address)


@lru_cache(maxsize=8)
def _texts(fingerprint: str, snapshot: str) -> tuple[tuple[str, str], ...]:
    try:
        note = from_json(snapshot)
    except ValueError:
        return ()
    told = [(title, "".join(run.text for run in one.runs)) for title, one in statements(note)]
    return (*told, *((title, quote.text) for title, quote in quotes(note)))


def sign(session: Session, call: Call, material: Material, audience: str) -> Sign:
    """How words may be signed before an audience, exactly as in a note made for it.

    What agencies said when they read their words again counts here too; one statement.
    """
    clearance = read_again(rounds(session, call))
    disclosure = Disclosure(material, Audience(audience), clearance)

    def signed(agency: str, question: str, text: str) -> Signed | None:
        voice = disclosure.voice(agency, question, text)
        if voice is None:
            return None
        return Signed(disclosure.printable(text), voice.agency or "")

    return signed
