"""A note made of a rehearsal says so on every page; every other note stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace

from consult.synthesis.note import compose
from consult.synthesis.paper import layout, printing
from consult.synthesis.snapshot import Audience, State, fingerprint, from_json, to_json
from consult.synthesis.wording import Words
from tests.synthesis import samples
from tests.synthesis.reference import note, reference

NOTE = samples.rich(state=State.APPROVED)
SPECIMEN = replace(NOTE, specimen=True)


def test_a_frozen_note_keeps_its_text_and_its_fingerprint():
    assert "specimen" not in json.loads(to_json(note()))
    assert from_json(to_json(note())).specimen is False


def test_a_specimen_is_frozen_as_one():
    assert from_json(to_json(SPECIMEN)) == SPECIMEN
    assert fingerprint(SPECIMEN) != fingerprint(NOTE)


def test_its_pages_are_marked_even_when_it_is_approved():
    foot = 'content:string(foot) "\\A SPÉCIMEN\u00a0: réponses inventées"'
    across = "@page{background:url(note:watermark.svg) no-repeat center}"

    assert [foot in printing.own_sheet(one) for one in (SPECIMEN, NOTE)] == [True, False]
    assert [across in printing.own_sheet(one) for one in (SPECIMEN, NOTE)] == [True, False]


def test_the_word_across_the_page_is_another_one():
    words = Words("fr")

    assert layout.watermark(words, specimen=True) != layout.watermark(words, specimen=False)


def test_its_first_notice_says_that_nobody_of_it_exists():
    material = reference()
    rehearsed = replace(material, call=replace(material.call, specimen=True))
    made = compose(
        rehearsed,
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        version=1,
        dated=max(reply.sent_at for reply in material.replies),
    )

    assert made.specimen is True
    assert made.notices[0] == (
        "Spécimen d’une répétition\u00a0: ni ces agences ni leurs réponses n’existent."
    )
