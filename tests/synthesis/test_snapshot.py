import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.synthesis import snapshot as frozen
from consult.synthesis.snapshot import Snapshot, fingerprint, from_json, to_json

words = st.text(max_size=6)
exhibits = st.one_of(
    st.builds(
        kind,
        **{name: words for name in ("title", "base", "note", "reason") if name in kind.__slots__},
        **{
            name: st.just(())
            for name in ("bars", "classes", "rows", "columns")
            if name in kind.__slots__
        },
        kind=st.just(kind.__name__.lower()),
    )
    for kind in (frozen.Bars, frozen.Stacked, frozen.Grid, frozen.Withheld)
)
claims = st.builds(
    frozen.Claim,
    id=words,
    runs=st.lists(st.builds(frozen.Run, text=words, figure=st.none() | words), max_size=2).map(
        tuple
    ),
    sources=st.lists(words, max_size=2).map(tuple),
    unattributed=st.integers(0, 9),
)
topics = st.builds(
    frozen.Topic,
    key=words,
    title=words,
    claims=st.lists(claims, max_size=2).map(tuple),
    quotes=st.just(()),
    exhibit=st.none() | exhibits,
)
tables = st.builds(
    frozen.Positions,
    part=words,
    title=words,
    base=words,
    rows=st.lists(
        st.builds(
            frozen.Position,
            label=words,
            count=st.builds(frozen.Run, text=words, figure=st.none() | words),
            claim=st.none() | claims,
            told=words,
        ),
        max_size=2,
    ).map(tuple),
)
asides = st.none() | st.tuples(words, words)
empty = Snapshot(
    language="fr",
    audience=frozen.Audience.DELEGATE,
    state=frozen.State.DRAFT,
    version=1,
    dated="2018-10-26T16:00:00+00:00",
    slug="empty",
    title="",
    subtitle="",
    commissioner="",
    federation="",
    hearing="",
    folder="",
    demonstration=False,
    key_numbers=(),
    essentials=(),
    method=frozen.Method(0, 0, (frozen.Share("régionale", 1, 2),), (), (), ()),
    chapters=(),
    practices_told=(),
    practices=(),
    recommendations=(),
    contributors=(),
    unnamed_contributors=0,
    exhibits=(),
    positions=(),
    contributions=(),
    sources=(),
    figures=(),
)
snapshots = st.builds(
    lambda topics, exhibits, aside, minority, tables: replace(
        empty,
        chapters=(frozen.Chapter("c", 1, "Chapter", "", aside, topics, minority),),
        exhibits=exhibits,
        positions=tables,
    ),
    st.lists(topics, max_size=2).map(tuple),
    st.lists(exhibits, max_size=2).map(tuple),
    asides,
    st.lists(claims, max_size=2).map(tuple),
    st.lists(tables, max_size=2).map(tuple),
)


@given(snapshots)
def test_a_snapshot_survives_its_json(snapshot):
    text = to_json(snapshot)

    assert from_json(text) == snapshot
    assert to_json(from_json(text)) == text


@given(snapshots)
def test_the_fingerprint_is_of_the_content_and_nothing_else(snapshot):
    assert fingerprint(snapshot) == fingerprint(from_json(to_json(snapshot)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '"x"',
        json.dumps({"schema": "other/1"}),
        json.dumps({"schema": frozen.SCHEMA}),
    ],
)
def test_what_is_no_snapshot_is_refused_with_a_value_error(text):
    with pytest.raises(ValueError, match=r"snapshot|Expecting"):
        from_json(text)


def test_a_snapshot_of_another_shape_says_which():
    older = json.dumps({"schema": "consult-note/1"})

    with pytest.raises(frozen.OtherShape) as refused:
        from_json(older)

    assert str(refused.value) == (
        "A note of shape consult-note/1; this version opens consult-note/2. Compose it anew."
    )
