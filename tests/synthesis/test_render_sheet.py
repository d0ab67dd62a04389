"""The speaking sheet as a file: one page whatever the note, tagged, and the same bytes."""

from __future__ import annotations

import subprocess

import pytest

from consult.synthesis import render_sheet
from consult.synthesis.snapshot import Audience, fingerprint
from tests.synthesis import reference, samples
from tests.synthesis.test_render_pdf import failures, text_of

PAGES = {1: 2, 14: 5, 36: 9}


def made(name, kept={}):  # noqa: B006  # one rendering serves every test
    if name not in kept:
        note = reference.note() if name == "reference" else getattr(samples, name)()
        kept[name] = render_sheet.render(note, PAGES)
    return kept[name]


def pages(pdf):
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout
    return int(told.decode().split("Pages:")[1].split()[0])


@pytest.mark.parametrize("name", ["reference", "bare", "extreme"])
def test_the_sheet_is_one_accessible_and_archivable_page(name):
    pdf = made(name)

    assert (pages(pdf), failures(pdf, "ua1"), failures(pdf, "3a")) == (1, [], [])


def test_the_sheet_tells_where_the_note_says_it():
    told = text_of(made("reference"))

    assert "p. 2, n° 1" in told
    assert "chap. 2, p. 5, n° 14" in told
    assert fingerprint(reference.note())[:4] in told


def test_the_same_note_makes_the_same_sheet():
    assert render_sheet.render(reference.note(), PAGES) == made("reference")


def test_a_hostile_note_loses_sentences_and_cuts_none():
    told = text_of(made("extreme"))

    assert "8 agences sur 10 l’écrivent." in " ".join(told.split())
    assert "…" not in told.split("messages")[1].split("Tirée")[0]


def test_an_internal_sheet_says_so_and_a_phone_reads_it_all():
    page = render_sheet.screen(reference.note(Audience.STAFF), PAGES)

    assert "Version interne" in page
    assert page.count('class="asked"') == 8
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
