"""A worker killed outright loses no job; a letter sent again is the same letter."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import select

from consult import clock, jobs, post
from consult.jobs import LEASE, Job, JobState
from consult.post import LetterState, OutboxLetter
from tests.trust.sizes import sized

SENDING = 0.004  # seconds a server takes to answer: where most kills fall


@pytest.fixture
def delivered(tmp_path):
    return tmp_path / "delivered"


def transport(delivered):
    """A server that keeps every message before it answers."""

    def carry(message):
        line = f"{message['Message-ID']} {message['To']}\n".encode()
        held = os.open(delivered, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(held, line)
        os.close(held)
        time.sleep(SENDING)

    return carry


def work(app, delivered, later):
    """The life of one worker, so much later than the present."""
    app.extensions["post"] = (transport(delivered), "consult@localhost", "localhost")
    now = clock.now
    clock.now = lambda: now() + later
    with app.app_context():
        while jobs.run_next():
            pass
    app.extensions["database"].dispose()
    os._exit(0)


def born(app, delivered, later):
    app.extensions["database"].dispose()  # a connection must not be shared across a fork
    child = get_context("fork").Process(target=work, args=(app, delivered, later))
    child.start()
    return child


def lines_of(delivered):
    return delivered.read_text().splitlines() if delivered.exists() else []


@pytest.mark.parametrize("letters", sized(24, 300))
def test_every_letter_leaves_whatever_dies(app, session, delivered, letters):
    kills = max(3, letters // 25)
    for number in range(letters):
        letter = post.Letter(f"k{number}", "receipt", f"a{number}@b.example", "Subject", "Body")
        post.enqueue(session, letter, at=clock.now())
    session.commit()
    chance = random.Random(7)
    for life in range(kills):
        worker = born(app, delivered, life * (LEASE + timedelta(seconds=1)))
        goal = len(lines_of(delivered)) + letters // (2 * kills)
        while worker.is_alive() and len(lines_of(delivered)) < goal:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 2 * SENDING))
        worker.kill()
        worker.join()
        assert worker.exitcode == -9, "the worker was killed at work"

    last = born(app, delivered, kills * (LEASE + timedelta(seconds=1)))
    last.join(120)

    assert last.exitcode == 0
    session.rollback()
    assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}
    assert {one.state for one in session.scalars(select(OutboxLetter))} == {LetterState.SENT}
    copies = Counter(lines_of(delivered))
    expected = {
        f"<letter-{one.id}@localhost> {one.recipient}"
        for one in session.scalars(select(OutboxLetter))
    }
    assert set(copies) == expected, "each letter left, under one Message-ID"
    assert sum(copies.values()) - letters <= kills, "at most one repeat for each kill"


def test_two_workers_at_once_share_the_work_and_repeat_none(app, session, delivered):
    for number in range(20):
        letter = post.Letter(f"k{number}", "receipt", f"a{number}@b.example", "Subject", "Body")
        post.enqueue(session, letter, at=clock.now())
    session.commit()

    both = [born(app, delivered, timedelta()) for _ in range(2)]
    for one in both:
        one.join(60)

    assert [one.exitcode for one in both] == [0, 0]
    assert Counter(Counter(lines_of(delivered)).values()) == {1: 20}
