"""Delivering: one bad address stops nothing, an absent server is waited for, the pace is kept."""

from __future__ import annotations

import smtplib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from consult import clock, jobs, post
from consult.jobs import DELAYS, LEASE, Job, JobState
from consult.post import LetterState, OutboxLetter, enqueue_all

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Server:
    """Answers as it is told to, by address; keeps what it took."""

    def __init__(self):
        self.took, self.answers = [], {}

    def __call__(self, message):
        answer = self.answers.get(message["To"])
        if answer is not None:
            raise answer
        self.took.append(message)

    @property
    def names(self):
        return [message["To"].split("@")[0] for message in self.took]


@pytest.fixture
def server(app):
    told = Server()
    app.extensions["post"] = (told, "consult@fed.example", "fed.example")
    return told


@pytest.fixture
def now(monkeypatch):
    def moved(at):
        monkeypatch.setattr(clock, "now", lambda: at)

    moved(AT)
    return moved


def letters(*names):
    return [post.Letter(f"k:{name}", "test", f"{name}@b.example", "S", "B") for name in names]


def planned(app, session, *names, **options):
    with app.app_context():
        found = enqueue_all(session, letters(*names), at=AT, **options)
    session.commit()
    return found


def states(session):
    session.rollback()
    rows = session.scalars(select(OutboxLetter).order_by(OutboxLetter.id))
    return {row.recipient.split("@")[0]: (row.state.value, row.attempts) for row in rows}


def test_a_batch_is_one_job_and_what_is_known_is_not_written_twice(app, session, now):
    first = planned(app, session, "a", "b")
    assert planned(app, session, "b", "c") != first

    assert states(session) == dict.fromkeys("abc", ("planned", 0))
    assert [job.payload for job in session.scalars(select(Job).order_by(Job.id))] == [
        {"letters": first},
        {"letters": [max(first) + 1]},
    ]


def test_what_is_no_address_is_seen_as_failed_and_stops_no_other(app, session, server, work, now):
    with app.app_context():
        wrong = replace(letters("x")[0], to="nobody")
        enqueue_all(session, [wrong, *letters("a")], at=AT)
    work()

    assert states(session) == {"nobody": ("failed", 0), "a": ("sent", 1)}


def test_an_address_refused_for_good_fails_at_once_in_the_servers_words(
    app, session, server, work, now
):
    words = {"b@b.example": (550, b"5.1.1 No such\r\n user")}
    server.answers["b@b.example"] = smtplib.SMTPRecipientsRefused(words)
    planned(app, session, *"abc")
    work()

    assert server.names == ["a", "c"]
    assert states(session) == {"a": ("sent", 1), "b": ("failed", 1), "c": ("sent", 1)}
    errors = session.scalars(select(OutboxLetter.error).order_by(OutboxLetter.id)).all()
    assert errors == ["", "550 5.1.1 No such user", ""]


def test_one_refused_for_now_is_tried_again_after_growing_delays_and_then_has_failed(
    app, session, server, work, now
):
    busy = {"a@b.example": (450, b"greylisted")}
    server.answers["a@b.example"] = smtplib.SMTPRecipientsRefused(busy)
    planned(app, session, "a", "b")
    work()
    assert states(session) == {"a": ("planned", 1), "b": ("sent", 1)}

    at = AT
    for tries, delay in enumerate(DELAYS, start=1):
        now(at + delay - timedelta(microseconds=1))
        work()
        assert states(session)["a"] == ("planned", tries)
        at += delay
        now(at)
        work()
    assert states(session)["a"] == ("failed", len(DELAYS) + 1)
    assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}


def test_a_letter_greylisted_once_leaves_under_the_same_name(app, session, server, work, now):
    busy = {"a@b.example": (450, b"later")}
    server.answers["a@b.example"] = smtplib.SMTPRecipientsRefused(busy)
    (known,) = planned(app, session, "a")
    work()
    server.answers.clear()
    now(AT + DELAYS[0])
    work()

    assert [message["Message-ID"] for message in server.took] == [f"<letter-{known}@fed.example>"]


