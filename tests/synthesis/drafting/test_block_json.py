from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.synthesis.drafting import block_json, blocks
from consult.synthesis.drafting.block_json import BadBlock, heard, told
from consult.synthesis.pictures.sizing import Breadth

TEXTS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30
)
PLACES = st.builds(
    lambda agency, question, start, text, inside: blocks.Place(
        agency, 2, question, start, start + max(1, len(text)), text, *inside
    ),
    TEXTS,
    TEXTS,
    st.integers(0, 9),
    TEXTS,
    st.sampled_from([(None, None), (1, "title")]),
)
CUTS = st.sampled_from([(), (blocks.Cut(2, 5), blocks.Cut(7, 7, "sic"))])
PIECES = st.one_of(
    st.builds(blocks.Words, TEXTS, st.booleans(), st.booleans()),
    st.builds(blocks.FigureChip, TEXTS, st.sampled_from(blocks.FigureForm)),
    st.builds(blocks.QuoteChip, PLACES, CUTS),
    st.builds(blocks.SourceChip, st.lists(PLACES, max_size=2).map(tuple)),
)
SHOWN = st.builds(
    blocks.Exhibited,
    st.sampled_from(blocks.Shown),
    TEXTS,
    st.lists(st.builds(blocks.Line, TEXTS, TEXTS), max_size=2).map(tuple),
)
SEEN = st.builds(
    blocks.Picture,
    st.just("0a" * 32),
    st.sampled_from(block_json.MEDIA_TYPES),
    *[st.integers(1, 9)] * 3,
    TEXTS,
)
BLOCKS = st.builds(
    blocks.Block,
    id=TEXTS,
    kind=st.sampled_from(blocks.BlockKind),
    title=TEXTS,
    content=st.lists(PIECES, max_size=3).map(tuple),
    place=st.none() | PLACES,
    cuts=CUTS,
    rule=TEXTS,
    exhibited=st.none() | SHOWN,
    described=st.none() | st.builds(blocks.Described, TEXTS, st.just(1), TEXTS, st.just(3)),
    annex=st.none() | st.sampled_from(blocks.Annex),
    picture=st.none() | SEEN,
    alternative=TEXTS,
    credit=TEXTS,
    breadth=st.none() | st.sampled_from(Breadth),
    on=st.booleans(),
    justification=TEXTS,
    proposed=st.booleans(),
)


@given(BLOCKS)
@settings(max_examples=60)
def test_a_block_comes_back_from_its_json_as_it_was(block):
    assert heard(block.id, block.kind, json.loads(json.dumps(told(block)))) == block


def test_a_plain_sentence_takes_little_room():
    said = blocks.Block("b1", blocks.BlockKind.CLAIM, content=(blocks.Words("Oui."),))

    assert told(said) == {"content": [{"text": "Oui."}]}


SHOWN = {
    "digest": "0a" * 32,
    "media_type": "image/png",
    "width": 9,
    "height": 9,
    "size_bytes": 9,
}
PLACE = {"agency": "A", "version": 1, "question": "q", "start": 0, "end": 3, "text": "mot"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], "content"),
        ({"content": "words"}, "content"),
        ({"content": [3]}, "content"),
        ({"content": [{"text": "a\x00"}]}, "text"),
        ({"picture": SHOWN | {"digest": "../etc/passwd"}}, "picture"),
        ({"picture": SHOWN | {"media_type": "image/svg+xml"}}, "picture"),
        ({"picture": SHOWN | {"height": 0}}, "picture"),
        ({"picture": SHOWN | {"width": "9"}}, "width"),
        ({"picture": SHOWN, "breadth": "twice"}, "breadth"),
        ({"title": "half an emoji \ud83d"}, "title"),
        ({"content": [{"text": "a" * (block_json.LONGEST_TEXT + 1)}]}, "text"),
        ({"content": [{"figure": "answered", "form": "loud"}]}, "form"),
        ({"place": PLACE | {"end": 0}}, "place"),
        ({"place": PLACE | {"item": 1}}, "place"),
        ({"place": PLACE | {"version": "1"}}, "version"),
        ({"place": PLACE | {"start": -1}}, "start"),
        ({"place": PLACE, "cuts": [{"start": 4, "end": 2}]}, "cuts"),
        ({"place": PLACE, "cuts": [{"start": 2, "end": 4}, {"start": 3, "end": 5}]}, "cuts"),
        ({"exhibited": {"of": "everything"}}, "exhibited"),
        ({"annex": "z"}, "annex"),
        ({"on": 1}, "on"),
    ],
)
def test_what_is_no_block_is_refused_by_the_field_at_fault(content, fault):
    with pytest.raises(BadBlock) as refused:
        heard("b1", blocks.BlockKind.CLAIM, content)

    assert refused.value.args == (fault,)
