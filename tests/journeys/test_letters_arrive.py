"""From an empty database to an open call whose forty-two letters arrive, and whose links open."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from config import ROOT
from consult import clock
from consult.accounts import service as accounts
from consult.accounts.models import Role
from tests import office, smtp
from tests.mail import body_of

pytestmark = pytest.mark.journey

PASSWORD = "une phrase de passe assez longue"
AGENCIES = ROOT / "consult" / "demo" / "territoires-industrie-2018" / "agencies.csv"


@pytest.fixture
def mailbox():
    """What a real mail server took."""
    return smtp.Office()


@pytest.fixture
def settings(settings, mailbox):
    with smtp.serving(mailbox) as url:
        yield replace(settings, smtp_url=url)


def press(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def follow(page, words):
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def arrived(mailbox, number):
    """The letters, once that many were taken."""
    end = time.monotonic() + 60
    while len(mailbox.letters) < number and time.monotonic() < end:
        time.sleep(0.1)
    return list(mailbox.letters)


def test_from_an_empty_database_to_forty_two_letters_whose_links_open(page, session, mailbox):
    at = clock.now()
    accounts.create_user(session, email=office.STAFF, role=Role.MANAGER, at=at, password=PASSWORD)
    session.commit()
    page.goto("/sign-in")
    page.get_by_label("Adresse électronique", exact=True).fill(office.STAFF)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    press(page, "Se connecter")

    follow(page, "Importer les agences")
    page.get_by_label("Ou collez les lignes").fill(AGENCIES.read_text(encoding="utf-8"))
    press(page, "Montrer ce que l’import ferait")
    press(page, "Importer 42 agences")

    page.goto("/staff/calls/new/template/flash")
    page.get_by_label("Titre", exact=True).fill("L’eau et l’industrie")
    closing = (at + timedelta(days=10)).date().isoformat()
    page.get_by_label("Date limite\u00a0: jour", exact=True).fill(closing)
    press(page, "Préparer l’appel")
    press(page, "Choisir les 42 agences de l’annuaire")
    follow(page, "Continuer")
    press(page, "Ouvrir l’appel et envoyer 42 invitations")

    letters = arrived(mailbox, 42)
    wanted = {
        line.rsplit(",", 1)[1] for line in AGENCIES.read_text("utf-8").split("\n")[1:] if line
    }
    assert sorted(letter["To"] for letter in letters) == sorted(wanted)
    links = [re.search(r"http://\S+/r/[\w-]+", body_of(letter))[0] for letter in letters]
    assert len(set(links)) == 42
    for link in links:
        answer = page.request.get(link)
        assert (answer.status, "/contribution/" in answer.url) == (200, True)
    page.context.clear_cookies()
    page.goto(links[-1])
    assert page.locator("h1").inner_text() == "L’eau et l’industrie"
