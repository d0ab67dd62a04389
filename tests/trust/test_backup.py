"""A backup taken while people write holds all that was acknowledged before it began."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from itertools import count

import pytest

from consult import clock, create_app, jobs
from consult.jobs import Job
from consult.storage import storage
from tests import office
from tests.trust.sizes import sized
from tests.trust.watching import rows

SLUG = "l-eau-et-l-industrie-2026"


@pytest.fixture
def elsewhere(settings, migrated, tmp_path):
    """Another machine: an empty database and an empty folder of files."""
    copy = shutil.copy(migrated, tmp_path / "elsewhere.db")
    other = create_app(
        replace(
            settings,
            database_url=f"sqlite:///{copy}",
            storage_url=str(tmp_path / "other files"),
        )
    )
    yield other
    other.extensions["database"].dispose()


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=[str(one) for one in arguments])


class Writer(threading.Thread):
    """Somebody who writes without a pause; `done` holds what was acknowledged."""

    def __init__(self, app):
        super().__init__()
        self.app, self.stop, self.done = app, threading.Event(), []

    def run(self):
        database = self.app.extensions["database"]
        for number in count():
            if self.stop.is_set():
                return
            with database.writer() as session:
                jobs.enqueue(session, "sing", key=f"{number}", payload={}, at=clock.now())
                session.commit()
            self.done.append(f"{number}")


@pytest.mark.parametrize("before", sized(20, 2000))
def test_what_was_acknowledged_before_the_backup_is_in_the_copy(
    app, settings, elsewhere, session, tmp_path, before
):
    made = office.call(session, audience=3)
    for invitation in made.invitations:
        office.contribution(session, invitation)
    session.commit()
    with app.app_context():
        digest = storage().put(b"a paper")
    writer = Writer(app)
    writer.start()
    try:
        while len(writer.done) < before:
            writer.join(0.01)
        acknowledged = list(writer.done)
        written = run(app, "backup", tmp_path / "copy.zip")
    finally:
        writer.stop.set()
        writer.join()
    assert written.exit_code == 0, written.output

    restored = run(elsewhere, "restore", tmp_path / "copy.zip")

    assert restored.exit_code == 0, restored.output
    there = elsewhere.extensions["database"]
    with there.reader() as reading:
        kept = {job.key for job in reading.query(Job)}
    assert set(acknowledged) - kept == set()
    mine, theirs = rows(app.extensions["database"]), rows(there)
    assert {name: theirs[name] for name in theirs if name != "job"} == {
        name: mine[name] for name in mine if name != "job"
    }
    with elsewhere.app_context():
        assert storage().read(digest) == b"a paper"


def test_a_restored_consultation_goes_on(app, elsewhere, session, tmp_path):
    made = office.call(session, audience=2)
    office.contribution(session, made.invitations[0])
    session.commit()
    slug = made.slug
    run(app, "backup", tmp_path / "copy.zip")
    run(elsewhere, "restore", tmp_path / "copy.zip")

    here, there = (run(one, "figures", slug, "--json") for one in (app, elsewhere))

    assert (there.exit_code, there.output) == (0, here.output)


def test_nothing_is_restored_over_something(app, session, tmp_path):
    office.call(session)
    session.commit()
    run(app, "backup", tmp_path / "copy.zip")
    before = rows(app.extensions["database"])

    told = run(app, "restore", tmp_path / "copy.zip")

    assert (told.exit_code, "not empty" in told.output) == (1, True)
    assert rows(app.extensions["database"]) == before


@pytest.mark.parametrize("arguments", [("backup", "/nowhere/at/all.zip"), ("restore", "no.zip")])
def test_what_cannot_be_done_is_a_sentence(app, arguments):
    told = run(app, *arguments)

    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert "Traceback" not in told.output


def test_a_file_of_another_kind_is_refused_by_its_name(app, tmp_path):
    (tmp_path / "paper.zip").write_bytes(b"not a zip")

    told = run(app, "restore", tmp_path / "paper.zip")

    assert (told.exit_code, told.output) == (
        1,
        "Error: paper.zip is not a backup of Consult, or it is damaged.\n",
    )
