"""Two halves printed apart are one document: pages, links, outline, tags."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest

from consult.synthesis import render_pdf
from consult.synthesis.paper import binding
from tests.synthesis import samples


@pytest.fixture(scope="module")
def content():
    return render_pdf.render(samples.rich())


@pytest.fixture(scope="module")
def pdf(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield opened


def names(pdf):
    tree = pdf.Root.Names.Dests.Names
    return {str(tree[place]): tree[place + 1] for place in range(0, len(tree), 2)}


def page_of(pdf, place):
    return [page.objgen for page in pdf.pages].index(place[0].objgen) + 1


def links(pdf):
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            if "/Dest" in annotation:
                yield number, str(annotation.Dest)


def read(content, page):
    run = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page), "-layout", "-", "-"],
        input=content,
        capture_output=True,
        check=True,
    )
    return run.stdout.decode().replace("\u202f", "").replace("\u00a0", " ")


def test_pages_are_numbered_through_both_halves(content, pdf):
    count = len(pdf.pages)

    feet = [f"{number}/{count}" in read(content, number) for number in range(2, count + 1)]

    assert feet == [True] * (count - 1)


def test_the_contents_tell_the_pages_of_both_halves(content, pdf):
    places = names(pdf)
    lines = read(content, 2).splitlines()

    for title, anchor in (
        ("Qui a répondu", "method"),
        ("Annexe A.", "annex-a"),
        ("Annexe B.", "annex-b"),
        ("À propos", "colophon"),
    ):
        line = next(line for line in lines if line.strip().startswith(title))
        assert line.split()[-1] == str(page_of(pdf, places[anchor]))


def test_links_cross_from_the_pages_to_the_annexes_and_back(pdf):
    places = names(pdf)
    middle = page_of(pdf, places["annex-a"])

    ways = {(number < middle, page_of(pdf, places[name]) < middle) for number, name in links(pdf)}

    assert ways == {(True, True), (True, False), (False, True), (False, False)}


def test_names_are_in_the_order_readers_search_them(pdf):
    tree = [bytes(name) for name in pdf.Root.Names.Dests.Names[::2]]

    assert tree == sorted(set(tree))


def test_the_outline_goes_on_through_every_part(pdf):
    lines, line = [], pdf.Root.Outlines.First
    while line is not None:
        assert line.Parent.objgen == pdf.Root.Outlines.objgen
        lines.append(page_of(pdf, line.Dest))
        after = line.get("/Next")
        assert after is None or after.Prev.objgen == line.objgen
        line = after

    assert lines == sorted(lines)
    assert lines[0] == 2
    assert lines[-1] == len(pdf.pages)
    assert pdf.Root.Outlines.Last.Dest[0].objgen == pdf.pages[-1].objgen


def test_every_tagged_thing_is_found_from_its_page(pdf):
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    keys = [int(key) for key in nums[::2]]
    owners = dict(zip(keys, nums[1::2], strict=True))

    assert keys == sorted(set(keys))
    for page in pdf.pages:
        held = {owner.Pg.objgen for owner in owners[int(page.StructParents)] if owner is not None}
        assert held <= {page.objgen}
        for annotation in page.get("/Annots", []):
            assert str(owners[int(annotation.StructParent)].S) == "/Link"


def test_headings_of_tables_have_a_name_of_their_own(pdf):
    cells = [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") in ("/TH", "/TD")
    ]
    heads = [str(cell.ID) for cell in cells if "/ID" in cell]
    told = {str(head) for cell in cells for head in cell.get("/A", {}).get("/Headers", [])}

    assert len(heads) == len(set(heads))
    assert told <= set(heads)


def test_subsets_of_a_font_have_names_of_their_own(pdf):
    fonts = [
        str(thing.FontName)
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]

    assert len(fonts) == len(set(fonts))


def test_what_looks_like_a_reference_in_a_text_is_left_alone():
    pattern = binding._TOKEN
    content = rb"<</Alt (12 0 R \) 13 0 R)/P 14 0 R/StructParent 3/T <feff> 15 0 R>>"

    found = [each[0] for each in pattern.finditer(content) if each[1] or each[2]]

    assert found == [b"14 0 R", b"/StructParent 3", b"15 0 R"]
