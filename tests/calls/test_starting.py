"""What a call starts from: a template, an earlier call, a file."""

from __future__ import annotations

import io
import zipfile

import pytest

from consult.calls.beginning import Beginning, begin, from_template, from_template_as, remembering
from consult.calls.library import TEMPLATES, template
from consult.calls.queries import call_by_slug, call_with_questions, invitations
from consult.calls.service import Facts
from tests import office
from tests.office import AT, CLOSES

DATES = {"closing_day": "2026-03-12", "closing_hour": "18:00"}


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    return client


def facts(**said):
    given = {"closes_at": CLOSES, "timezone": "Europe/Paris", "language": "fr", **said}
    return Facts(title="L’eau", **given)


def test_the_gallery_says_what_each_template_is_for_and_how_long_it_takes(staff):
    page = staff.get("/staff/calls/new")

    assert [
        (one.h3.get_text(), one.select_one(".muted").get_text(strip=True))
        for one in page.select(".offers > li")
    ] == [
        ("Audition parlementaire ou mission", "20 questions, environ 25 minutes"),
        ("Consultation sur un projet de texte", "16 questions, environ 15 minutes"),
        ("Recensement de bonnes pratiques", "12 questions, environ 15 minutes"),
        ("Enquête flash (5 questions)", "5 questions, environ 5 minutes"),
    ]


def test_the_gallery_asks_as_much_for_one_earlier_call_as_for_three(
    app, staff, session, queries, settle
):
    for count in (1, 2):
        office.call(session, title=f"Appel {count}")
        settle()
        with queries(2):
            staff.get("/staff/calls/new")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_read_before_one_starts_from_it(staff, name):
    page = staff.get(f"/staff/calls/templates/{name}")

    assert len(page.select(".questions > li")) == template(name, "fr").questions
    staff.get(f"/staff/calls/new/template/{name}")


def test_there_is_no_such_template(staff):
    staff.get("/staff/calls/templates/nothing", status=404)
    staff.get("/staff/calls/new/template/..%2Faudition", status=404)


def test_a_call_from_a_template_takes_its_questions_its_context_and_both_languages(staff, session):
    form = staff.get("/staff/calls/new/template/flash")
    audience = staff.send(form, title="L’eau", **DATES)

    assert audience.path == "/staff/calls/l-eau-2026/audience"
    call = call_with_questions(session, "l-eau-2026")
    assert list(call.questionnaire.by_key) == [
        "opinion",
        "priorities",
        "sentence",
        "attribution",
        "quote_permission",
    ]
    assert call.context == template("flash", "fr").context
    assert call.translations == {"en": {"context": template("flash", "en").context.rstrip()}}
    assert call.questionnaire.by_key["sentence"].translations["en"]["label"] == (
        "What should we say on your behalf?"
    )


def test_the_form_of_a_new_call_has_seven_fields_in_sight(staff):
    page = staff.get("/staff/calls/new/template/audition")
    seen = [
        one["name"]
        for one in page.select("main [name]:not([type=hidden])")
        if not one.find_parent("details")
    ]

    assert seen == [
        "title",
        "commissioner",
        "hearing_day",
        "hearing_hour",
        "hearing_place",
        "closing_day",
        "closing_hour",
    ]


def test_a_template_answered_in_english_brings_its_english_context():
    shown = facts(language="en", context=template("flash", "fr").context + "\n")
    beginning, said = from_template_as(shown, "flash")

    assert (beginning.language, said.context) == ("en", template("flash", "en").context)


def test_a_context_that_somebody_wrote_is_left_as_it_is():
    beginning, said = from_template_as(facts(language="en", context="Mine."), "flash")

    assert (beginning.language, said.context) == ("en", "Mine.")


def test_a_translation_of_a_text_that_changed_is_not_taken_over(session):
    call = begin(
        session,
        beginning=from_template("flash", "fr"),
        facts=facts(context="Tout autre chose."),
        grace_seconds=120,
        actor="a",
        at=AT,
    )

    assert call.translations == {}


def test_what_the_last_call_said_of_the_federation_is_remembered(session):
    last = office.call(session, federation="Fédération du Nord", folder="Eau", timezone="UTC")
    known = remembering(from_template("flash", "fr"), last)

    assert (known.federation, known.folder, known.timezone) == ("Fédération du Nord", "Eau", "UTC")
    assert remembering(known, None) == known


