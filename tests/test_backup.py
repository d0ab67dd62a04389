import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Date, Time, select, text

from config import ROOT
from consult import backup, jobs, migrating
from consult.analysis.models import Theme
from consult.backup import BackupRefused
from consult.calls.queries import invitations
from consult.db import Database, UtcDateTime
from consult.directory.models import Agency, Contact, ContactRole
from consult.storage import Memory
from tests import office

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(app):
    return app.extensions["database"]


@pytest.fixture
def filled(database, session):
    agency = Agency(
        key="é", acronym="É", name="Agence", level="", region="", department="", timezone=None
    )
    agency.contacts.append(Contact(email="a@b.example", name="", role=ContactRole.DRAFTER))
    session.add(agency)
    jobs.enqueue(session, "sing", key="k", payload={"é": [1, None]}, at=AT)
    session.commit()
    return database


@pytest.fixture
def elsewhere(tmp_path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    migrating.upgrade(url)
    database = Database(url)
    yield database
    database.dispose()


def test_a_backup_restores_every_row_and_file_into_an_empty_database(filled, elsewhere, tmp_path):
    storage, other = Memory(), Memory()
    digest = storage.put(b"paper")

    written = backup.back_up(filled, storage, tmp_path / "b.zip", revision="0001")
    read = backup.restore(elsewhere, other, tmp_path / "b.zip", revision="0001")

    assert written == read
    assert {name for name, rows in read.items() if rows} == {"agency", "contact", "job"}
    assert other.read(digest) == b"paper"
    with elsewhere.reader() as session:
        contact = session.query(Contact).one()
        assert (contact.agency.acronym, contact.role) == ("É", ContactRole.DRAFTER)
        job = session.query(jobs.Job).one()
        assert (job.payload, job.run_at) == ({"é": [1, None]}, AT)


def test_rows_that_rest_on_later_rows_of_their_own_table_come_back(
    database, session, elsewhere, tmp_path
):
    """A theme moved under one that was made after it comes before its parent."""
    call = office.call(session)
    first, second = (
        Theme(call_id=call.id, key=key, position=0, label=key, claim="", description="")
        for key in ("a", "b")
    )
    session.add(first)
    session.flush()
    session.add(second)
    session.flush()
    first.parent_id = second.id
    assert first.id < second.id
    session.commit()
    backup.back_up(database, Memory(), tmp_path / "b.zip", revision="0001")

    backup.restore(elsewhere, Memory(), tmp_path / "b.zip", revision="0001")

    with elsewhere.reader() as found:
        parents = dict(found.execute(select(Theme.key, Theme.parent_id)).all())
    assert parents == {"a": second.id, "b": None}


def test_a_file_erased_while_the_copy_is_made_does_not_stop_it(filled, tmp_path, monkeypatch):
    storage = Memory()
    kept, erased = storage.put(b"paper"), storage.put(b"made for a day")

    def read(digest):
        if digest == erased:
            raise FileNotFoundError(digest)
        return b"paper"

    monkeypatch.setattr(storage, "read", read)
    backup.back_up(filled, storage, tmp_path / "b.zip", revision="0001")

    names = zipfile.ZipFile(tmp_path / "b.zip").namelist()
    assert [name for name in names if name.startswith("files/")] == [f"files/{kept}"]


def test_ids_go_on_after_those_that_were_restored(database, session, tmp_path, elsewhere):
    with elsewhere.writer() as other:
        for number in range(3):
            jobs.enqueue(other, "sing", key=str(number), payload={}, at=AT)
        other.commit()
    backup.back_up(elsewhere, Memory(), tmp_path / "b.zip", revision="0001")

    backup.restore(database, Memory(), tmp_path / "b.zip", revision="0001")

    assert jobs.enqueue(session, "sing", key="next", payload={}, at=AT).id == 4


def test_a_database_that_holds_anything_is_left_alone(filled, tmp_path):
    backup.back_up(filled, Memory(), tmp_path / "b.zip", revision="0001")

    with pytest.raises(BackupRefused, match="not empty"):
        backup.restore(filled, Memory(), tmp_path / "b.zip", revision="0001")


def test_another_schema_revision_is_refused_by_name(filled, elsewhere, tmp_path):
    backup.back_up(filled, Memory(), tmp_path / "b.zip", revision="0001")

    with pytest.raises(BackupRefused, match=r"0001.*0002"):
        backup.restore(elsewhere, Memory(), tmp_path / "b.zip", revision="0002")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_file_that_is_no_backup_is_refused_with_a_sentence(elsewhere, tmp_path, content):
    path = tmp_path / "b.zip"
    path.write_bytes(content)

    with pytest.raises(BackupRefused, match=r"b\.zip is not a backup"):
        backup.restore(elsewhere, Memory(), path, revision="0001")


def test_an_altered_file_restores_nothing(filled, elsewhere, tmp_path):
    storage = Memory()
    storage.put(b"paper")
    backup.back_up(filled, storage, tmp_path / "b.zip", revision="0001")
    with (
        zipfile.ZipFile(tmp_path / "b.zip") as good,
        zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, b"other" if name.startswith("files/") else good.read(name))

    with pytest.raises(BackupRefused):
        backup.restore(elsewhere, Memory(), tmp_path / "bad.zip", revision="0001")
    with elsewhere.reader() as session:
        assert session.query(Agency).count() == 0


def test_the_manifest_counts_the_rows(filled, tmp_path):
    backup.back_up(filled, Memory(), tmp_path / "b.zip", revision="0001")

    manifest = json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("manifest.json"))
    assert manifest["rows"]["agency"] == 1
    assert not (tmp_path / "b.zip.part").exists()


