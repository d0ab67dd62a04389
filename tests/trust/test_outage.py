"""A database that is away, full or read-only: a sentence, nothing lost, and it comes back."""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import make_url

from consult.contributions.models import Version
from tests import postgres
from tests.contributions.world import DURING, call_of, invited, link_to, read_over
from tests.trust.watching import checksums

WHOLE = {"q.team": "Pôle", "q.text": "Un avis"}
SENTENCE = "Nothing was lost, but this request saved nothing. Try again in a minute."


@pytest.fixture
def token(session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: DURING)
    found = link_to(session, invited(session, call_of(session)))
    session.commit()
    return found


@contextmanager
def full(database):
    """No page more: what a full disk says."""
    with told(database, "PRAGMA max_page_count=1", "PRAGMA max_page_count=1000000"):
        yield


@contextmanager
def read_only(database):
    with told(database, "PRAGMA query_only=ON", "PRAGMA query_only=OFF"):
        yield


@contextmanager
def told(database, first, last):
    """Each connection that writes is told `first` while this lasts, and `last` afterwards."""
    said = [first]

    def taken(connection, record, proxy):
        connection.execute(said[0])

    event.listen(database.write_engine, "checkout", taken)
    try:
        yield
    finally:
        said[0] = last


@contextmanager
def away(database):
    """The server refuses everybody; the file is gone from its folder."""
    if database.is_sqlite:
        with unmounted(Path(str(database.url.database))):
            yield
    else:
        with stopped(database.url.render_as_string(hide_password=False)):
            yield


@contextmanager
def unmounted(file):
    aside = file.with_name("aside")
    aside.mkdir()
    held = [Path(shutil.move(one, aside)) for one in file.parent.glob(f"{file.name}*")]
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        for one in held:
            shutil.move(one, file.parent)
        aside.rmdir()


@contextmanager
def stopped(url):
    name = make_url(url).database
    place = postgres.cluster()
    with postgres.admin(place) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def is_an_outage(page):
    assert page.response.headers["Retry-After"] == "30"
    assert SENTENCE in page.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("trouble", [full, read_only])
def test_what_cannot_be_written_is_a_sentence_and_then_is_written(
    app, client, session, token, trouble
):
    database = app.extensions["database"]
    client.client.set_cookie("language", "en")
    page = client.get(f"/r/{token}")
    long = {**WHOLE, "q.text": "avis" * 20_000, "q.team": "é" * 20}
    before = checksums(database)

    with trouble(database):
        is_an_outage(client.send(page, form="form.sheet", button="save", status=503, **long))
        assert checksums(database) == before
        assert client.get(f"/r/{token}").select("form.sheet"), "reading goes on"

    read_over(client, page, **long)
    assert session.scalar(select(Version)).content["answers"]["team"] == "é" * 20


def test_a_database_that_is_away_is_a_sentence_and_comes_back_alone(app, session, token, caplog):
    caplog.set_level(logging.DEBUG)
    session.close()
    database = app.extensions["database"]
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    before = checksums(database)
    if database.is_sqlite:
        database.dispose()  # as a process that has just begun

    with away(database):
        for path in ("/readyz", f"/r/{token}"):
            answer = client.get(path, headers={"Accept-Language": "en"})
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
            assert SENTENCE in answer.text
        assert client.get("/healthz").status_code == 200, "the process itself is well"

    assert client.get("/readyz").status_code == 200
    assert client.get(f"/r/{token}").status_code == 303
    assert checksums(database) == before
    assert token not in caplog.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_another_replaced_is_found_without_a_restart(app, session, token, tmp_path):
    """A restored file takes the place of the one that pooled connections still hold."""
    session.close()
    database = app.extensions["database"]
    file = Path(str(database.url.database))
    client = app.test_client()
    database.dispose()
    copy = shutil.copy(file, tmp_path / "copy.db")
    assert client.get(f"/r/{token}").status_code == 303

    with unmounted(file):
        client.get("/readyz")
    for one in file.parent.glob(f"{file.name}-*"):
        one.unlink()
    shutil.copy(copy, file)

    answers = [client.get(f"/r/{token}").status_code for _ in range(3)]
    assert answers[-1] == 303
