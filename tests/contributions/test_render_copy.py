import io
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest

from consult import printing
from consult.contributions.render_copy import render

AT = datetime(2026, 3, 10, 9, 32, tzinfo=UTC)
PAGE = (
    "<!doctype html><html lang=fr><head><meta charset=utf-8><title>Copie</title></head>"
    "<body><h1>Appel</h1><h2>Question</h2><p class=read>Réponse : œuvre 😀</p>{more}</body></html>"
)


def test_the_copy_is_a_tagged_pdf_of_what_was_answered():
    printed = render(PAGE.format(more=""), sent_at=AT)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "fr")
    assert "Réponse : œuvre" in text


def test_the_same_copy_has_the_same_bytes():
    assert render(PAGE.format(more=""), sent_at=AT) == render(PAGE.format(more=""), sent_at=AT)


def test_answers_in_any_script_are_printed():
    said = "Ελλάδα Київ مرحبا שלום 你好 こんにちは 한국어 สวัสดี 😀 ∑"
    printed = render(PAGE.format(more=f"<p>{said}</p>"), sent_at=AT)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        faces = {
            str(font.BaseFont)[8:] for page in pdf.pages for font in page.Resources.Font.values()
        }
    assert {face.split("-")[0] for face in faces if face.startswith("No")} != set()
    assert not any("DejaVu" in face for face in faces)


@pytest.mark.parametrize(
    "vector",
    [
        "<img src='file:///etc/passwd'>",
        "<img src='http://127.0.0.1:1/x.png'>",
        "<img src='font:../../../../etc/passwd'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<object data='file:///etc/passwd'></object>",
    ],
)
def test_nothing_outside_is_read(vector):
    printed = render(PAGE.format(more=vector), sent_at=AT)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert dict(pdf.attachments) == {}
    assert b"root:" not in printed


def test_a_page_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(printing, "SECONDS", 0.01)
    with pytest.raises(printing.PrintingFailed):
        render(PAGE.format(more="<p>x</p>" * 2000), sent_at=AT)
