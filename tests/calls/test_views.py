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
        staff.get("/staff/calls/new/template/audition"),
        title="L’eau et l’industrie",
        closing_day="2026-03-12",
        closing_hour="18:00",
    )
    assert audience.path == "/staff/calls/l-eau-et-l-industrie-2026/audience"

    chosen = staff.send(audience, form="main form[method=post]")
    assert "2 agences sont consultées." in chosen.words

    opening = staff.get("/staff/calls/l-eau-et-l-industrie-2026/open")
    staff.send(
        opening, form="main form.actions", button="Ouvrir l’appel et relire d’abord l’invitation"
    )
    assert "2 agences n’ont reçu aucun courriel." in staff.get("/staff/").words

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
    page = staff.send(staff.get("/staff/calls/new/template/audition"), status=422, **given)

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

    assert [h.get_text(" ", strip=True) for h in page.select("[data-question] h3")] == [
        "Quels besoins\u202f? obligatoire",
        "À quelle échelle\u202f?",
    ]


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


def test_staff_translate_a_call_text_by_text_and_see_how_far_they_are(staff, session):
    call = office.call(session, opened=True)
    page = staff.get(f"/staff/calls/{call.slug}/translations")
    assert page.select_one("main strong").text.startswith("0 sur ")

    done = staff.send(
        page,
        form="form.pairs",
        **{"call//title": "Water and industry", "question/scale/options/a": "Region"},
    )

    session.refresh(call)
    assert done.select_one("main strong").text.startswith("2 sur ")
    assert call.translations == {"en": {"title": "Water and industry"}}
    assert [one.translations for one in call.sections[0].questions] == [
        {},
        {"en": {"options": {"a": "Region"}}},
    ]


def test_a_translation_too_long_is_shown_again_and_nothing_is_saved(staff, session):
    call = office.call(session, opened=True)
    page = staff.get(f"/staff/calls/{call.slug}/translations")
    again = staff.send(page, form="form.pairs", status=422, **{"call//title": "x" * 1001})

    session.refresh(call)
    assert again.select_one("[id='call//title']")["value"] == "x" * 1001
    assert call.translations == {}


def test_a_call_may_require_a_signature_and_may_stop_requiring_it(staff, session):
    call = office.call(session, opened=True)
    page = staff.get(f"/staff/calls/{call.slug}/edit")
    staff.send(page, sign_off_required="y")
    session.refresh(call)
    assert call.sign_off_required is True

    staff.send(staff.get(f"/staff/calls/{call.slug}/edit"), sign_off_required=None)
    session.refresh(call)
    assert call.sign_off_required is False


def test_a_call_made_from_the_template_is_already_in_both_languages(staff, session):
    staff.send(
        staff.get("/staff/calls/new/template/audition"),
        title="L’eau et l’industrie",
        closing_day="2026-03-12",
        closing_hour="18:00",
    )
    page = staff.get("/staff/calls/l-eau-et-l-industrie-2026/translations")

    done, texts = (
        int(word) for word in page.select_one("main strong").text.split() if word.isdigit()
    )
    assert (done, texts - done) == (texts - 1, 1), "all but the title that staff typed"
