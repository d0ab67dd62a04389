"""Where a note is looked up, and the square that a phone reads."""

from __future__ import annotations

import re
from dataclasses import replace

import segno

from consult.synthesis.paper import layout, lookup
from consult.synthesis.snapshot import fingerprint, from_json, to_json
from tests.synthesis import samples


def test_the_square_says_the_address_and_nothing_else():
    drawn = lookup.square("https://notes.example/verify/ab", "L’adresse & sa fin")
    dark = {(int(column), int(row)) for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn)}
    matrix = segno.make("https://notes.example/verify/ab", error="m", micro=False).matrix

    assert dark == {
        (column + lookup.QUIET, row + lookup.QUIET)
        for row, line in enumerate(matrix)
        for column, module in enumerate(line)
        if module
    }
    assert "<title>L’adresse &amp; sa fin</title>" in drawn


def test_a_note_prints_where_it_is_looked_up_under_its_own_fingerprint():
    note = samples.rich()
    html = layout.page(note).html

    assert f'href="https://notes.example/verify/{fingerprint(note)}"' in html
    assert html.count('class="square"') == 1


def test_a_note_that_says_nothing_of_it_keeps_its_text_and_prints_no_square():
    note = replace(samples.rich(), verified_at="")

    assert "verified_at" not in to_json(note)
    assert from_json(to_json(note)) == note
    assert 'class="square"' not in layout.page(note).html
