"""Staff take a version to the hearing, its layout made elsewhere; somebody looks up their copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.calls.queries import invitations
from tests import office
from tests.live import axe
from tests.synthesis.versions.test_uploading import written

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}


def looked_at(page):
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_version_goes_from_draft_to_the_hearing_and_is_looked_up(page, session, tmp_path):
    at = clock.now()
    call = office.call(session, closes_at=at + timedelta(days=9))
    office.contribution(session, invitations(session, call)[0])
    office.signed_in(page, session)
    notes = f"/staff/calls/{call.slug}/note"
    page.goto(notes)
    page.get_by_role("button", name="Composer la note").click()
    page.get_by_text("à jour", exact=True).wait_for()
    office.contribution(session, invitations(session, call)[1], needs="Du foncier.")
    session.commit()
    page.goto(notes)
    page.get_by_role("button", name="Composer la note").click()
    page.get_by_role("button", name="Mettre la version en relecture").click()
    page.get_by_text("Rien ne s’oppose à sa validation.").wait_for()
    looked_at(page)
    page.get_by_role("link", name="Comparer avec une autre version").click()
    assert page.locator("ins").count() > 0
    looked_at(page)

    page.goto(f"{notes}/1")
    page.get_by_text("changé depuis cette version").wait_for()
    page.goto(f"{notes}/2")
    page.get_by_role("button", name="Valider la version").click()
    layout = tmp_path / "Note.pdf"
    layout.write_bytes(written())
    page.get_by_label("Le PDF mis en page ailleurs").set_input_files(layout)
    page.get_by_role("button", name="Ajouter ce PDF").click()
    page.get_by_text("Télécharger le document mis en page").wait_for()
    looked_at(page)
    page.get_by_label("À qui").fill("Mme Dubois, présidente")
    page.get_by_role("button", name="Enregistrer la remise").click()
    page.get_by_text("C’est le document mis en page hors de Consult").wait_for()
    page.goto(notes)
    looked_at(page)

    page.goto(f"{notes}/2")
    page.get_by_role("link", name="Ce que peut vérifier").click()
    page.get_by_text("Cette version a été remise.").wait_for()
    page.get_by_label("Le fichier que vous avez").set_input_files(layout)
    page.get_by_text("Ce fichier est, à l’octet près, le document mis en page").wait_for()
    changed = tmp_path / "Changed.pdf"
    changed.write_bytes(layout.read_bytes() + b" ")
    page.get_by_label("Le fichier que vous avez").set_input_files(changed)
    page.get_by_text("Ce fichier n’est pas l’un de ceux gardés ici").wait_for()
    looked_at(page)
