"""Blank questionnaires, made once: the same sheet gives the same bytes."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from config import ROOT, Settings
from consult import create_app
from consult.contributions.answering.forms import with_consent
from consult.contributions.offline import blank, expecting, word
from consult.contributions.offline.marks import Identity, fingerprint_of
from consult.contributions.offline.sheet import Sheet, speaking
from tests.contributions.world import EVERYTHING, OPENS


def sheet_in(language, questionnaire=EVERYTHING, **facts):
    with speaking(language):
        asked = with_consent(questionnaire)
    made = Sheet(
        title="Les friches d’abord",
        federation="Fédération des agences",
        agency="Agence ABC",
        closes="vendredi 27 mars 2026 à 18 h 00 (heure de Paris)",
        language=language,
        demonstration=False,
        questionnaire=asked,
        identity=Identity("autumn-2026", "ABC", fingerprint_of(asked)),
        dated=OPENS,
    )
    return replace(made, **facts)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """An application that asks no database anything."""
    files = tmp_path_factory.mktemp("files")
    settings = Settings(
        secret_key="no secret",
        database_url="sqlite://",
        storage_url=str(files),
        base_url="http://localhost",
        root=ROOT,
    )
    app = create_app(settings)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def words(office):
    with office.test_request_context(headers={"Accept-Language": "fr"}):
        yield


@pytest.fixture(scope="session")
def sheets(office):
    with office.test_request_context():
        return [sheet_in("fr"), sheet_in("en")]


@pytest.fixture(scope="session")
def known(office, sheets):
    with office.test_request_context():
        return expecting.known_of(sheets)


@pytest.fixture(scope="session")
def asked(sheets):
    return sheets[0].questionnaire


@pytest.fixture(scope="session")
def blank_word(office, sheets):
    with office.test_request_context(), speaking("fr"):
        return word.as_word(sheets[0])


@pytest.fixture(scope="session")
def blank_pdf(office, sheets):
    with office.test_request_context(), speaking("fr"):
        return blank.as_pdf(sheets[0])


@pytest.fixture(scope="session")
def office_suite():
    """LibreOffice, without which what it saves cannot be tried."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
