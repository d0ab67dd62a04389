"""Those who write to one SQLite file take turns; nobody waits while others write and write."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from consult import turns
from consult.db import Database

WRITERS, TIMES = 8, 20


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/x.db")
    with made.writer() as session:
        session.execute(text("CREATE TABLE turn (who INTEGER)"))
        session.commit()
    yield made
    made.dispose()


def write(database, who, *, held=0.0, has_it=None):
    with database.writer() as session:
        session.execute(text("INSERT INTO turn VALUES (:who)"), {"who": who})
        if has_it is not None:
            has_it.set()
        time.sleep(held)
        session.commit()


def test_the_turn_goes_to_whoever_has_waited_longest():
    turn, came = turns.Queue(), []
    assert turn.take(0)

    def waits(who):
        assert turn.take(60)
        came.append(who)
        turn.give_back()

    everybody = []
    for who in range(WRITERS):
        everybody.append(threading.Thread(target=waits, args=(who,)))
        everybody[-1].start()
        while len(turn._waiting) <= who:
            time.sleep(0.001)
    assert not turn.take(0), "it is taken"
    turn.give_back()
    for one in everybody:
        one.join()

    assert came == [*range(WRITERS)]
    assert turn.take(0), "it is there again"


def test_many_that_write_without_a_pause_all_write(database):
    def writes(who):
        for _ in range(TIMES):
            write(database, who, held=0.001)

    everybody = [threading.Thread(target=writes, args=(who,)) for who in range(WRITERS)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()

    with database.reader() as session:
        kept = Counter(session.scalars(text("SELECT who FROM turn")))
    assert kept == dict.fromkeys(range(WRITERS), TIMES)


def test_who_waits_too_long_is_told_so_and_the_turn_is_not_lost(database, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    with database.writer() as holding:
        holding.execute(text("INSERT INTO turn VALUES (1)"))
        with pytest.raises(OperationalError, match="locked"):
            write(database, 2)
        holding.commit()
    write(database, 3)

    with database.reader() as session:
        assert list(session.scalars(text("SELECT who FROM turn"))) == [1, 3]


def test_another_process_is_waited_for_as_well(database, tmp_path):
    other = Database(str(database.url))  # its lock is not ours
    has_it = threading.Event()
    holding = threading.Thread(
        target=write, args=(other, 1), kwargs={"held": 0.2, "has_it": has_it}
    )
    holding.start()
    has_it.wait()
    write(database, 2)
    holding.join()
    other.dispose()

    with database.reader() as session:
        assert list(session.scalars(text("SELECT who FROM turn"))) == [1, 2]


def test_a_turn_that_was_rolled_back_is_given_back(database):
    for _ in range(3):
        with pytest.raises(OperationalError), database.writer() as session:
            session.execute(text("INSERT INTO nowhere VALUES (1)"))

    write(database, 1)
