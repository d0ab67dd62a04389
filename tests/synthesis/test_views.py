"""Staff compose a note, watch it being made, and take its files."""

from __future__ import annotations

import pytest

from consult.calls.queries import invitations
from consult.synthesis.models import Note
from tests import office


@pytest.fixture
def call(session):
    made = office.call(session)
    office.contribution(session, invitations(session, made)[0])
    return made


def test_composing_waits_then_gives_every_file(client, session, call, work):
    office.sign_in(client, session)
    waiting = client.send(client.get(f"/staff/calls/{call.slug}/note"), state="review")

    assert waiting.path == f"/staff/calls/{call.slug}/note/1"
    assert "La note attend son tour" in waiting.words
    assert waiting.select_one("#making")["hx-trigger"] == "every 1s"
    fragment = client.request("GET", waiting.path, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="making"')

    work()
    made = client.get(waiting.path)
    assert not made.select_one("#making").has_attr("hx-get")
    kinds = ("pdf", "docx", "xlsx")
    files = {kind: client.request("GET", f"{made.path}/note.{kind}") for kind in kinds}
    assert files["pdf"].data.startswith(b"%PDF-")
    assert files["pdf"].headers["Content-Disposition"] == (
        f'attachment; filename="note-{call.slug}-v1.pdf"'
    )
    assert files["xlsx"].data.startswith(b"PK")
    assert files["docx"].data.startswith(b"PK")
    note = session.query(Note).one()
    assert (note.state.value, note.audience.value, note.built_by) == (
        "review",
        "delegate",
        office.STAFF,
    )


def test_a_version_or_a_format_that_does_not_exist_is_not_found(client, session, call):
    office.sign_in(client, session)

    client.get(f"/staff/calls/{call.slug}/note/7", status=404)
    client.get(f"/staff/calls/{call.slug}/note/7/note.pdf", status=404)


def test_figures_of_a_call_are_shown_and_downloaded(client, session, call):
    office.sign_in(client, session)
    page = client.get(f"/staff/calls/{call.slug}/figures")

    assert "1 sur 3" in page.words
    as_json = client.request("GET", f"/staff/calls/{call.slug}/figures.json").get_json()
    assert (as_json["agencies"], as_json["responses"]) == (3, 1)
    as_csv = client.request("GET", f"/staff/calls/{call.slug}/figures.csv").text
    assert "scale;À quelle échelle ?;a;count;1" in as_csv.splitlines()
