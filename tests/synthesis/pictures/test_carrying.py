"""A note carries the files of its pictures, so that every format is made of it alone."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from consult.synthesis import parts, render_docx, render_html
from consult.synthesis.drafting.blocks import Block, BlockKind, Manuscript, Words
from consult.synthesis.note import compose
from consult.synthesis.pictures.fitting import fitted
from consult.synthesis.pictures.keeping import illustrated
from consult.synthesis.pictures.sizing import Breadth
from consult.synthesis.snapshot import Audience, Snapshot, State, from_json, to_json
from consult.synthesis.verify import figure_faults
from consult.synthesis.versions.comparing import compared
from consult.synthesis.versions.entries import Kind
from tests.synthesis.pictures.drawn import SAID, file, pictured
from tests.synthesis.reference import reference

DRAWN = fitted(file()).content
SHOWN = pictured()
CHAPTER = Block("c", BlockKind.CHAPTER, "Un chapitre")
TEXT = Block("t", BlockKind.TEXT, content=(Words("Du texte."),))


@cache
def note(*blocks: Block) -> Snapshot:
    drawn = compose(
        reference(),
        audience=Audience.DELEGATE,
        state=State.APPROVED,
        version=1,
        dated=datetime(2018, 10, 27, tzinfo=UTC),
        manuscript=Manuscript((CHAPTER, *blocks)),
    )
    files = {SHOWN.picture.digest: DRAWN}
    return illustrated(drawn, blocks, lambda digest: _found(files, digest))


def _found(files, digest):
    if digest not in files:
        raise FileNotFoundError(digest)
    return files[digest]


def test_a_note_holds_each_file_once_and_comes_back_from_its_json_with_it():
    twice = note(SHOWN, replace(SHOWN, id="q", breadth=Breadth.HALF))

    assert [one.data for one in twice.pictures] == [DRAWN]
    assert [one.breadth for one in parts.pictures(twice)] == [None, Breadth.HALF]
    assert from_json(to_json(twice)) == twice


def test_a_note_without_pictures_says_nothing_of_them():
    told = json.loads(to_json(note(TEXT)))

    assert "pictures" not in told
    assert all("pictures" not in topic for one in told["chapters"] for topic in one["topics"])


def test_pictures_stand_where_their_author_put_them():
    blocks = (TEXT, SHOWN, replace(TEXT, id="u"), replace(SHOWN, id="q"))
    (chapter,) = note(*blocks).chapters

    assert chapter.lead == "Du texte."
    assert [(len(one.prose), len(one.pictures)) for one in chapter.topics] == [(0, 1), (1, 1)]


def test_the_page_holds_the_picture_and_the_words_that_stand_for_it():
    html = render_html.render(note(SHOWN))

    assert f'alt="{SAID}"' in html
    assert f"data:image/png;base64,{note(SHOWN).pictures[0].base64}" in html
    assert '<span class="label">Figure\u00a01.</span> Une carte' in html
    assert '<p class="src">CNER</p>' in html


def test_words_that_would_break_out_of_the_page_do_not():
    hostile = replace(SHOWN, alternative='"><script>alert(1)</script>', title="<b>&", credit="'\"<")

    html = render_html.render(note(hostile))
    assert "<script>alert" not in html
    assert "<b>&" not in html


def test_word_has_the_picture_with_its_alternative_and_its_caption():
    made = zipfile.ZipFile(io.BytesIO(render_docx.render(note(SHOWN))))
    media = [made.read(one) for one in made.namelist() if one.startswith("word/media/")]
    text = made.read("word/document.xml").decode()

    assert DRAWN in media
    assert f'descr="{SAID}"' in text
    assert "Une carte" in text
    assert "CNER" in text


def test_a_picture_that_was_lost_leaves_its_words():
    lost = replace(SHOWN, picture=replace(SHOWN.picture, digest="0" * 64))

    assert note(lost).pictures == ()
    assert f'<p class="withheld">{SAID}</p>' in render_html.render(note(lost))
    render_docx.render(note(lost))


def test_two_versions_tell_that_a_picture_is_another():
    other = replace(SHOWN, picture=replace(SHOWN.picture, digest="1" * 64))
    (part,) = [one for one in compared(note(SHOWN), note(other)).parts if one.changes]

    assert [one.kind for one in part.changes] == [Kind.PICTURE]
    assert compared(note(SHOWN), note(SHOWN)).is_same


def test_a_picture_that_was_exchanged_inside_a_note_is_told():
    (carried,) = note(SHOWN).pictures
    exchanged = replace(note(SHOWN), pictures=(replace(carried, data=DRAWN[:-1]),))

    assert list(figure_faults(note(SHOWN))) == []
    assert [one.params["name"] for one in figure_faults(exchanged)] == [carried.digest[:12]]
