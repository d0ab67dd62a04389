"""A part of which little changed is printed from the pages that still stand, to the same bytes."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from consult.synthesis import render_pdf
from consult.synthesis.paper import pressroom
from consult.synthesis.paper.reprinting import Change
from consult.synthesis.snapshot import Run
from tests.synthesis import samples

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import pickle, sys
from consult.synthesis.paper.layout import Manuscript
from consult.synthesis.paper.printing import Job, Printer
last = None
for note in pickle.load(sys.stdin.buffer):
    job = Job(Manuscript(note))
    proof = job.proof(job.parts[1], 1)
    last, fresh = Printer(proof, last), Printer(proof)
    same = last.apart() == fresh.apart()
    print(same, last.draft.laid_out, fresh.draft.laid_out)
"""
WORDS = tuple(f"mot{number}" for number in range(60))


def long():
    """A note whose chapter fills several pages."""
    note = samples.rich()
    chapter, *others = note.chapters
    topic = chapter.topics[0]
    claims = tuple(
        dataclasses.replace(
            topic.claims[0], id=f"s{900 + rank}", runs=(Run(f"{rank} {' '.join(WORDS)}."),)
        )
        for rank in range(60)
    )
    topics = (dataclasses.replace(topic, claims=claims, quotes=()), *chapter.topics[1:])
    return dataclasses.replace(
        note, chapters=(dataclasses.replace(chapter, topics=topics), *others)
    )


def edited(note, place, change):
    """The note with the statement of that place changed; left out where `change` gives none."""
    chapter, *others = note.chapters
    topic = chapter.topics[0]
    claims = list(topic.claims)
    text = change(claims[place].runs[0].text)
    claims[place : place + 1] = (
        [dataclasses.replace(claims[place], runs=(Run(text),))] if text else []
    )
    topics = (dataclasses.replace(topic, claims=tuple(claims)), *chapter.topics[1:])
    return dataclasses.replace(
        note, chapters=(dataclasses.replace(chapter, topics=topics), *others)
    )


def test_pages_that_still_stand_give_the_same_part():
    note = long()
    notes = [
        note,
        note,
        edited(note, 30, lambda text: text.replace("mot7", "autre")),
        edited(note, 59, lambda text: f"{text} Encore."),
        edited(note, 5, lambda text: f"{text} {text} {text}"),
        edited(note, 20, lambda _: ""),
        edited(note, 40, lambda text: f"{text} <em>{text}"),
        note,
    ]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        input=pickle.dumps(notes),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**pressroom.environment(), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
    )
    told = [line.split() for line in run.stdout.decode().splitlines()]
    again = [int(count) for _, count, _ in told]
    whole = [int(count) for _, _, count in told]

    assert [same for same, _, _ in told] == ["True"] * len(notes)
    assert again[0] == whole[0] >= 5
    assert again[1] == 0
    assert again[2] <= 3


def test_a_press_that_printed_other_notes_before_gives_the_bytes_of_a_new_one():
    """Also when pages move, which the end of the note was not drawn for."""
    note, other = samples.rich(), long()
    notes = [note, edited(note, 0, lambda text: f"{text} Encore un mot."), other, note]
    notes += [edited(other, 3, lambda text: f"{text} {text} {text} {text}")]

    with render_pdf.Press() as press:
        printed = [press.render(one) for one in notes]

    assert printed[3] == printed[0]
    assert printed[1:3] + printed[4:] == [render_pdf.render(one) for one in notes[1:3] + notes[4:]]
    assert printed[0] == render_pdf.render(note)


@pytest.fixture(scope="module")
def old():
    return ET.fromstring(
        "<body><p>un</p><p>deux <b>mots</b></p><ol><li>a</li><li>b</li></ol></body>"
    )


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        ("<p>un</p><p>deux <b>mots</b></p><ol><li>a</li><li>b</li></ol>", True, True),
        ("<p>un</p><p>deux <b>noms</b></p><ol><li>a</li><li>b</li></ol>", True, True),
        ("<p>un</p><p>deux <b>mots</b> <i>et</i></p><ol><li>a</li><li>b</li></ol>", True, True),
        ("<p>un</p><p>deux</p><p>trois</p><ol><li>a</li><li>b</li></ol>", False, False),
        ('<p>un</p><p>deux <b>mots</b></p><ol start="3"><li>a</li><li>b</li></ol>', True, False),
        ("<p>une</p><p>deux <b>mots</b></p><ol><li>a</li><li>b</li></ol>", False, True),
    ],
)
def test_what_follows_a_change_stands_if_the_blocks_are_the_same(old, now, before, after):
    change = Change(old, ET.fromstring(f"<body>{now}</body>"))
    first, last = old.find("p"), old.find("ol")[1]

    assert change.before({change.rank(first)}) is before
    assert change.after({change.rank(last)}) is after


def test_an_element_that_stands_is_found_where_it_is_now(old):
    new = ET.fromstring(
        "<body><p>un</p><p>deux</p><ol><li>a</li><li>b</li></ol></body>",
    )
    change = Change(old, new)

    assert change.now(old.find("ol")[1]) is new.find("ol")[1]
    assert change.now(old.find("p")) is new.find("p")
    assert change.now(old[1]) is None
    assert change.now(ET.Element("p")) is None
