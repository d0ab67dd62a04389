"""Those who write to one SQLite file take turns; nobody waits while others write and write."""

from __future__ import annotations

import threading
import time

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


def write(database, who, *, held=0.0):
    with database.writer() as session:
        session.execute(text("INSERT INTO turn VALUES (:who)"), {"who": who})
        time.sleep(held)
        session.commit()


def test_nobody_is_passed_over_while_others_write_without_a_pause(database):
    taken, waited = [], []

    def writes(who):
        for _ in range(TIMES):
            asked = len(taken)
            with database.writer() as session:
                session.execute(text("INSERT INTO turn VALUES (:who)"), {"who": who})
                waited.append(len(taken) - asked)
                taken.append(who)
                time.sleep(0.002)
                session.commit()

    everybody = [threading.Thread(target=writes, args=(who,)) for who in range(WRITERS)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()

    assert len(taken) == WRITERS * TIMES
    assert max(waited) <= 4 * WRITERS, "somebody was passed over"


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
    holding = threading.Thread(target=write, args=(other, 1), kwargs={"held": 0.2})
    holding.start()
    time.sleep(0.05)
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
