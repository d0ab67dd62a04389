"""The note that a bundle carries: read strictly, and told about where it points nowhere."""

from __future__ import annotations

import time

import pytest

from consult.bundles.checking import read_bundle
from consult.bundles.format import EARLIER, TOLD, KeptLine
from consult.synthesis.drafting.blocks import Place
from tests.bundles.small import NOTE, changed, noted, problems_of, told, written

PLACE = "line 15, blocks[3].place"


def blocks_of(reading):
    return {one.id: one for one in reading.bundle.blocks}


def test_places_are_those_of_the_version_told_and_begin_where_their_words_are(tmp_path):
    reading = read_bundle(written(tmp_path))

    found = blocks_of(reading)
    assert [(one.id, one.kind.value) for one in reading.bundle.blocks] == [
        *(("opening", "message"), ("b2", "chapter"), ("b3", "quote"), ("b4", "chart")),
        *(("b5", "table"), ("b6", "practice"), ("b7", "annex")),
    ]
    assert found["opening"].sources == (Place("ABC", TOLD, "actions", 0, 3, "Une", 1, "title"),)
    assert found["opening"].quotations[0].place.start == 11
    assert reading.bundle.kept == (KeptLine("Ont répondu", "answered", 1, 2),)
    assert (told(reading), noted(reading)) == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "notice", "version"),
    [
        (
            "start: 0, text: Parce que.",
            "start: 1, text: Parce que.",
            f"{PLACE}: The passage “Parce que.” of ABC does not begin at character 1.",
            TOLD,
        ),
        (
            "start: 0, text: Parce que.",
            "text: Parce que.",
            (
                "line 15, blocks[3].place: “Parce que.” occurs several times in the answer of"
                " ABC; the first is taken. “start” would choose."
            ),
            TOLD,
        ),
        (
            "{agency: ABC, question: why, start: 0",
            "{agency: DEF, question: why, start: 0",
            "line 15, blocks[3].place: DEF has not sent an answer to “why”.",
            EARLIER,
        ),
        (
            "{agency: ABC, question: why, start: 0",
            "{agency: XYZ, question: why, start: 0",
            "line 15, blocks[3].place.agency: “XYZ” is not in agencies.csv.",
            EARLIER,
        ),
        (
            "{agency: ABC, question: why, start: 0",
            "{agency: ABC, question: weather, start: 0",
            f"{PLACE}: The passage “Parce que.” of ABC does not begin at character 0.",
            TOLD,
        ),
    ],
)
def test_a_place_that_points_nowhere_is_told_about_and_kept(
    tmp_path, before, after, notice, version
):
    reading = read_bundle(written(tmp_path, changed("note.yaml", before, after)))

    assert (told(reading), noted(reading)) == ([], [f"note.yaml: {notice}"])
    assert blocks_of(reading)["b3"].place.version == version


def test_a_place_in_an_earlier_version_is_not_looked_for(tmp_path):
    earlier = changed("note.yaml", "start: 0, text: Parce que.", "start: 4, earlier: true, text: X")

    reading = read_bundle(written(tmp_path, earlier))

    assert (told(reading), noted(reading)) == ([], [])
    assert blocks_of(reading)["b3"].place == Place("ABC", EARLIER, "why", 4, 5, "X")


def test_ten_thousand_blocks_are_one_sentence_soon(tmp_path):
    begun = time.monotonic()
    many = "schema: consultation-note/1\nblocks:\n" + "- {kind: text}\n" * 10_000

    assert problems_of(tmp_path, {"note.yaml": many}) == [
        "note.yaml: line 3, blocks: The list holds more than 2000 lines."
    ]
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"schema": "consultation-note/1", "blocks": [', "line 2: YAML cannot be read"),
        ("[]", "line 1: Keys and values are expected here."),
        ("schema: consultation-note/1\nblocks: [1, [], null]", "line 2, blocks[1]: Keys and"),
        ("schema: consultation-note/1\nblocks: {a: b}", "line 2, blocks: A list is expected here."),
        (b"blocks: \xff\xfe", "line 1: The text is not encoded in UTF-8"),
        (NOTE.replace("Raisons", '"\\u0001"'), "line 14: The control character U+0001"),
    ],
)
def test_a_broken_file_is_a_sentence(tmp_path, content, sentence):
    assert problems_of(tmp_path, {"note.yaml": content})[0].startswith(f"note.yaml: {sentence}")
