"""Importing the directory: shown first, then done whole."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.directory import queries as directory
from consult.directory.entries import Entry
from consult.directory.models import ImportReport
from consult.directory.upserting import upsert
from tests import office

LINES = (
    "Sigle;Nom;Niveau;Région;Courriel\n"
    "ADN;Agence du Nord;locale;Hauts-de-France;a@adn.example\n"
    "BRE;Bretagne Dév;régionale;Bretagne;pas une adresse\n"
    "adn;Encore;locale;;\n"
)
NOT_AN_ADDRESS = "«\u00a0pas une adresse\u00a0» n’est pas une adresse électronique."


@pytest.fixture
def staff(client, session):
    office.sign_in(client, session)
    return client


def test_what_the_import_would_do_is_shown_before_anything_is_done(staff, session):
    preview = staff.send(staff.get("/staff/agencies/import"), lines=LINES)

    assert [li.get_text(" ", strip=True) for li in preview.select(".keys li")] == [
        "1 à créer",
        "0 à mettre à jour",
        "0 sans changement",
        "2 à laisser de côté",
    ]
    assert "« pas une adresse » n’est pas une adresse électronique." in preview.words
    assert "La ligne 2 décrit déjà cette agence." in preview.words
    assert directory.agencies(session) == []


def test_confirming_writes_what_was_shown(staff, session):
    preview = staff.send(staff.get("/staff/agencies/import"), lines=LINES)
    page = staff.send(preview, button="Importer 1 agence")

    assert "1 agence importée." in page.get_text(" ")
    assert directory.entries(session) == {
        "adn": Entry("ADN", "Agence du Nord", "locale", "Hauts-de-France", "", "a@adn.example")
    }


def test_the_report_of_an_import_stays_and_holds_no_address(staff, session):
    lines = LINES + "BRE;Bretagne;régionale;;b@bre.example\n"
    preview = staff.send(staff.get("/staff/agencies/import"), lines=lines)
    whole = staff.send(preview, form="form[action$='/report']").response
    assert whole.text.splitlines()[2] == ("3;laissée de côté;BRE;Bretagne Dév;" + NOT_AN_ADDRESS)
    page = staff.send(preview, button="Importer 2 agences")
    assert [li.get_text(" ", strip=True) for li in page.select(".keys li")] == [
        *("2 lignes créées", "0 ligne mise à jour", "0 ligne sans changement"),
        "2 lignes laissées de côté",
    ]
    report = staff.request("GET", page.select_one("a[href$='.csv']")["href"])

    assert report.text.splitlines()[1:] == [
        "2;créée;ADN;Agence du Nord;",
        "3;laissée de côté;BRE;Bretagne Dév;" + NOT_AN_ADDRESS.replace("pas une adresse", "…", 1),
        "4;laissée de côté;adn;Encore;La ligne 2 décrit déjà cette agence.",
        "5;créée;BRE;Bretagne;",
    ]
    assert "@bre.example" not in session.scalars(select(ImportReport)).one().lines.__repr__()
    assert staff.get("/staff/agencies/import").select_one("h2 + ul a")["href"] == page.path


def test_what_was_imported_again_is_unchanged(staff, session):
    lines = "Sigle;Nom;Courriel;Rôle;Courriel 2;Étiquettes\nA;Un;a@a.fr;signataire;b@a.fr;x, y\n"
    preview = staff.send(staff.get("/staff/agencies/import"), lines=lines)
    staff.send(preview, button="Importer 1 agence")
    again = staff.send(staff.get("/staff/agencies/import"), lines=lines)

    assert [b.text for b in again.select(".keys b")] == ["0", "0", "1", "0"]
    (line,) = directory.directory(session).lines
    assert [(one.email, one.role) for one in line.contacts] == [
        *(("a@a.fr", "signatory"), ("b@a.fr", "drafter"))
    ]
    assert line.tags == ("x", "y")


def test_a_column_can_be_read_otherwise(staff):
    preview = staff.send(staff.get("/staff/agencies/import"), lines=LINES)
    again = staff.send(preview, form="form.filters", **{"column-email": ""})

    assert again.select(".keys b")[0].text == "2"


def test_where_the_directory_moved_meanwhile_the_plan_is_shown_again(staff, session):
    preview = staff.send(staff.get("/staff/agencies/import"), lines=LINES)
    upsert(session, entries=[Entry("ADN", "Autre nom")])
    shown = staff.send(preview, button="Importer 1 agence")

    assert shown.h1.text == "Ce que l’import ferait"
    assert directory.entries(session)["adn"].name == "Autre nom"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Choisissez un fichier, ou collez les lignes."),
        ("Sigle;Nom\n", "Le fichier n’a aucune ligne sous ses en-têtes."),
        ("A;B\n" + "x" * 1001 + ";y", "Une case de la ligne 2 compte plus de 1000 caractères."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(staff, lines, sentence):
    page = staff.send(staff.get("/staff/agencies/import"), status=422, lines=lines)

    assert sentence in page.words


def test_hostile_cells_are_only_text(staff):
    lines = "Sigle;Nom\n<script>alert(1)</script>;{{7*7}}\n"
    preview = staff.send(staff.get("/staff/agencies/import"), lines=lines)

    assert "<script>alert(1)</script> {{7*7}}" in preview.words


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_statements_for_one_agency_as_for_three(session, queries, count):
    office.agencies(session, count)
    session.commit()

    with queries(2):
        assert len(directory.agencies(session)) == count


def test_the_list_is_narrowed_by_level_region_and_words(staff, session):
    upsert(
        session,
        entries=[
            Entry("ADN", "Agence du Nord", "locale", "Nord"),
            Entry("ÉCO", "Éco 50 %", "régionale", "Sud"),
        ],
    )

    def shown(query):
        page = staff.get(f"/staff/agencies?{query}")
        return [th.a.text for th in page.select("tbody th")]

    assert shown("") == ["ADN", "ÉCO"]
    assert shown("level=locale") == ["ADN"]
    assert shown("region=Sud") == ["ÉCO"]
    assert shown("search=éco") == ["ÉCO"]
    assert shown("search=50 %25") == ["ÉCO"]
    assert shown("search=_") == []
