"""From a Word document to the copy of what was sent, in a real browser."""

import io
import shutil
from datetime import timedelta

import pypdf
import pytest
from playwright.sync_api import expect

from consult import clock
from consult.contributions.models import Answer, Version
from tests.contributions.offline.filling import TEXTS, TICKS, by_libreoffice, in_word, opened
from tests.contributions.world import call_of, invited, link_to
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def link(session):
    at = clock.now()
    call = call_of(session, closes_at=at + timedelta(days=3), language="fr")
    call.opens_at = call.launched_at = at - timedelta(days=1)
    token = link_to(session, invited(session, call), at=at)
    session.commit()
    return f"/r/{token}"


@pytest.fixture
def kept(app):
    def read(model):
        with app.extensions["database"].reader() as session:
            return session.query(model).all()

    return read


def downloaded(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return waiting.value.path().read_bytes()


def filled_in(tmp_path, content, texts, ticks):
    """Filled in by Word, then saved by LibreOffice."""
    content = in_word(content, texts, ticks)
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    return by_libreoffice(tmp_path, content, "docx")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_document_becomes_a_draft_then_what_was_sent_and_its_copy(
    page, link, kept, tmp_path, width
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(link)
    page.get_by_role("link", name="Répondre hors ligne").click()
    axe(page)
    blank = downloaded(page, "Document Word, en français")
    assert opened(blank).core_properties.language == "fr-FR"
    texts = TEXTS | {"q.text": " ".join(["mot"] * 12)}
    document = tmp_path / "rempli.docx"
    document.write_bytes(filled_in(tmp_path, blank, texts, TICKS))

    page.get_by_label("Le document rempli").set_input_files(document)
    page.get_by_role("button", name="Lire le document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que contient le document")
    axe(page)
    assert kept(Answer) == []
    page.get_by_role("button", name="Mettre dans le brouillon").click()

    expect(page.get_by_text("rien n’a été transmis")).to_be_visible()
    axe(page)
    assert page.locator('[id="q.team"]').input_value() == "Pôle « industrie »"
    assert (len(kept(Answer)), kept(Version)) == (8, [])
    assert page.locator('[name="q.text"]').first.input_value() == texts["q.text"]


def test_what_a_document_brought_is_sent_and_copied(page, link, kept, tmp_path):
    page.goto(link)
    page.get_by_role("link", name="Répondre hors ligne").click()
    blank = downloaded(page, "Document Word, en français")
    document = tmp_path / "rempli.docx"
    document.write_bytes(filled_in(tmp_path, blank, TEXTS, TICKS))
    page.get_by_label("Le document rempli").set_input_files(document)
    page.get_by_role("button", name="Lire le document").click()
    page.get_by_role("button", name="Mettre dans le brouillon").click()
    page.locator('button[name="act"][value="review"]').first.click()
    axe(page)
    page.get_by_role("button", name="Transmettre la contribution").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre contribution a été reçue")
    (version,) = kept(Version)
    assert (version.channel, version.content["answers"]["team"]) == ("word", "Pôle « industrie »")
    address = page.url.partition("receipt")[0] + "copy.pdf"
    copy = page.context.request.get(address, timeout=60_000).body()
    text = "".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(copy)).pages)
    assert ("Pôle « industrie »" in text, "L’eau, d’abord." in text) == (True, True)
