"""The figures of a call on its page, and as files."""

from __future__ import annotations

import pytest
from lxml import etree
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.calls.models import Invitation
from consult.contributions.models import Version
from tests import office
from tests.analysis.taking import taken

HOSTILE = "<b>x</b><script>alert(1)</script>\x1b"


@pytest.fixture
def call(session):
    made = office.call(session)
    invitations = session.query(Invitation).filter_by(call_id=made.id).order_by(Invitation.id)
    for invitation in invitations.limit(2):
        office.contribution(session, invitation)
    invitations[0].agency.level = "régionale"
    return made


def page_of(client, call, query=""):
    return client.get(f"/staff/calls/{call.slug}/figures{query}")


def test_every_question_has_its_drawing_its_sentence_and_its_table(client, session, call):
    office.sign_in(client, session, role=Role.READER)
    page = page_of(client, call)
    panel = page.find(id="scale")

    assert panel.figcaption.get_text() == (
        "2 agences sur 2 choisissent «\u00a0Région\u00a0»\u202f; "
        "aucune ne choisit «\u00a0Bassin\u00a0»."
    )
    assert [svg["role"] for svg in panel.find_all("svg")] == ["img", "img"]
    assert [row.get_text(" ") for row in panel.find_all("tr")] == [
        "Réponse Agences",
        "Région 2",
        "Bassin 0",
    ]
    assert "Lire ces réponses" in page.find(id="needs").get_text()


def test_how_contributions_may_be_attributed_is_counted_in_words(client, session, call):
    office.sign_in(client, session)
    version = session.query(Version).order_by(Version.id).first()
    keys = [key.get_text() for key in page_of(client, call).select(".keys li")]

    version.content = {**version.content, "attribution": "anonymous"}
    version.digest = "1" * 64
    mixed = [key.get_text() for key in page_of(client, call).select(".keys li")]

    assert keys == ["2 sur 3 agences ont transmis leur contribution", "2 agences nommées"]
    assert mixed[1:] == ["1 agence nommée", "1 agence anonyme"]


def test_all_is_counted_again_for_some_agencies(client, session, call):
    office.sign_in(client, session)
    level = session.query(Invitation).filter_by(call_id=call.id).first().agency.level

    page = page_of(client, call, "?region=Bretagne")
    assert "Compté pour ces agences seulement" in page.words
    assert "Compté pour ces agences seulement" not in page_of(client, call, "?region=Nulle").words
    assert level == "régionale"


def test_a_drawing_is_a_file_of_its_own(client, session, call):
    office.sign_in(client, session)
    answer = client.request("GET", f"/staff/calls/{call.slug}/figures/scale.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{call.slug}-scale.svg"'
    )
    assert etree.fromstring(answer.data).get("role") == "img"


@pytest.mark.parametrize("page", ["figures", "figures/exports"])
def test_who_took_the_figures_away_is_in_the_trail(client, session, call, page):
    office.sign_in(client, session, Role.READER)
    at = f"/staff/calls/{call.slug}"

    told = taken(client, f"{at}/{page}", f"{at}/figures.csv").data.decode("utf-8-sig")
    same = taken(client, f"{at}/{page}", f"{at}/figures.json").json
    client.get(f"{at}/figures.json", status=405)

    assert told.startswith("question;label;item;measure;value\r\n")
    assert same["responses"] > 0
    trail = select(AuditEntry).where(AuditEntry.action == "call.export").order_by(AuditEntry.id)
    assert [(one.actor, one.subject, one.details) for one in session.scalars(trail)] == [
        (office.STAFF, f"call:{call.slug}", {"export": name, "audience": "staff"})
        for name in ("figures-csv", "figures-json")
    ]


@pytest.mark.parametrize("key", ["needs", "nothing"])
def test_what_is_not_drawn_is_no_file(client, session, call, key):
    office.sign_in(client, session)

    client.get(f"/staff/calls/{call.slug}/figures/{key}.svg", status=404)


def test_what_was_written_is_only_text(client, session, call):
    office.sign_in(client, session)
    question = next(one for one in call.sections[0].questions if one.key == "scale")
    question.settings = {
        **question.settings,
        "options": [{"key": "a", "label": HOSTILE}, {"key": "b", "label": "B"}],
    }
    version = session.query(Version).first()
    assert version.content["answers"]["scale"] == "a"

    page = page_of(client, call)
    svg = client.request("GET", f"/staff/calls/{call.slug}/figures/scale.svg").data

    assert "<b>x</b><script>alert(1)</script>" in page.find(id="scale").get_text()
    assert not page.find(id="scale").find("script")
    assert b"<script" not in svg
    assert b"\x1b" not in svg


def test_the_page_asks_as_many_things_however_many_answered(client, session, call, settle, queries):
    office.sign_in(client, session)
    page = f"/staff/calls/{call.slug}/figures"
    invitations = session.query(Invitation).filter_by(call_id=call.id).all()
    settle()
    with queries(10):
        client.get(page)
    office.contribution(session, invitations[2])
    settle()
    with queries(10):
        client.get(page)
