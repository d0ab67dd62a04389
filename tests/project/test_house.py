"""The tools of the tests themselves."""

from __future__ import annotations

from sqlalchemy import text

from consult.jobs import Job


def test_a_database_has_its_schema(session):
    assert session.query(Job).all() == []


def test_statements_are_counted(app, queries):
    with queries(2), app.extensions["database"].reader() as session:
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))


def test_a_process_is_alive(client):
    assert client.get("/healthz").get_text() == "ok\n"


def test_nothing_waits(work):
    assert work() == 0
