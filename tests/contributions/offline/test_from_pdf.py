import io
import shutil
import subprocess

import pikepdf
import pytest

from consult.contributions.offline.from_pdf import found_in
from consult.contributions.offline.marks import Identity
from consult.contributions.offline.returned import Stray, Trouble, Unreadable
from tests.contributions.offline.filling import FILLED, by_hand, in_pdf

N = pikepdf.Name


def changed(content, change):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def by_qpdf(folder, content, *options):
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed: apt-get install qpdf")
    (folder / "in.pdf").write_bytes(content)
    subprocess.run(["qpdf", *options, folder / "in.pdf", folder / "out.pdf"], check=True)
    return (folder / "out.pdf").read_bytes()


def test_a_blank_document_holds_nothing_but_what_it_is(blank_pdf, known):
    found = found_in(blank_pdf, known)
    assert (dict(found.marks), found.stray, found.flattened) == ({}, (), False)
    assert Identity.read(found.identity).agency == "ABC"


def test_what_a_reader_filled_in_is_read_under_its_marks(blank_pdf, known):
    found = found_in(in_pdf(blank_pdf), known)
    assert (dict(found.marks), found.stray) == (FILLED, ())


def test_values_without_appearances_are_read_as_well(blank_pdf, known):
    values = {"q:team": "Pôle «\u00a0eau\u00a0» 😀", "q:scale": "/land", "q:sectors=wood": "/wood"}
    found = found_in(by_hand(blank_pdf, values), known)
    assert dict(found.marks) == {
        "q.team": "Pôle «\u00a0eau\u00a0» 😀",
        "q.scale=land": "",
        "q.sectors=wood": "",
    }


@pytest.mark.parametrize(
    "options", [["--linearize"], ["--object-streams=disable"], ["--qdf"], ["--coalesce-contents"]]
)
def test_a_copy_saved_by_another_program_is_the_same(blank_pdf, known, tmp_path, options):
    found = found_in(by_qpdf(tmp_path, in_pdf(blank_pdf), *options), known)
    assert dict(found.marks) == FILLED


def test_a_copy_whose_boxes_are_gone_gives_its_text_by_question(blank_pdf, known, tmp_path):
    filled = in_pdf(blank_pdf, ticks=())
    flat = by_qpdf(tmp_path, filled, "--flatten-annotations=all")
    found = found_in(flat, known)
    assert (dict(found.marks), found.flattened) == ({}, True)
    assert Identity.read(found.identity).agency == "ABC"
    told = [line for one in found.stray for line in one.text.splitlines()]
    assert set(told) == {
        "Pôle « industrie »",
        "L’eau, d’abord.",
        "1er mars 2020",
        "Ateliers",
        "2016",
    }


def test_a_copy_printed_anew_keeps_each_text_under_its_question(known):
    """As a printer's driver writes it: every text on the page itself, each line by itself."""
    lines = ["1. Team", "Pôle eau", "4. Your view", "Un avis", "sur deux lignes", "8. Since"]
    with pikepdf.new() as pdf:
        leaf = pdf.add_blank_page()
        font = pikepdf.Dictionary(
            Type=N.Font, Subtype=N.Type1, BaseFont=N.Helvetica, Encoding=N.WinAnsiEncoding
        )
        leaf.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        drawn = "".join(
            f"BT /F 10 Tf 1 0 0 1 72 {700 - 30 * rank} Tm ({line}) Tj ET\n"
            for rank, line in enumerate(lines)
        )
        leaf.Contents = pdf.make_stream(drawn.encode("cp1252"))
        out = io.BytesIO()
        pdf.save(out)
    assert found_in(out.getvalue(), known).stray == (
        Stray("Pôle eau", "at.team"),
        Stray("Un avis\nsur deux lignes", "at.text"),
    )


def test_a_blank_copy_whose_boxes_are_gone_holds_nothing(blank_pdf, known, tmp_path):
    flat = by_qpdf(tmp_path, blank_pdf, "--flatten-annotations=all")
    assert found_in(flat, known).stray == ()


def test_a_note_laid_over_the_page_is_kept_with_the_field_at_its_height(blank_pdf, known):
    def write_over(pdf):
        page = pdf.pages[0]
        field = next(one for one in page.Annots if one.get("/T") == "q:team")
        note = pikepdf.Dictionary(
            Type=N.Annot, Subtype=N.FreeText, Rect=field.Rect, Contents="Écrit par-dessus"
        )
        page.Annots.append(pdf.make_indirect(note))

    found = found_in(changed(blank_pdf, write_over), known)
    assert found.stray == (Stray("Écrit par-dessus", "q.team"),)


def test_a_locked_document_says_so(blank_pdf, known):
    def refused(owner, user):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(blank_pdf)) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner=owner, user=user))
        return found_in(out.getvalue(), known)

    assert dict(refused("owner", "").marks) == {}
    with pytest.raises(Unreadable) as refusal:
        refused("owner", "secret")
    assert refusal.value.trouble is Trouble.ENCRYPTED


def test_a_form_of_another_kind_says_so(known):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>")
        )
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(Unreadable) as refusal:
        found_in(out.getvalue(), known)
    assert refusal.value.trouble is Trouble.ONLINE_FORM


def test_fields_that_lead_to_one_another_end(blank_pdf, known):
    def turn_round(pdf):
        first = pdf.make_indirect(pikepdf.Dictionary(T="q:a", FT=N.Tx))
        second = pdf.make_indirect(pikepdf.Dictionary(T="b", Kids=pikepdf.Array([first])))
        first.Kids = pikepdf.Array([second])
        pdf.Root.AcroForm.Fields.append(first)

    assert dict(found_in(changed(blank_pdf, turn_round), known).marks) == {}


def test_scripts_are_never_looked_at(blank_pdf, known):
    def arm(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=N.JavaScript, JS="while(true){}")

    assert dict(found_in(changed(blank_pdf, arm), known).marks) == {}