def test_a_command_copies_every_table_whatever_rooms_it_has_loaded(database):
    """Commands load few rooms: a copy of the tables of those alone would lose the rest."""
    program = "from consult.backup import kept_tables; print(*(one.name for one in kept_tables()))"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    with database.read_engine.connect() as connection:
        assert sorted(run.stdout.split()) == migrating.tables(connection)


def test_the_commands_carry_every_table_from_one_process_to_another(elsewhere, tmp_path):
    """Each runs alone, with the rooms that a command loads and no others."""
    with elsewhere.writer() as session:
        call = office.call(session, audience=1)
        office.contribution(session, invitations(session, call)[0], needs="De l’eau.")
        session.add(
            Theme(call_id=call.id, key="a", position=0, label="Eau", claim="", description="")
        )
        session.commit()

    def flask(command, name):
        given = {
            "DATABASE_URL": f"sqlite:///{tmp_path / name}.db",
            "STORAGE_URL": str(tmp_path / name),
        }
        program = [sys.executable, "-m", "flask", "--app", "wsgi", command, tmp_path / "b.zip"]
        subprocess.run(program, check=True, cwd=ROOT, env=os.environ | given, capture_output=True)

    def rows(name):
        with migrating._connection(f"sqlite:///{tmp_path / name}.db") as connection:
            return {
                table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
                for table in migrating.tables(connection)
            }

    flask("backup", "elsewhere")
    flask("restore", "back")

    assert rows("back") == rows("elsewhere")
    filled = {table for table, found in rows("back").items() if found}
    assert filled >= {"agency", "call", "contribution", "invitation", "theme", "version"}


def test_days_hours_and_instants_come_back_as_they_were():
    values = {Date: date(2018, 10, 26), Time: time(9, 30), UtcDateTime: AT}
    found = [
        (table, column.name, values[type(column.type)])
        for table in backup.kept_tables()
        for column in table.columns
        if type(column.type) in values
    ]
    assert {type(value) for *_, value in found} == {date, time, datetime}
    for table, name, value in found:
        kept = json.loads(json.dumps(backup._plain(value)))
        assert backup._typed(table, name, kept) == value
