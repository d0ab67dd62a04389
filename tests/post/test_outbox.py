from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from consult import jobs, post
from consult.errors import Invalid
from consult.post import Letter, LetterState, OutboxLetter, enqueue, header_text, is_address
from tests.mail import body_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER = Letter("k", "test", "anna@agency.example", "Bonjour", "Un mot.\n", "staff@fed.example")


@pytest.fixture
def sent(app):
    messages = []
    _, sender, domain = app.extensions["post"]
    app.extensions["post"] = (messages.append, sender, domain)
    return messages


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@agency",
        "a@b.c\nBcc: x@y.z",
        "a@b.c, d@e.f",
        "<a@b.c>",
        "a@" + "b" * 260 + ".c",
    ],
)
def test_what_is_not_one_address_is_refused(session, text):
    assert not is_address(text)
    with pytest.raises(Invalid):
        enqueue(session, Letter("k", "test", text, "s", "b"), at=AT)


def test_a_letter_waits_with_its_job_in_one_transaction(session):
    enqueue(session, LETTER, at=AT)
    session.rollback()

    assert session.query(OutboxLetter).count() == session.query(jobs.Job).count() == 0


def test_the_worker_delivers_a_letter_once(app, session, sent):
    enqueue(session, LETTER, at=AT)
    enqueue(session, LETTER, at=AT)
    session.commit()

    with app.app_context():
        while jobs.run_next():
            pass

    (message,) = sent
    assert (message["To"], message["Subject"]) == ("anna@agency.example", "Bonjour")
    assert message["Reply-To"] == "staff@fed.example"
    assert body_of(message) == "Un mot.\n"
    session.expire_all()
    assert session.query(OutboxLetter).one().state is LetterState.SENT


def test_a_second_try_carries_the_same_message_id(app, session, sent):
    row = enqueue(session, LETTER, at=AT)

    first, second = (post.message_of(row, sender="a@b.example", domain="b.example") for _ in "12")

    assert first["Message-ID"] == second["Message-ID"] == f"<letter-{row.id}@b.example>"


@pytest.mark.parametrize(
    "subject",
    [
        "Hello\r\nBcc: thief@x.example",
        "=?utf-8?q?Hello=0D=0ABcc:_thief=40x.example?=",
        "Hello\u2028Bcc: thief@x.example",
        "Hello\x0bBcc: thief@x.example",
    ],
)
def test_a_hostile_subject_never_becomes_another_header(app, session, subject):
    row = enqueue(session, Letter("k", "test", "a@b.example", subject, "b"), at=AT)

    raw = post.message_of(row, sender="c@d.example", domain="d.example").as_bytes()

    parsed = message_from_bytes(raw, policy=policy.SMTP)
    assert "Bcc" not in parsed
    assert header_text(subject) == row.subject
    assert "=?utf-8?q?Hello" not in row.subject
