"""A copy made for one person: their name on every page, the same content and fingerprint."""

from __future__ import annotations

import io

import pikepdf
import pytest

from consult.synthesis import render_pdf
from consult.synthesis.paper import copies
from consult.synthesis.snapshot import fingerprint
from consult.synthesis.verify import verdict
from tests.synthesis import samples
from tests.synthesis.test_render_pdf import failures, text_of

NAME = "Mme Élise Roy <b>&amp; 产业"


@pytest.fixture(scope="module")
def pdf():
    return render_pdf.render(samples.rich())


@pytest.fixture(scope="module")
def copy(pdf):
    return copies.marked(pdf, samples.rich(), NAME)


def test_the_name_is_on_each_page_and_the_copy_stays_accessible(pdf, copy):
    pages = text_of(copy).split("\f")[:-1]

    assert len(pages) == len(text_of(pdf).split("\f")) - 1
    assert [page.count(f"Exemplaire remis à {NAME}") for page in pages] == [1] * len(pages)
    assert (failures(copy, "ua1"), failures(copy, "3a")) == ([], [])


def test_the_same_name_makes_the_same_bytes_and_another_name_others(pdf, copy):
    assert copies.marked(pdf, samples.rich(), NAME) == copy
    assert copies.marked(pdf, samples.rich(), "M. Roy") != copy


def test_the_copy_says_for_whom_it_is_and_holds_the_same_data(pdf, copy):
    with pikepdf.open(io.BytesIO(copy)) as opened:
        data = opened.attachments["snapshot.json"].get_file().read_bytes()
        told = opened.Root.Metadata.read_bytes().decode()

    assert (copies.recipient_of(copy), copies.recipient_of(pdf)) == (NAME, None)
    assert f"<note:fingerprint>{fingerprint(samples.rich())}<" in told
    assert copies.hashlib.sha256(data).hexdigest() == fingerprint(samples.rich())


def test_a_copy_is_verified_and_a_name_changed_in_it_is_not():
    copy = copies.marked(render_pdf.render(samples.bare()), samples.bare(), NAME)

    assert verdict(copy).problems == ()
    with pikepdf.open(io.BytesIO(copy)) as opened:
        held = opened.Root.Metadata
        held.write(held.read_bytes().replace("Élise".encode(), b"Alice"))
        changed = io.BytesIO()
        opened.save(changed)

    assert copies.recipient_of(changed.getvalue()) == NAME.replace("Élise", "Alice")
    assert len(verdict(changed.getvalue()).problems) == 1


def test_a_page_for_the_screen_is_marked_and_a_name_is_only_text():
    page = copies.marked_page('<html><body class="screen"><h1>t</h1>', samples.rich(), NAME)

    assert page == (
        '<html><body class="screen"><p class="copy">Exemplaire remis à Mme Élise Roy '
        "&lt;b&gt;&amp;amp; 产业</p><h1>t</h1>"
    )


def test_what_is_no_note_of_ours_is_not_marked():
    with pikepdf.new() as other:
        other.add_blank_page()
        made = io.BytesIO()
        other.save(made)

    assert copies.recipient_of(made.getvalue()) is None
    with pytest.raises(copies.CopyFailed):
        copies.marked(made.getvalue(), samples.rich(), NAME)
