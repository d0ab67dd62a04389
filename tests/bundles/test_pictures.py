"""The pictures of the note travel with the bundle, and nothing else that lies in their files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from consult.bundles import dumping
from consult.bundles.checking import read_bundle
from consult.bundles.folders import write_bundle
from consult.bundles.loading import load
from consult.calls.models import Call
from consult.storage import Memory
from consult.synthesis.models import NotePicture
from consult.synthesis.pictures import keeping
from consult.synthesis.pictures.fitting import fitted
from tests.bundles.small import NOTE, told, written
from tests.synthesis.pictures.drawn import as_held, file

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PHOTOGRAPH = file("JPEG", (800, 600), comment=b"drawn by a minister")
BLOCK = """\
  - key: map
    kind: picture
    title: Une carte
    picture: {path: pictures/ma carte.jpg, name: Ma carte.jpg}
    alternative: Les territoires retenus sont en bleu.
    credit: CNER
    breadth: half
"""


def bundle_in(folder, block: str = BLOCK, **files: bytes):
    drawn = {"pictures/ma carte.jpg": PHOTOGRAPH, **files}
    return written(folder, {"note.yaml": NOTE + block, **drawn})


def test_a_picture_is_drawn_anew_and_comes_back_equal_from_what_is_written(tmp_path):
    bundle = read_bundle(bundle_in(tmp_path / "one")).bundle
    (block,) = (one for one in bundle.blocks if one.picture)

    assert block.picture == as_held(fitted(PHOTOGRAPH), "Ma carte.jpg")
    assert b"minister" not in bundle.files.read(block.picture.digest)

    write_bundle(bundle, tmp_path / "two")
    again = read_bundle(tmp_path / "two").bundle
    assert again == bundle
    assert again.files.read(block.picture.digest) == bundle.files.read(block.picture.digest)


def test_a_picture_is_loaded_with_its_file_once(tmp_path, session):
    bundle, kept = read_bundle(bundle_in(tmp_path)).bundle, Memory()
    (shown,) = (one.picture for one in bundle.blocks if one.picture)

    def loaded():
        given = {"bundle": bundle, "storage": kept, "actor": "test", "at": AT}
        return load(session, grace_seconds=120, **given)

    assert [loaded().changed, loaded().changed] == [True, False]
    row = session.scalars(select(NotePicture)).one()
    call = session.scalars(select(Call).where(Call.slug == bundle.call.slug)).one()
    assert (keeping.as_picture(row), row.call_id) == (shown, call.id)
    assert kept.read(shown.digest) == fitted(PHOTOGRAPH).content
    assert dumping.bundle_of(session, call, kept) == bundle


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("pictures/ma carte.jpg", "../ma carte.jpg", "does not stay inside the bundle."),
        ("pictures/ma carte.jpg", "/etc/passwd", "does not stay inside the bundle."),
        ("pictures/ma carte.jpg", "pictures/none.png", "is not in the bundle."),
        ("pictures/ma carte.jpg", "call.yaml", "that the note can carry (other)."),
        ("name: Ma carte.jpg", 'name: "../../x.jpg"', "is not a plain file name."),
        ("name: Ma carte.jpg", "digest: abc", "digest"),
        ("breadth: half", "breadth: huge", "“breadth” is not what is expected there."),
    ],
)
def test_hostile_names_and_what_is_no_picture_are_told(tmp_path, before, after, sentence):
    reading = read_bundle(bundle_in(tmp_path, BLOCK.replace(before, after)))

    assert reading.bundle is None
    assert any(sentence in one for one in told(reading)), told(reading)


def test_a_link_is_not_followed(tmp_path):
    folder = bundle_in(tmp_path)
    picture = folder / "pictures/ma carte.jpg"
    picture.unlink()
    picture.symlink_to("/etc/hostname")

    assert any("is a link" in one for one in told(read_bundle(folder)))


def test_pictures_weigh_no_more_than_a_note_can_carry(tmp_path, monkeypatch):
    monkeypatch.setattr("consult.bundles.note_sheet.MOST", len(fitted(PHOTOGRAPH).content) - 1)
    reading = read_bundle(bundle_in(tmp_path))

    assert [one for one in told(reading) if "weigh more" in one]
