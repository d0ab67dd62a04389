"""The directory kept by hand: one agency, its contacts, its tags, and many at once."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.calls import service as calls
from consult.directory import queries as directory
from consult.directory.entries import Entry, Person
from consult.directory.models import Agency, Contact
from consult.directory.upserting import upsert
from tests import office
from tests.office import AT


@pytest.fixture
def staff(client, session):
    office.sign_in(client, session)
    return client


def acts(session):
    """What the trail says was done to the directory, in order."""
    return [
        entry.action
        for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        if entry.action.startswith("directory.")
    ]


def one(session, acronym="A1"):
    return session.scalars(select(Agency).where(Agency.acronym == acronym)).one()


def acronyms(page):
    return [link.text for link in page.select("tbody th a")]


def test_an_agency_is_added_by_hand_then_its_address(staff, session):
    page = staff.send(staff.get("/staff/agencies/new"), acronym=" ADN ", name="Agence du Nord")
    page = staff.send(page, form="form[action$='/contacts']", **{"new-email": "Anne@ADN.example"})

    assert [contact.email for contact in one(session, "ADN").contacts] == ["anne@adn.example"]
    assert "anne@adn.example · rédacteur reçoit les courriels" in page.words
    assert acts(session) == ["directory.create", "directory.contact_add"]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"acronym": "a1"}, "Une autre agence porte ce sigle."),
        ({"acronym": " \u200b"}, "Indiquez le sigle."),
        ({"name": ""}, "Indiquez le nom."),
    ],
)
def test_what_an_agency_cannot_be_is_refused(staff, session, filled, sentence):
    office.agencies(session, 1)
    given = {"acronym": "B", "name": "B", **filled}
    page = staff.send(staff.get("/staff/agencies/new"), status=422, **given)

    assert sentence in page.words
    assert len(directory.agencies(session)) == 1


def test_facts_are_corrected_and_a_past_call_keeps_the_agency_as_it_stood(staff, session):
    call = office.call(session, audience=1)
    path = f"/staff/agencies/{one(session).id}"
    staff.send(
        staff.get(path), form="form[action$='/facts']", name="Autre", timezone="Indian/Reunion"
    )

    agency = one(session)
    assert (agency.name, agency.timezone) == ("Autre", "Indian/Reunion")
    assert call.invitations[0].name == "Agence 1"


def test_an_acronym_changes_only_for_one_that_is_free(staff, session):
    office.agencies(session, 2)
    page = staff.get(f"/staff/agencies/{one(session).id}")
    refused = staff.send(page, form="form[action$='/facts']", status=422, acronym="a2")
    assert "Une autre agence porte ce sigle." in refused.words
    staff.send(page, form="form[action$='/facts']", acronym="a1")

    assert [agency.acronym for agency in directory.agencies(session)] == ["a1", "A2"]


def test_the_contact_put_first_speaks_for_the_agency(staff, session):
    upsert(session, entries=[Entry("A1", "Un", email="a@a.fr", others=(Person("b@a.fr"),))])
    page = staff.get(f"/staff/agencies/{one(session).id}")
    staff.send(page, form="form[action$='/first']")

    assert directory.directory(session).lines[0].email == "b@a.fr"
    assert acts(session) == ["directory.contact_first"]


def test_a_new_address_has_never_come_back(staff, session):
    office.agencies(session, 1)
    contact = session.scalars(select(Contact)).one()
    contact.bounced_at, contact.bounce_reason = AT, "550 inconnu"
    page = staff.get("/staff/agencies?reached=bounced")
    assert acronyms(page) == ["A1"]
    page = staff.get(f"/staff/agencies/{contact.agency_id}")
    assert "adresse en erreur 550 inconnu" in page.words
    form = f"form[action$='/contacts/{contact.id}']"
    name = f"contact-{contact.id}-email"
    staff.send(page, form=form, **{f"contact-{contact.id}-name": "Anne"})
    assert session.get(Contact, contact.id).bounced_at == AT
    staff.send(page, form=form, **{name: "neuve@a.fr"})

    found = session.get(Contact, contact.id)
    assert (found.email, found.bounced_at, found.bounce_reason) == ("neuve@a.fr", None, "")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("pas une adresse", "Indiquez une adresse électronique, par exemple anne@agence.example."),
        ("A1@AGENCE.EXAMPLE", "Un autre interlocuteur de cette agence a cette adresse."),
    ],
)
def test_an_address_that_cannot_be_is_refused_beside_its_field(staff, session, email, sentence):
    office.agencies(session, 1)
    page = staff.get(f"/staff/agencies/{one(session).id}")
    refused = staff.send(page, form="form[action$='/contacts']", status=422, **{"new-email": email})

    assert sentence in refused.select_one("#new-email-error").text
    assert refused.select_one("#new-email")["value"].lower() == email.lower()


def test_a_contact_of_another_agency_is_not_found(staff, session):
    first, second = office.agencies(session, 2)
    page = staff.get(f"/staff/agencies/{first.id}")
    page.select_one("form[action$='/remove']")["action"] = (
        f"/staff/agencies/{first.id}/contacts/{second.contacts[0].id}/remove"
    )

    staff.send(page, form="form[action$='/remove']", status=404)


def test_only_an_agency_that_no_call_asked_is_removed(staff, session):
    office.agencies(session, 2)
    call = office.call(session, audience=1)
    asked, free = one(session, "A1"), one(session, "A2")
    form = "div.actions form[action$='/remove']"
    page = staff.send(staff.get(f"/staff/agencies/{asked.id}"), form=form, status=422)
    assert "archivez-la" in page.words
    staff.send(staff.get(f"/staff/agencies/{free.id}"), form=form)

    assert [agency.acronym for agency in directory.agencies(session)] == ["A1"]
    assert call.invitations[0].acronym == "A1"


def test_several_agencies_are_tagged_archived_and_put_back(staff, session):
    first, second, _third = office.agencies(session, 3)
    page = staff.get("/staff/agencies")
    form = "form[action$='/act']"
    staff.send(page, form=form, button="tag", name="Très rural", agency=[first.id, second.id])
    tagged = staff.get("/staff/agencies?tag=tres+rural")
    assert acronyms(tagged) == ["A1", "A2"]
    staff.send(tagged, form=form, button="archive", scope="filter")
    assert acronyms(staff.get("/staff/agencies")) == ["A3"]
    archived = staff.get("/staff/agencies?archived=1")
    staff.send(archived, form=form, button="restore", agency=[first.id])
    staff.send(
        staff.get("/staff/agencies"), form=form, button="untag", name="TRES RURAL", scope="filter"
    )

    assert [line.tags for line in directory.directory(session).lines] == [
        *((), ("tres rural",), ())
    ]
    assert acts(session) == [
        *("directory.tag", "directory.archive", "directory.restore", "directory.untag")
    ]


def test_a_tag_is_renamed_unless_another_has_the_name_and_forgotten(staff, session):
    upsert(session, entries=[Entry("A1", "Un", tags=("rural", "pilote"))])
    page = staff.get("/staff/agencies/tags")
    assert [row.get_text(" ", strip=True)[:8] for row in page.select("tbody tr")] == [
        *("pilote 1", "rural 1 ")
    ]
    staff.send(page, form="form.filters", status=422, name="Rural")
    staff.send(page, form="form.filters", name="Essai")
    assert one(session).tags[0].name == "Essai"
    staff.send(staff.get("/staff/agencies/tags"), form="form.filters", button="drop")

    assert [tag.name for tag in one(session).tags] == ["rural"]


def test_the_list_shown_is_exported_as_text_and_read_back_unchanged(staff, session):
    upsert(
        session,
        entries=[
            Entry("=A", "+Un", region="R", email="a@a.fr", others=(Person("b@a.fr"),)),
            Entry("B", "Deux", tags=("x", "y"), others=(Person("c@b.fr"), Person("d@b.fr"))),
        ],
    )
    shown = staff.request("GET", "/staff/agencies/list.csv?region=R")
    assert shown.text.splitlines()[1:] == ["'=A;'+Un;;R;;a@a.fr;;drafter;b@a.fr;;;;"]
    book = load_workbook(io.BytesIO(staff.request("GET", "/staff/agencies/list.xlsx").data))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}
    assert book.active["A2"].value == "=A"
    staff.get("/staff/agencies/list.ods", status=404)

    everyone = staff.request("GET", "/staff/agencies/list.csv?search=deux")
    preview = staff.send(staff.get("/staff/agencies/import"), lines=everyone.text)
    assert [b.text for b in preview.select(".keys b")] == ["0", "0", "1", "0"]


def test_what_is_ticked_is_exported(staff, session):
    first, *_rest = office.agencies(session, 3)
    page = staff.get("/staff/agencies")
    sheet = staff.send(page, form="form[action$='/act']", button="csv", agency=[first.id])

    assert sheet.response.text.splitlines()[1][:3] == "A1;"
    assert len(sheet.response.text.splitlines()) == 2


def test_the_list_is_read_a_hundred_at_a_time_in_four_statements(staff, session, app, queries):
    office.agencies(session, 250)
    page = staff.get("/staff/agencies?page=3")

    assert (len(acronyms(page)), page.select_one(".pager span").text) == (50, "201 à 250 sur 250")
    staff.around = lambda: None
    with queries(4):
        staff.client.get("/staff/agencies?level=locale&search=a&tag=x")


def test_a_reader_sees_an_agency_and_changes_nothing(client, session):
    office.sign_in(client, session, role=Role.READER)
    office.agencies(session, 1)
    page = client.get(f"/staff/agencies/{one(session).id}")

    assert "a1@agence.example" in page.words
    assert page.select("main form[method=post] button") == []


def test_an_archived_agency_is_offered_in_no_audience(staff, session):
    call = office.call(session, opened=False, audience=0)
    office.agencies(session, 2)
    one(session).archived_at = AT

    assert [
        label.text.strip()
        for label in staff.get(f"/staff/calls/{call.slug}/audience").select("tbody label")
    ] == ["A2"]
    page = staff.get(f"/staff/calls/{call.slug}/audience")
    staff.send(page, form="main form[method=post]", beyond={"scope": "filter"})
    assert [invitation.acronym for invitation in calls.queries.invitations(session, call)] == ["A2"]
