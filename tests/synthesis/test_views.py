"""Staff compose a note, watch it being made, and take its files."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.calls.queries import invitations
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange, Contribution
from consult.jobs import Job
from consult.synthesis import service
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Audience, State, to_json
from consult.synthesis.views.notes import MADE
from tests import office
from tests.analysis.taking import taken


@pytest.fixture
def call(session):
    made = office.call(session)
    office.contribution(session, invitations(session, made)[0])
    return made


def test_composing_waits_then_gives_every_file(client, session, call, work):
    office.sign_in(client, session)
    waiting = client.send(client.get(f"/staff/calls/{call.slug}/note"))

    assert waiting.path == f"/staff/calls/{call.slug}/note/1"
    assert "La note attend son tour" in waiting.words
    assert waiting.select_one("#making")["hx-trigger"] == "every 1s"
    fragment = client.request("GET", waiting.path, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="making"')

    work()
    made = client.get(waiting.path)
    assert not made.select_one("#making").has_attr("hx-get")
    kinds = ("pdf", "sheet", "docx", "xlsx")
    files = {kind: client.request("GET", f"{made.path}/note.{kind}") for kind in kinds}
    assert files["pdf"].data.startswith(b"%PDF-")
    assert files["pdf"].headers["Content-Disposition"] == (
        f'attachment; filename="note-{call.slug}-v1-delegue.pdf"'
    )
    assert files["sheet"].data.startswith(b"%PDF-")
    assert files["sheet"].headers["Content-Disposition"] == (
        f'attachment; filename="fiche-orale-{call.slug}-v1-delegue.pdf"'
    )
    assert files["xlsx"].data.startswith(b"PK")
    assert files["docx"].data.startswith(b"PK")
    note = session.query(Note).one()
    assert (note.state.value, note.audience.value, note.built_by) == (
        "draft",
        "delegate",
        office.STAFF,
    )


def test_a_version_that_lacks_files_has_them_made_when_staff_ask(client, session, call):
    note = office.note(session, call)
    office.sign_in(client, session)
    page = client.get(f"/staff/calls/{call.slug}/note/{note.version}")
    assert "Aucun fichier n’a été fait de cette version" in page.words
    assert not page.select_one("#making").has_attr("hx-get")

    waiting = client.send(page, form="form[action$=files]")
    again = client.send(page, form="form[action$=files]")

    assert waiting.select_one("#making").has_attr("hx-get")
    assert again.select("form[action$=files]") == []
    asked = session.scalars(select(Job.payload)).all()
    assert sorted(one["format"] for one in asked) == sorted(one.value for one in MADE)


def test_a_version_or_a_format_that_does_not_exist_is_not_found(client, session, call):
    office.sign_in(client, session)

    client.get(f"/staff/calls/{call.slug}/note/7", status=404)
    client.get(f"/staff/calls/{call.slug}/note/7/note.pdf", status=404)


def test_figures_of_a_call_are_shown_and_downloaded(client, session, call):
    office.sign_in(client, session)
    here = f"/staff/calls/{call.slug}/figures"
    page = client.get(here)

    assert "1 sur 3" in page.words
    as_json = taken(client, here, f"{here}.json").get_json()
    assert (as_json["agencies"], as_json["responses"]) == (3, 1)
    as_csv = taken(client, here, f"{here}.csv").text
    assert "scale;À quelle échelle ?;a;count;1" in as_csv.splitlines()


def test_a_change_of_mind_says_which_notes_to_compose_again(client, session, call, work):
    office.sign_in(client, session)
    old = office.note(session, call, state=State.HANDED_OVER)
    fresh = office.note(session, call)
    fresh.built_at = office.AT + timedelta(days=2)
    contribution = session.query(Contribution).one()
    change = ConsentChange(
        contribution_id=contribution.id,
        attribution=Attribution.CONFIDENTIAL,
        quote_permission=QuotePermission.REFUSED,
        confidential=[],
        at=office.AT + timedelta(days=1),
    )
    session.add(change)
    page = client.get(f"/staff/calls/{call.slug}/note")
    assert page.words.count("à recomposer") == 1
    assert "Depuis la dernière version" not in page.words
    assert "Depuis sa remise" in client.get(f"/staff/calls/{call.slug}/note/{old.version}").words

    change.at = fresh.built_at
    page = client.get(f"/staff/calls/{call.slug}/note")
    assert page.words.count("à recomposer") == 2
    assert "Depuis la dernière version, une agence a changé son consentement." in page.words


def test_handing_over_is_remembered_once(session, call):
    for at in (office.AT, office.AT + timedelta(days=1)):
        for state in (State.APPROVED, State.HANDED_OVER):
            service.build(
                session,
                slug=call.slug,
                audience=Audience.DELEGATE,
                state=state,
                built_by=office.STAFF,
                federation="",
                at=at,
            )
    assert call.handed_over_at == office.AT


def test_a_rebuilt_note_holds_nothing_of_what_became_confidential(session, call):
    contribution = session.query(Contribution).one()
    contribution.versions[0].content = {
        "answers": {"needs": "Zorglub est un mot de canari.", "scale": "a"},
        "confidential": [],
        "attribution": "named",
        "quote_permission": "allowed",
    }
    draft = {"slug": call.slug, "audience": Audience.DELEGATE, "state": State.DRAFT}
    others = invitations(session, call)[1:]
    for one in others:
        office.contribution(session, one)
    session.flush()
    name = contribution.invitation.acronym
    before = to_json(service.draft(session, **draft, federation=""))
    session.add(
        ConsentChange(
            contribution_id=contribution.id,
            attribution=Attribution.CONFIDENTIAL,
            quote_permission=QuotePermission.REFUSED,
            confidential=[],
            at=office.AT + timedelta(days=1),
        )
    )
    session.flush()
    session.expire_all()
    after = to_json(service.draft(session, **draft, federation=""))

    assert name in before
    assert [word in after for word in ("Zorglub", f'"{name} – ')] == [False, False]
    assert '"responses":3' in after
    assert '"unnamed_contributors":1' in after
