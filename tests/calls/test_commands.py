"""The life of a call from a terminal: one sentence, and an exit code."""

from __future__ import annotations

import pytest

from consult.calls import rehearsal
from consult.calls.queries import call_by_slug
from consult.calls.wiping import rehearsal_of
from tests import office
from tests.office import AT

SLUG = "l-eau-et-l-industrie-2026"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)


def test_calls_are_listed_with_phase_and_deadline(cli, session):
    office.call(session)

    assert cli("call", "list").output == (
        f"{SLUG}\topen\t2026-03-12 18:00 Europe/Paris\tL’eau et l’industrie\n"
    )


def test_a_call_opens_or_says_what_it_lacks(cli, session):
    office.call(session, opened=False, audience=0)
    refused = cli("call", "open", SLUG, code=1)
    assert refused.output == f"Error: {SLUG} cannot open: no agency has been chosen.\n"

    office.call(session, opened=False)
    opened = cli("call", "open", f"{SLUG}-2")
    assert opened.output == f"{SLUG}-2 is open until 2026-03-12 18:00 Europe/Paris.\n"


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("demain", "demain is not a date and time such as 2026-10-26T18:00."),
        (
            "2026-03-29T02:30",
            (
                "2026-03-29T02:30 in Europe/Paris: clocks go forward that night: "
                "this time does not exist."
            ),
        ),
        (
            "2026-03-12T18:00",
            f"{SLUG} must be open, and 2026-03-12T18:00 later than now and than its deadline.",
        ),
    ],
)
def test_a_deadline_that_is_none_is_refused(cli, session, until, sentence):
    office.call(session)

    assert cli("call", "extend", SLUG, "--until", until, code=1).output == f"Error: {sentence}\n"


def test_extending_one_agency_writes_to_it_alone(cli, session, work, postbox):
    office.call(session)
    said = cli("call", "extend", SLUG, "--until", "2026-03-20T18:00", "--agency", "a2")
    work()

    assert said.output.splitlines()[-1] == "a2 may answer until 2026-03-20 18:00 Europe/Paris."
    assert [letter["To"] for letter in postbox] == ["a2@agence.example"]
    assert call_by_slug(session, SLUG).closes_at == office.CLOSES


def test_links_are_printed_once_per_agency_and_open(cli, session, client):
    office.call(session, audience=2)
    lines = cli("call", "links", SLUG, "--csv").output.splitlines()

    assert lines[0] == "agency,email,link"
    assert [line.split(",")[0] for line in lines[1:]] == ["A1", "A2"]
    client.get(lines[1].split(",")[2].removeprefix("http://localhost"))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("call", "open", "nowhere"), "There is no call named nowhere. `flask call list` shows"),
        (("call", "links", SLUG, "--agency", "ZZ"), f"No agency ZZ is invited to {SLUG}."),
        (("campaign", "remind", "nowhere"), "There is no call named nowhere."),
    ],
)
def test_bad_input_ends_with_one_sentence(cli, session, command, sentence):
    office.call(session)

    assert sentence in cli(*command, code=1).output


def test_a_rehearsal_writes_to_nobody(cli, session, work, postbox):
    office.call(session, audience=2)
    said = cli("campaign", "invite", SLUG, "--dry-run")
    work()

    assert said.output == ("a1@agence.example\na2@agence.example\n2 letters would be written.\n")
    assert postbox == []


def test_inviting_twice_writes_once(cli, session, work, postbox):
    office.call(session, audience=2)
    cli("campaign", "invite", SLUG)
    again = cli("campaign", "invite", SLUG)
    work()

    assert again.output == "0 letters are in the outbox.\n"
    assert len(postbox) == 2


def test_a_rehearsal_is_no_call_to_a_command_and_opening_wipes_it(cli, session):
    call = office.call(session, opened=False)
    copy, _ = rehearsal.begin(session, call=call, actor=office.STAFF, at=AT)

    refused = cli("call", "close", copy.slug, code=1)
    assert refused.output == (
        f"Error: {SLUG}-repetition is the rehearsal of a call. `flask call list` shows the calls.\n"
    )
    cli("call", "open", SLUG)
    assert rehearsal_of(session, call_by_slug(session, SLUG)) is None
