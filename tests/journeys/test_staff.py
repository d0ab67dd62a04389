"""Staff launch a call in a few minutes, follow it, and hand over a note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.calls.queries import invitations
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def staff(page, session):
    """A manager who has just signed in with a one-time link."""
    return office.signed_in(page, session)


def press(page, words):
    page.get_by_role("button", name=words).first.click()


def test_from_an_empty_office_to_letters_that_leave(staff, session):
    page = staff
    axe(page)
    page.get_by_role("link", name="Importer les agences").click()
    axe(page)
    page.get_by_label("Ou collez les lignes").fill(
        "Sigle;Nom;Région;Courriel\nADN;Agence du Nord;Nord;a@adn.example\nBRE;Bretagne;Ouest;\n"
    )
    press(page, "Montrer ce que l’import ferait")
    axe(page)
    press(page, "Importer 2 agences")
    axe(page)

    closing = (clock.now() + timedelta(days=10)).date()
    page.goto("/staff/calls/new/template/audition")
    axe(page)
    page.get_by_label("Titre").fill("L’eau et l’industrie")
    page.get_by_label("Date limite : jour".replace(" :", "\u00a0:")).fill(closing.isoformat())
    press(page, "Préparer l’appel")
    axe(page)
    page.get_by_label("Cocher toutes celles affichées").uncheck()
    page.get_by_label("Cocher toutes celles affichées").check()
    press(page, "Ajouter les agences cochées")
    page.get_by_role("link", name="Questionnaire").click()
    axe(page)
    page.get_by_role("link", name="Agences").click()
    page.get_by_role("link", name="Continuer").click()
    axe(page)
    press(page, "Ouvrir l’appel et relire d’abord l’invitation")
    axe(page)
    press(page, "Envoyer 1 courriel")
    page.get_by_role("link", name="Courriels").first.click()
    axe(page)
    page.get_by_text("a@adn.example").wait_for()
    page.go_back()
    press(page, "Obtenir le lien")
    axe(page)
    assert "/r/" in page.get_by_label("Lien personnel", exact=True).input_value()


@pytest.fixture
def answered(session):
    """A call of which two agencies have answered."""
    call = office.call(session, closes_at=clock.now() + timedelta(days=3), audience=3)
    for invitation in invitations(session, call)[:2]:
        office.contribution(session, invitation)
    session.commit()
    return call


def test_figures_are_read_and_the_note_is_composed_and_given(staff, session, answered):
    page = staff
    page.goto(f"/staff/calls/{answered.slug}/figures")
    axe(page)
    page.get_by_role("link", name="Note", exact=True).click()
    axe(page)
    press(page, "Composer la note")
    page.get_by_role("link", name="Télécharger la note").wait_for(timeout=60_000)
    axe(page)
    page.get_by_role("link", name="Remettre cette version à un délégué").click()
    page.get_by_label("Destinataire").fill("Mme Roy")
    axe(page)
    press(page, "Créer le lien")
    axe(page)
    link = page.get_by_label("Lien du délégué").input_value()

    page.goto(link)
    axe(page)
    with page.expect_download() as arrived:
        page.get_by_role("link", name="Télécharger la note").click()
    assert arrived.value.path().read_bytes().startswith(b"%PDF-")
    assert arrived.value.suggested_filename == f"note-{answered.slug}-v1-delegue.pdf"

    page.goto(f"/staff/calls/{answered.slug}/deliveries")
    page.get_by_text("lignes au journal").click()
    page.get_by_text("a téléchargé la note").wait_for()
    axe(page)
