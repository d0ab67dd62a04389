"""The directory, from a spreadsheet of LibreOffice to the audience of a call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult import clock
from consult.calls.queries import invitations
from consult.directory.entries import Entry
from consult.directory.models import Agency
from consult.directory.upserting import upsert
from tests import office
from tests.directory.test_opendocument import cell, document, row, sheet
from tests.live import axe

pytestmark = pytest.mark.journey

LIST = document(
    sheet(
        row(*(cell(word) for word in ("Abréviation", "Nom", "Région", "Courriel", "Groupes"))),
        row(*(cell(word) for word in ("ADN", "Agence du Nord", "Nord", "a@adn.example", "pilote"))),
        row(*(cell(word) for word in ("A.D.N.", "Nord, agence", "Nord", "b@adn.example"))),
        row(*(cell(word) for word in ("BRE", "Bretagne Dév", "Ouest", "nulle part"))),
        row(*(cell(word) for word in ("ADN", "", "", "c@adn.example", "rural"))),
    )
)


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desktop", "phone"])
def staff(page, session, request):
    """A manager who has just signed in, at a desk or on a phone."""
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    return office.signed_in(page, session)


def press(page, words):
    page.get_by_role("button", name=words).first.click()


def looked_at(page):
    """Nothing is broken for anybody, and nothing hangs over the edge of the screen."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_list_of_libreoffice_becomes_agencies_without_doubles(staff, session):
    page = staff
    page.goto("/staff/agencies/import")
    page.get_by_label("Liste des agences").set_input_files(
        {"name": "liste.ods", "mimeType": "application/octet-stream", "buffer": LIST}
    )
    press(page, "Montrer ce que l’import ferait")
    page.get_by_text("Il n’y a rien à importer.").wait_for()
    looked_at(page)
    page.get_by_label("Sigle", exact=True).select_option("Abréviation")
    press(page, "Relire les colonnes")
    page.get_by_text(
        "« nulle part »".replace(" ", "\u00a0").replace("nulle\u00a0", "nulle ")
    ).wait_for()
    looked_at(page)
    press(page, "Importer 2 agences")
    page.get_by_role("heading", name="Ce que l’import a fait").wait_for()
    looked_at(page)
    with page.expect_download() as arrived:
        page.get_by_role("link", name="Télécharger le compte rendu (CSV)").click()
    assert "BRE" in arrived.value.path().read_text(encoding="utf-8-sig")

    page.get_by_role("link", name="Voir l’annuaire").click()
    looked_at(page)
    page.get_by_role("link", name="Chercher les doublons").click()
    looked_at(page)
    page.get_by_role("link", name="Comparer ADN et A.D.N.").click()
    looked_at(page)
    press(page, "N’en faire qu’une agence")
    page.get_by_text("Les deux agences n’en font plus qu’une.").wait_for()
    looked_at(page)

    session.expire_all()
    agency = session.scalars(select(Agency)).one()
    assert [contact.email for contact in agency.contacts] == [
        *("a@adn.example", "c@adn.example", "b@adn.example")
    ]
    assert [tag.name for tag in agency.tags] == ["pilote", "rural"]


def test_agencies_are_tagged_by_keyboard_and_their_group_is_asked(staff, session):
    page = staff
    upsert(
        session,
        entries=[
            Entry(f"AG{n}", f"Agence {n}", "locale", "Nord" if n % 2 else "Sud", "", f"a{n}@a.fr")
            for n in range(1, 8)
        ],
    )
    call = office.call(session, opened=False, audience=0, closes_at=office.CLOSES)
    audience = f"/staff/calls/{call.slug}/audience"
    session.commit()
    page.goto("/staff/agencies")
    page.locator("summary", has_text="Région").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Nord").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("4 agences", exact=True).wait_for()
    looked_at(page)
    page.get_by_label("Cocher AG1").focus()
    page.keyboard.press("Space")
    page.get_by_label("Cocher AG5").check()
    page.get_by_label("Étiquette", exact=True).fill("Réseau pilote")
    page.keyboard.press("Enter")
    page.get_by_text("Étiquette donnée à 2 agences.").wait_for()

    page.goto(audience)
    page.locator("summary", has_text="Étiquettes").click()
    page.get_by_role("checkbox", name="Réseau pilote").check()
    press(page, "Afficher")
    looked_at(page)
    press(page, "Choisir les 2 agences de ce filtre")
    page.get_by_text("2 agences ajoutées à l’appel.").wait_for()
    looked_at(page)

    session.expire_all()
    assert [invitation.acronym for invitation in invitations(session, call)] == ["AG1", "AG5"]


def test_an_address_in_error_is_repaired_from_the_audience(staff, session):
    page = staff
    call = office.call(session, audience=2)
    contact = call.invitations[0].agency.contacts[0]
    contact.bounced_at, contact.bounce_reason = clock.now(), "550 5.1.1 inconnu"
    session.commit()
    page.goto(f"/staff/calls/{call.slug}/audience")
    page.get_by_text("1 agence consultée n’a pas d’adresse qui fonctionne.").wait_for()
    looked_at(page)
    page.get_by_role("link", name="Réparer l’adresse de A1").click()
    page.get_by_text("550 5.1.1 inconnu").wait_for()
    page.get_by_text("Corriger a1@agence.example").click()
    page.get_by_label("Adresse électronique").first.fill("neuve@agence.example")
    looked_at(page)
    press(page, "Corriger l’interlocuteur")
    page.get_by_text("L’interlocuteur est corrigé.").wait_for()

    session.expire_all()
    assert (contact.email, contact.bounced_at) == ("neuve@agence.example", None)
