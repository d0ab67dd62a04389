"""From nothing to an open call, in pages."""

from __future__ import annotations

import pytest

from consult.calls.queries import call_by_slug, invited
from tests import office
from tests.office import AT


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    return client


def test_a_call_is_prepared_put_to_agencies_and_opened(staff, session):
    office.agencies(session, 2)
    audience = staff.send(
        staff.get("/staff/calls/new"),
        title="L’eau et l’industrie",
        closing_day="2026-03-12",
        closing_hour="18:00",
    )
    assert audience.path == "/staff/calls/l-eau-et-l-industrie-2026/audience"

    chosen = staff.send(audience, form="main form[method=post]")
    assert "2 agences sont consultées." in chosen.words

    opening = staff.get("/staff/calls/l-eau-et-l-industrie-2026/open")
    overview = staff.send(opening, form="main form.actions")
    assert "2 agences n’ont reçu aucun courriel." in overview.words

    call = call_by_slug(session, "l-eau-et-l-industrie-2026")
    assert (call.launched_at, invited(session, call)) == (AT, 2)


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"title": ""}, "Ce champ est nécessaire."),
        ({"closing_day": "2026-03-02", "closing_hour": "10:00"}, "Cette date limite est passée"),
        ({"closing_day": "2026-03-29", "closing_hour": "02:30"}, "cette heure n’existe pas"),
        ({"hearing_day": "2026-04-01"}, "Indiquez la date et l’heure, ou ni l’une ni l’autre."),
        ({"timezone": "Mars/Olympus"}, "Choisissez une valeur de la liste."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(staff, filled, sentence):
    given = {"title": "T", "closing_day": "2026-03-12", "closing_hour": "18:00", **filled}
    page = staff.send(staff.get("/staff/calls/new"), status=422, **given)

    assert sentence in page.words


def test_a_call_that_lacks_agencies_says_so_and_does_not_open(staff, session):
    call = office.call(session, opened=False, audience=0)
    page = staff.get(f"/staff/calls/{call.slug}/open")

    assert "Aucune agence n’est choisie." in page.words
    assert "Ouvrir l’appel" not in [b.get_text(strip=True) for b in page.select("button")]
    staff.send(page, form="main form.actions", status=409)


def test_the_questionnaire_reads_as_the_agencies_will_read_it(staff, session):
    call = office.call(session, opened=False)
    page = staff.get(f"/staff/calls/{call.slug}/questionnaire")

    assert [h.get_text(" ", strip=True) for h in page.select("h3")] == [
        "Quels besoins ?".replace(" ?", "\u202f?"),
        "À quelle échelle\u202f? facultative",
    ]
    form = staff.get(f"/staff/calls/{call.slug}/questionnaire/needs")
    again = staff.send(form, label="Quels besoins aujourd’hui ?")
    assert "Quels besoins aujourd’hui" in again.words


def test_an_opened_call_keeps_its_deadline_when_it_is_corrected(staff, session):
    call = office.call(session)
    page = staff.get(f"/staff/calls/{call.slug}/edit")

    assert page.select("[name=closing_day]") == []
    staff.send(page, title="Titre corrigé")
    session.refresh(call)
    assert (call.title, call.closes_at) == ("Titre corrigé", office.CLOSES)


def test_a_call_that_does_not_exist_is_not_found(staff):
    for path in ("", "/edit", "/questionnaire", "/audience", "/open", "/note", "/figures"):
        staff.get(f"/staff/calls/nowhere{path}", status=404)
