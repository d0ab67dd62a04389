"""A delegate's link: one note, until a day, closed at will, and every opening written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from consult.calls.queries import invitations
from consult.publication import service
from consult.publication.models import JournalEntry, Opening
from consult.publication.queries import deliveries
from consult.storage import storage
from consult.synthesis.models import Format
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions import uploading
from tests import office
from tests.office import AT, STAFF

EXPIRES = AT + timedelta(days=30)


@pytest.fixture
def now(monkeypatch):
    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT)
    return told


@pytest.fixture
def note(app, session):
    with app.app_context():
        digest = storage().put(b"%PDF-1.7 a note")
    return office.note(session, office.call(session), files={Format.PDF: digest})


@pytest.fixture
def given(session, note):
    return service.deliver(
        session, note=note, recipient="Mme Roy", expires_at=EXPIRES, actor=STAFF, at=AT
    )


def openings(session):
    return list(session.scalars(select(JournalEntry.opening).order_by(JournalEntry.id)))


def test_the_link_leads_to_a_clean_address_with_one_button(client, given, now):
    delivery, token = given
    page = client.get(f"/d/{token}")

    assert page.path == f"/note/{delivery.public_id}/"
    assert [a.get_text(strip=True) for a in page.select("a.btn")] == [
        "Télécharger la note (PDF, 1,1\u00a0Mo)"
    ]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert delivery.note.fingerprint in page.words


def test_a_delegate_is_told_that_an_agency_changed_its_mind_since(client, session, given, now):
    delivery, token = given
    assert "une agence a changé" not in client.get(f"/d/{token}").words
    contribution = office.contribution(session, invitations(session, delivery.note.call)[0])
    contribution.withdrawn_at = delivery.note.built_at
    assert "une agence a changé" in client.get(f"/d/{token}").words


def test_opening_and_downloading_are_written_down(client, session, given, now):
    _, token = given
    page = client.get(f"/d/{token}")
    response = client.request("GET", page.select_one("a.btn")["href"])

    assert response.data == b"%PDF-1.7 a note"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert openings(session) == [Opening.READ, Opening.DOWNLOADED]


def test_scanners_and_prefetching_leave_no_trace(client, session, given, now):
    delivery, token = given
    client.get(f"/d/{token}")
    here = f"/note/{delivery.public_id}/"
    for headers in ({"Sec-Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        client.request("GET", here, headers=headers)
    client.request("HEAD", here)

    assert openings(session) == [Opening.READ]


def test_the_visit_of_a_scanner_does_not_use_the_link_up(client, session, given, now):
    _, token = given
    client.around()
    for _ in range(3):
        assert client.client.get(f"/d/{token}").status_code == 302

    assert openings(session) == []
    client.get(f"/d/{token}")


def test_without_the_link_the_address_opens_nothing(client, session, given, now):
    delivery, _ = given

    client.get(f"/note/{delivery.public_id}/", status=404)
    client.get(f"/note/{delivery.public_id}/note.pdf", status=404)
    assert openings(session) == []


def test_a_link_opens_its_own_note_and_no_other(client, session, given, note, now):
    _, token = given
    other, _ = service.deliver(
        session, note=note, recipient="M. Le Goff", expires_at=EXPIRES, actor=STAFF, at=AT
    )
    client.get(f"/d/{token}")

    client.get(f"/note/{other.public_id}/", status=404)


def test_a_layout_made_elsewhere_comes_first_and_says_what_it_is(app, client, session, given, now):
    delivery, token = given
    with app.app_context():
        digest = storage().put(b"%PDF-1.7 a layout")
    uploading.add(
        session,
        note=delivery.note,
        filename="Note.pdf",
        digest=digest,
        size_bytes=17,
        pages=4,
        by=STAFF,
        at=AT,
    )
    draft = client.get(f"/d/{token}")
    assert "hors de Consult" not in draft.words
    assert client.request("GET", f"{draft.path}layout.pdf").status_code == 404

    delivery.note.state = State.APPROVED
    session.flush()
    page = client.get(draft.path)
    first, *_ = page.select("a.btn")

    assert "document mis en page hors de Consult" in page.words
    assert "validée – 4 pages" in page.words
    assert client.request("GET", first["href"]).data == b"%PDF-1.7 a layout"

    kept = client.request("GET", first["href"]).headers["Content-Disposition"]
    assert kept.endswith('-delegue-mise-en-page.pdf"')

    delivery.marked = True
    session.flush()
    assert client.request("GET", first["href"]).status_code == 404
    assert openings(session) == [Opening.READ, Opening.READ, *[Opening.DOWNLOADED] * 2]


@pytest.mark.parametrize("altered", ["x", "", "é"])
def test_an_altered_link_is_not_found(client, given, now, altered):
    _, token = given

    client.get(f"/d/{token[:-1]}{altered}", status=404)


def test_a_link_lives_until_its_expiry_and_not_at_it(client, session, given, now):
    _, token = given
    now(EXPIRES - timedelta(microseconds=1))
    client.get(f"/d/{token}")
    now(EXPIRES)
    client.get(f"/d/{token}", status=410)

    assert openings(session) == [Opening.READ, Opening.REFUSED]


def test_a_revoked_link_closes_at_once_even_for_who_is_inside(client, session, given, now):
    delivery, token = given
    client.get(f"/d/{token}")
    service.revoke(session, delivery=delivery, actor=STAFF, at=AT)

    client.get(f"/note/{delivery.public_id}/", status=410)
    client.get(f"/d/{token}", status=410)
    assert openings(session) == [Opening.READ, Opening.REFUSED, Opening.REFUSED]


def test_staff_give_a_note_and_see_it_opened(client, session, note, now):
    office.sign_in(client, session)
    path = f"/staff/calls/{note.call.slug}/deliveries"
    shown = client.send(client.get(path), recipient="Mme Roy")
    address = shown.select_one("#address")["value"]
    client.get(address.removeprefix("http://localhost"))
    page = client.get(path)

    assert "Mme Roy" in page.words
    assert "a ouvert la page" in page.words
    page = client.send(page, form="form[action$=revoke]")
    assert "fermé par l’équipe" in page.words


def test_a_note_for_staff_is_not_even_offered(client, session, now):
    note = office.note(session, office.call(session), audience=Audience.STAFF)
    office.sign_in(client, session)
    page = client.get(f"/staff/calls/{note.call.slug}/deliveries")

    assert page.select("select#note") == []


def test_staff_choose_a_version_by_for_whom_it_is_and_find_the_one_they_came_from(
    client, session, given, note, now
):
    office.note(session, note.call, audience=Audience.MEMBERS)
    office.sign_in(client, session)
    page = client.get(f"/staff/calls/{note.call.slug}/deliveries?note={note.version}")
    members, delegate = page.select("select#note option")

    assert members.get_text().endswith("pour les adhérents")
    assert delegate.get_text().endswith("pour le délégué et l’audition")
    assert (members.has_attr("selected"), delegate.has_attr("selected")) == (False, True)


def test_many_deliveries_take_no_more_statements_and_no_snapshot(session, note, queries):
    call = note.call
    for name in ("Mme Roy", "M. Roy", "Mme Petit"):
        service.deliver(session, note=note, recipient=name, expires_at=EXPIRES, actor=STAFF, at=AT)
    session.commit()
    session.expunge_all()
    with queries(4):
        found = deliveries(session, call)
        assert [one.laid_out for one in found] == [None, None, None]

    assert "snapshot" in inspect(found[0].note).unloaded
