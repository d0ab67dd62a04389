"""Staff launch a call in a few minutes: from sign-in to invitations sent, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.calls.queries import call_by_slug, invited
from consult.post import OutboxLetter
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey

PASSWORD = "une phrase de passe assez longue"
MOST_FIELDS, MOST_PAGES = 12, 8


class Counted:
    """A visitor who counts the fields they fill and the pages that load."""

    def __init__(self, page):
        self.page = page
        self.fields = self.pages = 0
        page.on("load", lambda _: self._loaded())

    def _loaded(self):
        self.pages += 1

    def fill(self, label, value):
        self.page.get_by_label(label, exact=True).fill(value)
        self.fields += 1

    def press(self, words):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).first.click()
        axe(self.page)

    def follow(self, words):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).first.click()
        axe(self.page)


def spaced(words):
    return words.replace(" :", "\u00a0:")


def test_from_sign_in_to_invitations_sent_takes_twelve_fields_and_eight_pages_at_most(
    page, session
):
    at = clock.now()
    accounts.create_user(session, email=office.STAFF, role=Role.MANAGER, at=at, password=PASSWORD)
    office.agencies(session, 42)
    session.commit()
    closing = (at + timedelta(days=10)).date()
    visitor = Counted(page)

    page.goto("/sign-in")
    axe(page)
    visitor.fill("Adresse électronique", office.STAFF)
    visitor.fill("Mot de passe", PASSWORD)
    visitor.press("Se connecter")
    visitor.follow("Préparer un appel")
    visitor.follow("Partir de ce modèle")
    visitor.fill("Titre", "L’eau et l’industrie")
    visitor.fill("Qui consulte", "Mission « Eau »")
    visitor.fill("Date de l’audition (facultatif)", (closing + timedelta(days=7)).isoformat())
    visitor.fill("Heure de l’audition (facultatif)", "14:30")
    visitor.fill("Lieu de l’audition", "Palais du Luxembourg")
    visitor.fill(spaced("Date limite : jour"), closing.isoformat())
    visitor.press("Préparer l’appel")
    visitor.press("Choisir les 42 agences de l’annuaire")
    visitor.follow("Continuer")
    visitor.press("Ouvrir l’appel et envoyer 42 invitations")
    page.get_by_text("42 invitations partent.").wait_for()

    counted = visitor.fields, visitor.pages
    assert (visitor.fields <= MOST_FIELDS, visitor.pages <= MOST_PAGES) == (True, True), counted
    assert counted == (8, 8)
    call = call_by_slug(session, f"l-eau-et-l-industrie-{at.year}")
    assert (invited(session, call), session.query(OutboxLetter).count()) == (42, 42)


def test_a_call_is_rehearsed_down_to_its_specimen(page, session):
    at = clock.now()
    accounts.create_user(session, email=office.STAFF, role=Role.MANAGER, at=at, password=PASSWORD)
    slug = office.call(session, opened=False, closes_at=at + timedelta(days=9)).slug
    session.commit()
    visitor = Counted(page)
    page.goto("/sign-in")
    visitor.fill("Adresse électronique", office.STAFF)
    visitor.fill("Mot de passe", PASSWORD)
    visitor.press("Se connecter")

    page.goto(f"/staff/calls/{slug}/open")
    axe(page)
    visitor.follow("Répéter l’appel")
    visitor.press("Commencer la répétition")
    visitor.press("Ouvrir son formulaire")
    page.get_by_text("rien n’est transmis à la fédération").wait_for()
    visitor.follow("Revenir à la répétition")
    visitor.press("Inventer les réponses de 6 agences")
    visitor.press("Composer le spécimen de la note")
    page.get_by_role("link", name="Télécharger la note").wait_for(timeout=90_000)
    axe(page)
    visitor.follow("Revenir à la répétition")
    visitor.press("Terminer la répétition et tout effacer")
    page.get_by_text("il n’en reste rien").wait_for()


def test_the_ways_to_start_and_the_home_page_stand_on_a_phone(page, session):
    at = clock.now()
    accounts.create_user(session, email=office.STAFF, role=Role.MANAGER, at=at, password=PASSWORD)
    office.call(session, closes_at=at + timedelta(hours=30))
    office.call(session, opened=False, title="Autre", closes_at=at + timedelta(days=9))
    session.commit()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/sign-in")
    visitor = Counted(page)
    visitor.fill("Adresse électronique", office.STAFF)
    visitor.fill("Mot de passe", PASSWORD)
    visitor.press("Se connecter")
    for path in (
        "/staff/",
        "/staff/calls/new",
        "/staff/calls/new/file",
        "/staff/calls/templates/audition",
        "/staff/calls/new/template/draft-text",
        f"/staff/calls/new/from/autre-{at.year}",
        f"/staff/calls/autre-{at.year}/open",
        f"/staff/calls/autre-{at.year}/rehearsal",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