def test_an_earlier_call_is_asked_again_of_the_same_agencies_without_its_answers(staff, session):
    earlier = office.call(session, audience=3)
    office.contribution(session, invitations(session, earlier)[0])
    form = staff.get(f"/staff/calls/new/from/{earlier.slug}")
    staff.send(form, title="L’eau, un an après", **DATES)

    again = call_by_slug(session, "l-eau-un-an-apres-2026")
    assert again.questionnaire == earlier.questionnaire
    assert [one.acronym for one in invitations(session, again)] == ["A1", "A2", "A3"]
    assert "0 sur 3" in staff.get("/staff/").words
    assert (again.launched_at, again.deadline_moves, again.handed_over_at) == (None, 0, None)


def test_an_earlier_call_may_be_asked_of_others(staff, session):
    earlier = office.call(session, audience=2)
    form = staff.get(f"/staff/calls/new/from/{earlier.slug}")
    audience = staff.send(form, title="Autrement", same_audience=None, **DATES)

    assert audience.path == "/staff/calls/autrement-2026/audience"
    assert invitations(session, call_by_slug(session, "autrement-2026")) == []


def test_a_deadline_already_past_is_refused_whatever_it_starts_from(staff, session):
    earlier = office.call(session)
    for path in ("template/flash", f"from/{earlier.slug}"):
        form = staff.get(f"/staff/calls/new/{path}")
        page = staff.send(
            form, status=422, title="T", closing_day="2026-03-02", closing_hour="10:00"
        )
        assert "Cette date limite est passée" in page.words


# From a file.

CALL = """\
schema: consultation-bundle/1
slug: elsewhere-2018
language: fr
title: L’eau ailleurs
commissioner: Mission « Eau »
timezone: Europe/Paris
opens_at: 2018-10-08T09:00
closes_at: 2018-10-26T18:00
context: Un contexte.
sections:
  - key: one
    title: Une
    questions:
      - {key: why, kind: long_text, label: Pourquoi, max_words: 80}
"""


def archive(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/") + ".yaml", content)
    return held.getvalue()


def handed(staff, content, name="consultation.zip", status=200):
    page = staff.get("/staff/calls/new/file")
    token = page.select_one("main [name=csrf_token]")["value"]
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    answer = staff.request("POST", "/staff/calls/new/file", data=data)
    return staff._read(answer, status)


@pytest.mark.parametrize(
    "content",
    [CALL.encode(), archive(call=CALL), archive(top__call=CALL, top__contributions__a="agency: [")],
    ids=["bare", "zip", "folder zipped whole"],
)
def test_a_file_gives_its_questionnaire_and_nothing_of_its_answers(staff, session, content):
    page = handed(staff, content)

    assert page.path == "/staff/calls/l-eau-ailleurs-2026/edit"
    call = call_with_questions(session, "l-eau-ailleurs-2026")
    assert (call.commissioner, call.context) == ("Mission « Eau »", "Un contexte.")
    assert [one.key for one in call.questionnaire] == ["why"]
    assert call.closes_at > AT
    assert (call.launched_at, invitations(session, call)) == (None, [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Des clés et des valeurs sont attendues ici."),
        (b"PK\x03\x04 broken", "Ce n’est pas un fichier .zip lisible"),
        (archive(other="a: 1"), "Le fichier manque."),
        (b"sections: []", "Le questionnaire n’a aucune rubrique"),
        (b"sections: !!python/object:os.system {}", "Les étiquettes YAML ne sont pas permises"),
        (b"a: &a [*a, *a]\nsections: *b", "L’alias"),
        (b"\xe9t\xe9: 1", "Le texte n’est pas codé en UTF-8"),
        (CALL.replace("long_text", "essay").encode(), "«\xa0essay\xa0» ne figure pas parmi"),
        (CALL.replace("long_text", "likert").encode(), "likert"),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_creates_nothing(staff, session, content, sentence):
    page = handed(staff, content, status=422)

    assert sentence in page.select_one("[role=alert]").get_text()
    assert "Aucun appel pour l’instant" in staff.get("/staff/").words


def test_a_file_that_goes_out_of_its_archive_is_refused(staff):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("../call.yaml", CALL)

    page = handed(staff, held.getvalue(), status=422)
    assert "sort de l’archive" in page.words


def test_no_file_is_no_accident(staff):
    page = staff.get("/staff/calls/new/file")
    again = staff.send(page, status=422)

    assert "Aucun fichier n’a été reçu." in again.words


def test_a_beginning_without_agencies_asks_nobody(session):
    assert Beginning(language="fr", questionnaire=office.QUESTIONNAIRE).agencies == ()
