"""The tag tree, as a screen reader walks it."""

from __future__ import annotations

import io
from collections import Counter

import pikepdf
import pypdf
import pytest

from consult.synthesis import render_pdf
from consult.synthesis.paper import marks
from consult.synthesis.snapshot import Practice, fingerprint
from tests.synthesis import samples


@pytest.fixture(scope="module")
def pdf():
    with pikepdf.open(io.BytesIO(render_pdf.render(samples.rich()))) as opened:
        yield opened


@pytest.fixture(scope="module")
def hyphenated():
    words = "anticonstitutionnellement intergouvernementalisation " * 40
    practice = Practice("Longue", "Agence", (("", words),))
    with pikepdf.open(io.BytesIO(render_pdf.render(samples.rich(practices=(practice,))))) as opened:
        yield opened


def elements(pdf):
    todo = [pdf.Root.StructTreeRoot.K[0]]
    while todo:
        element = todo.pop()
        yield element
        kids = element.get("/K", [])
        todo += [
            kid
            for kid in (kids if isinstance(kids, pikepdf.Array) else [kids])
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        ]


def test_every_part_of_a_note_has_the_role_it_plays(pdf):
    roles = Counter(str(element.S) for element in elements(pdf))

    assert roles["/H1"] == 1
    assert roles["/TOC"] == 1
    assert roles["/TOCI"] == 11
    assert roles["/BlockQuote"] == 2
    assert roles["/LI"] == roles["/LBody"]
    assert roles["/Figure"] == 6


def test_every_heading_of_a_table_says_what_it_heads(pdf):
    scopes = Counter(str(element.A.Scope) for element in elements(pdf) if str(element.S) == "/TH")

    assert set(scopes) == {"/Column", "/Row"}


def test_a_link_is_one_annotation_that_says_where_it_leads(pdf):
    links = [
        annotation
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
        if annotation.Subtype == "/Link"
    ]
    owners = [element for element in elements(pdf) if str(element.S) == "/Link"]

    assert len(links) == len(owners)
    assert {str(link.Contents) for link in links} >= {"Aller à\u00a0: Agence 1"}


def test_running_heads_the_watermark_and_page_numbers_are_not_read(pdf):
    for page in list(pdf.pages)[1:]:
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        # The head, the title and notice in the foot, and the number of the page.
        assert content.count(b"/Pagination") >= 3


def test_the_metadata_name_the_note(pdf):
    metadata = pdf.Root.Metadata.read_raw_bytes().decode()

    assert f"<note:fingerprint>{fingerprint(samples.rich())}</note:fingerprint>" in metadata
    assert "<note:version>3</note:version>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert marks.OURS in metadata
    assert str(pdf.trailer.ID[0]) == fingerprint(samples.rich())
    assert str(pdf.docinfo.Title) == samples.rich().title
    assert str(pdf.docinfo.Author) == "Fédération des agences"
    assert str(pdf.docinfo.CreationDate) == "D:20181027083000Z"
    assert str(pdf.Root.Lang) == "fr"


def test_a_word_cut_at_a_line_end_is_found_whole(hyphenated):
    maps = [
        font.ToUnicode.read_bytes()
        for font in hyphenated.objects
        if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font
    ]

    assert any(b"> <00ad>" in each for each in maps)
    assert not any(b"> <2010>" in each or b"> <>" in each for each in maps)


def test_a_compound_word_is_found_with_its_hyphen_where_others_are_cut():
    words = "anticonstitutionnellement sous-traitants " * 60
    practice = Practice("Longue", "Agence", (("", words),))

    pdf = render_pdf.render(samples.rich(practices=(practice,)))
    read = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)

    assert "\u00ad" in read
    assert "sous-traitants" in read
    assert "sous\u00adtraitants" not in read
