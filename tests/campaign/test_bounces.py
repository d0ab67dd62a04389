"""Returned letters: read from reports and from a mailbox, believed only for the very address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.campaign import tasks
from consult.campaign.bounces import Report, report_in
from consult.directory.models import Contact
from consult.jobs import Job, JobState
from consult.post import LetterState, OutboxLetter
from tests import office
from tests.imap import Box, serving
from tests.office import AT

REPORT = """From: MAILER-DAEMON@mx.example
To: consult@fed.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address
    rejected: User unknown

--b
Content-Type: {returned}

Message-ID: <letter-{letter}@fed.example>
From: consult@fed.example
To: {header}
Subject: Votre contribution

--b--
"""


def report(
    letter=7, to="a1@agence.example", *, action="failed", returned="message/rfc822", header=""
):
    text = REPORT.format(
        letter=letter, to=to, action=action, returned=returned, header=header or to
    )
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_the_letter_the_address_and_the_reason(returned):
    assert report_in(report(returned=returned)) == Report(
        7,
        frozenset({"a1@agence.example"}),
        "550 5.1.1 <a1@agence.example>: Recipient address rejected: User unknown",
    )


def test_a_redirected_address_still_names_the_one_we_wrote_to():
    found = report_in(report(to="other@elsewhere.example", header="a1@agence.example"))

    assert "a1@agence.example" in found.addresses


@pytest.mark.parametrize(
    "content",
    [
        report(action="delayed"),
        report(action="delivered"),
        report(letter="x"),
        report().replace(b"multipart/report", b"multipart/mixed"),
        report().replace(b"message/delivery-status", b"text/plain"),
        b"From: a@b.example\r\nSubject: Re: letter-7\r\n\r\n<letter-7@fed.example>",
        b"",
        b"\xff\xfe\x00",
        report()[:300],
    ],
)
def test_anything_else_is_no_report(content):
    assert report_in(content) is None


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)


@pytest.fixture
def box(app):
    mailbox = Box()
    with serving(mailbox) as url:
        app.extensions["settings"] = replace(app.extensions["settings"], imap_url=url)
        yield mailbox


@pytest.fixture
def sent(client, session, work, postbox, now):
    """A letter that left, as far as anybody knew."""
    office.sign_in(client, session)
    call = office.call(session, audience=1)
    client.send(client.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    work()
    return call, session.scalars(select(OutboxLetter)).one()


def read(app, session, work):
    session.commit()
    with app.app_context():
        tasks._asked.clear()
        tasks.mailbox_due(AT)
        tasks.mailbox_due(AT)
    work()
    session.expire_all()
    jobs = session.scalars(select(Job).where(Job.kind == "read_mailbox")).all()
    return [job.state for job in jobs]


def test_a_returned_letter_is_marked_with_its_address_and_read_once(app, session, work, box, sent):
    _call, letter = sent
    box.messages = {1: report(letter.id), 2: b"From: a\r\n\r\nA question", 3: report(999)}
    assert read(app, session, work) == [JobState.DONE]

    assert (letter.state, letter.error[:9]) == (LetterState.BOUNCED, "550 5.1.1")
    contact = session.scalars(select(Contact)).one()
    assert (contact.bounced_at, contact.bounce_reason[:9]) == (AT, "550 5.1.1")
    assert box.seen == {1}
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.action, last.actor) == ("letter.bounce", "mailbox")


def test_a_report_about_another_address_is_not_believed(app, session, work, box, sent):
    _call, letter = sent
    box.messages = {1: report(letter.id, to="mallory@evil.example")}
    read(app, session, work)

    assert letter.state is LetterState.SENT
    assert box.seen == set()


def test_what_people_write_is_not_even_fetched(app, session, work, box, sent):
    box.messages = {1: b"From: a\r\n\r\nA question"}
    read(app, session, work)

    assert not [asked for asked in box.asked if "FETCH" in asked]


def test_a_wrong_password_is_tried_again_and_seen(app, session, work, box, sent):
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, imap_url=settings.imap_url.replace("secret", "wrong")
    )

    assert read(app, session, work) == [JobState.WAITING]
    job = session.scalars(select(Job).where(Job.kind == "read_mailbox")).one()
    assert "who are you" in job.error
    assert "wrong" not in job.error


def test_the_page_reads_the_mailbox_when_asked(app, client, session, work, box, sent):
    call, letter = sent
    box.messages = {1: report(letter.id)}
    page = client.get(f"/staff/calls/{call.slug}/outbox")
    client.send(page, form="form[action$=mailbox]")
    work()

    assert "revenu" in client.get(f"/staff/calls/{call.slug}/outbox?state=bounced").words
