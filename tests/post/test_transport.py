"""Letters handed to a real SMTP server: one connection, and what its refusals mean."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from consult import clock, post
from consult.campaign import queries as campaign
from consult.campaign import service
from consult.post import LetterState, OutboxLetter, Trouble, enqueue_all, to_server
from consult.post.transport import Unreachable
from tests import office
from tests.mail import body_of
from tests.office import AT
from tests.smtp import Office, serving


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def server(app):
    taken = Office()
    with serving(taken) as url:
        transport = to_server(url)
        app.extensions["post"] = (transport, "consult@fed.example", "fed.example")
        yield taken
        transport.hang_up()


def written(app, session, *names):
    found = [post.Letter(f"k:{name}", "test", f"{name}@b.example", "S", "B") for name in names]
    with app.app_context():
        enqueue_all(session, found, at=AT)
    session.commit()


def states(session):
    session.rollback()
    rows = session.scalars(select(OutboxLetter).order_by(OutboxLetter.id))
    return {row.recipient.split("@")[0]: (row.state.value, row.error) for row in rows}


def test_the_letters_of_a_job_leave_through_one_connection(app, session, server, work, now):
    written(app, session, *(f"a{n}" for n in range(25)))
    work()

    assert len(server.letters) == 25
    assert server.connections == 1


def test_a_refusal_is_kept_in_the_words_of_the_server_and_the_others_leave(
    app, session, server, work, now
):
    server.refusals = {"b@b.example": "550 5.1.1 No such user", "c@b.example": "450 4.2.0 Busy"}
    written(app, session, *"abcd")
    work()

    assert states(session) == {
        "a": ("sent", ""),
        "b": ("failed", "550 5.1.1 No such user"),
        "c": ("planned", "450 4.2.0 Busy"),
        "d": ("sent", ""),
    }
    assert server.connections == 1


def test_a_lost_connection_is_made_anew_for_the_next_letter(app, session, server, work, now):
    server.hang_up_after = 2
    written(app, session, *"abcd")
    work()

    found = states(session)
    assert [found[name][0] for name in "ac"] == ["sent", "sent"]
    assert {found[name][0] for name in "bd"} == {"planned"}  # taken, but nobody said so
    assert len(server.letters) == 4


def test_a_server_that_closes_the_door_is_visited_again_for_the_next_letter(
    app, session, server, work, now
):
    server.refusals = {"a@b.example": "421 4.7.0 Too many"}
    written(app, session, *"ab")
    work()

    assert states(session) == {"a": ("planned", "421 4.7.0 Too many"), "b": ("sent", "")}
    assert server.connections == 2


def test_a_server_that_is_not_there_is_said_to_be_unreachable(app, session, work, now):
    transport = to_server("smtp://127.0.0.1:9")
    app.extensions["post"] = (transport, "c@fed.example", "fed.example")
    with pytest.raises(Unreachable):
        transport(post.message_of(row(), sender="c@fed.example", domain="fed.example"))
    written(app, session, "a", "b")
    work()

    assert {state for state, _ in states(session).values()} == {"planned"}
    assert all(error.startswith("unreachable") for _, error in states(session).values())


def row():
    return OutboxLetter(
        id=1,
        kind="t",
        recipient="a@b.example",
        reply_to="",
        subject="S",
        body="B",
        language="fr",
        attachments=[],
    )


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), Trouble("550 no", forever=True)),
        (smtplib.SMTPRecipientsRefused({"a": (499, b"wait")}), Trouble("499 wait")),
        (smtplib.SMTPRecipientsRefused({"a": (500, b"no")}), Trouble("500 no", forever=True)),
        (smtplib.SMTPDataError(554, b"spam"), Trouble("554 spam", forever=True)),
        (smtplib.SMTPDataError(451, b"later"), Trouble("451 later")),
        (smtplib.SMTPSenderRefused(550, b"who", "c"), Trouble("550 who")),
        (smtplib.SMTPAuthenticationError(535, b"no"), Trouble("535 no", for_all=True)),
        (Unreachable("down"), Trouble("unreachable: down", for_all=True)),
        (smtplib.SMTPServerDisconnected("gone"), Trouble("SMTPServerDisconnected: gone")),
        (TimeoutError("slow"), Trouble("TimeoutError: slow")),
    ],
)
def test_what_an_answer_means(error, trouble):
    assert Trouble.of(error) == trouble


def test_an_invitation_is_read_back_whole_and_its_link_opens(
    app, client, session, server, work, now, monkeypatch
):
    monkeypatch.setattr("consult.contributions.offline.blank.as_pdf", lambda sheet: b"%PDF-x")
    call = office.call(session, audience=2)
    session.commit()
    with app.app_context():
        planned = service.invitations(call, campaign.standings(session, call), at=AT)
        service.send(session, planned=planned, at=AT)
    work()
    letter = server.letters[0]
    page = BeautifulSoup(letter.get_body(("html",)).get_content(), "html.parser")
    link = re.search(r"http://localhost(/r/\S+)", body_of(letter))[1]

    assert [part.get_filename() for part in letter.iter_attachments()] == [
        "echeance.ics",
        "questionnaire.pdf",
    ]
    assert page.find("a", class_="button")["href"] == f"http://localhost{link}"
    assert "L’eau et l’industrie" in client.get(link).get_text()
    kept = session.scalars(select(OutboxLetter)).all()
    assert {one.state for one in kept} == {LetterState.SENT}
    assert all(link not in one.body for one in kept)
    assert datetime(2026, 3, 2, 9, tzinfo=UTC) == AT