def test_an_absent_server_is_asked_once_for_all_letters(app, session, server, work, now):
    asked = []

    def nobody(message):
        asked.append(message)
        raise ConnectionRefusedError("no server")

    app.extensions["post"] = (nobody, *app.extensions["post"][1:])
    planned(app, session, *(f"a{n}" for n in range(25)))
    work()

    assert len(asked) == 1
    assert Counter(states(session).values()) == {("planned", 1): 25}
    session.rollback()
    assert set(session.scalars(select(OutboxLetter.leave_at))) == {AT + DELAYS[0]}


def test_an_absent_server_costs_no_try_to_a_letter_that_is_not_due(app, session, server, work, now):
    def nobody(message):
        raise ConnectionRefusedError("no server")

    app.extensions["post"] = (nobody, *app.extensions["post"][1:])
    planned(app, session, "a", "b")
    later = session.query(OutboxLetter).filter_by(key="k:b").one()
    later.leave_at = AT + timedelta(hours=2)
    later.attempts = 3
    session.commit()
    work()
    session.expire_all()

    assert (later.attempts, later.error) == (3, "")
    assert later.leave_at == AT + timedelta(hours=2)


def test_a_letter_that_breaks_in_our_own_hands_stops_no_other(app, session, server, work, now):
    server.answers["a@b.example"] = ValueError("odd")
    planned(app, session, "a", "b")
    work()

    assert states(session) == {"a": ("planned", 1), "b": ("sent", 1)}


def test_letters_leave_no_sooner_than_they_may(app, session, server, work, now):
    planned(app, session, "a", leave_at=AT + timedelta(seconds=20))
    now(AT + timedelta(seconds=20) - timedelta(microseconds=1))
    work()
    assert server.names == []

    now(AT + timedelta(seconds=20))
    work()
    assert server.names == ["a"]


def test_a_held_letter_stays_and_rings_no_bell(app, session, server, work, now):
    planned(app, session, "a", held=True)

    assert work() == 0
    assert server.names == []


def test_a_letter_held_after_its_bell_was_rung_stays(app, session, server, work, now):
    planned(app, session, "a", "b")
    session.get_one(OutboxLetter, 1).held_at = AT
    work()

    assert server.names == ["b"]


def test_no_more_leave_in_a_minute_than_the_pace_allows(app, session, server, work, now):
    app.extensions["settings"] = replace(app.extensions["settings"], mail_rate=3)
    planned(app, session, *"abcde")
    work()
    assert server.names == ["a", "b", "c"]
    now(AT + timedelta(seconds=60) - timedelta(microseconds=1))
    work()
    assert len(server.names) == 3

    now(AT + timedelta(seconds=60))
    work()
    assert server.names == [*"abcde"]


def test_what_a_dead_worker_held_is_taken_up_when_its_lease_is_over(
    app, session, server, work, now
):
    planned(app, session, "a")
    letter, job = session.scalars(select(OutboxLetter)).one(), session.scalars(select(Job)).one()
    letter.state, letter.lease_until = LetterState.SENDING, AT + LEASE
    job.state, job.lease_until = JobState.LEASED, AT + LEASE
    work()
    assert server.names == []

    now(AT + LEASE)
    work()
    assert server.names == ["a"]


def test_a_job_of_the_version_before_still_delivers(app, session, server, work, now):
    (known,) = planned(app, session, "a")
    session.scalars(select(Job)).one().payload = {"letter_id": known}
    work()

    assert server.names == ["a"]


def test_a_short_transaction_each_and_none_while_the_server_is_asked(
    app, session, server, work, now
):
    def asked(message):
        with app.extensions["database"].writer() as other:
            other.execute(select(Job.id))
            other.commit()  # nobody holds the pen
        server(message)

    app.extensions["post"] = (asked, *app.extensions["post"][1:])
    planned(app, session, "a", "b")
    work()

    assert server.names == ["a", "b"]
    assert timedelta(minutes=1) < jobs.LEASE
