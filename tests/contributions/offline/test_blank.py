import io
import shutil
import subprocess
from dataclasses import replace

import page
import pikepdf
import pypdf
import pytest

from consult.contributions.offline import blank
from consult.contributions.offline.marks import field_of, slots
from consult.contributions.offline.sheet import speaking
from tests.contributions.offline.filling import TEXTS, in_pdf

NAMES = {"q:scale", "q:needs:land", "q:needs:skills", "q:attribution", "q:quote_permission"}


@pytest.fixture
def pdf(blank_pdf):
    with pikepdf.open(io.BytesIO(blank_pdf)) as opened:
        yield opened


def text_of(content):
    return "\n".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)


def tagged(node, found=None):
    """Every widget that the structure of the document leads to."""
    found = set() if found is None else found
    for kid in node if isinstance(node, pikepdf.Array) else [node]:
        if not isinstance(kid, pikepdf.Dictionary):
            continue
        if kid.get("/Type") == pikepdf.Name.OBJR:
            found.add(kid.Obj.objgen)
        elif "/K" in kid:
            tagged(kid.K, found)
    return found


def test_the_document_is_accessible_by_what_can_be_checked(blank_pdf):
    report = page.validate_pdf_bytes(blank_pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [(one.rule_id, one.message) for one in report.failures] == []


def test_every_place_is_a_field_named_by_its_mark(pdf, asked):
    own = {field_of(slot.mark) for slot in slots(asked) if not slot.exclusive}
    assert {str(field.T) for field in pdf.Root.AcroForm.Fields} == own | NAMES | {"consult"}


def test_every_field_is_in_the_structure_said_aloud_and_reached_in_order(pdf):
    widgets = [one for leaf in pdf.pages for one in leaf.get("/Annots", [])]
    assert tagged(pdf.Root.StructTreeRoot.K) == {one.objgen for one in widgets}
    assert all(str(one.TU).strip() for one in widgets)
    assert {str(leaf.Tabs) for leaf in pdf.pages} == {"/S"}


def test_boxes_that_exclude_each_other_are_one_group(pdf):
    group = next(one for one in pdf.Root.AcroForm.Fields if one.T == "q:scale")
    states = [next(state for state in kid.AP.N if state != "/Off") for kid in group.Kids]
    assert (states, str(group.V), str(group.TU)) == (["/town", "/land"], "/Off", "Scale")


def test_the_document_says_what_to_do_until_when_and_for_whom(blank_pdf):
    text = " ".join(text_of(blank_pdf).split())
    for words in (
        "Fédération des agences",
        "Agence ABC",
        "vendredi 27 mars 2026",
        "Comment répondre avec ce document",
        "20 caractères au plus.",
        "10 mots au plus.",
        "Cochez une case par ligne.",
        "Écrivez 1 pour le premier",
        "Les fichiers se joignent",
        "Action 3",
        "autumn-2026 · ABC",
    ):
        assert words in text, words


def test_the_same_sheet_has_the_same_bytes(words, sheets, blank_pdf):
    blank._printed.cache_clear()
    with speaking("fr"):
        assert blank.as_pdf(sheets[0]) == blank_pdf


def test_the_title_of_a_call_is_only_text(words, sheets):
    sheet = replace(sheets[1], title="<script>alert(1)</script> & “Œ”")
    with speaking("en"):
        assert "<script>alert(1)</script> & “Œ”" in text_of(blank.as_pdf(sheet)).replace("\n", " ")


def test_a_reader_that_fills_it_finds_every_field(blank_pdf):
    fields = pypdf.PdfReader(io.BytesIO(in_pdf(blank_pdf))).get_fields()
    assert fields["q:team"]["/V"] == TEXTS["q.team"]
    assert fields["q:scale"]["/V"] == "/town"


@pytest.mark.parametrize(
    ("program", "said"),
    [(["qpdf", "--check"], "No syntax or stream encoding errors"), (["pdfinfo"], "AcroForm")],
)
def test_other_programs_find_nothing_wrong_with_it(blank_pdf, tmp_path, program, said):
    if shutil.which(program[0]) is None:
        pytest.skip("qpdf or poppler-utils is not installed")
    path = tmp_path / "blank.pdf"
    path.write_bytes(blank_pdf)
    told = subprocess.run([*program, path], capture_output=True, text=True, check=True)
    assert (said in told.stdout, told.stderr) == (True, "")
