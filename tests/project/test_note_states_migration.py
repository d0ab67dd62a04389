"""The migration to states of a note: files keep the note they were made of, both ways."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from consult import migrating
from consult.migrating import SchemaError
from tests import schemas

CALL = (
    "INSERT INTO call (id, slug, title, commissioner, federation, hearing_place, folder, context,"
    " language, timezone, opens_at, closes_at, grace_seconds, demonstration, created_at)"
    " VALUES (1, 'a', 'A', '', '', '', '', '', 'fr', 'Europe/Paris', '2026-03-01', '2026-03-09',"
    " 120, false, '2026-02-01')"
)
NOTE = (
    "INSERT INTO note (id, public_id, call_id, version, audience, state, snapshot, fingerprint,"
    " built_by, built_at) VALUES (1, 'n', 1, 1, 'delegate', 'handed_over', 'x', 'abc', 'c',"
    " '2026-03-02')"
)
FILE = (
    "INSERT INTO artefact (id, note_id, format, digest, size_bytes, pages, made_at)"
    " VALUES (1, 1, 'pdf', 'd', 1, 1, '2026-03-02')"
)
EVENT = (
    'INSERT INTO note_event (note_id, state, at, "by", words, fingerprint, recipient, place,'
    " digest) VALUES (1, 'review', '2026-03-03', 'c', '', 'abc', '', '', '')"
)


@pytest.fixture(params=schemas.ENGINES)
def url(request, tmp_path):
    """A database of the version before, with a note and its file."""
    with schemas.standing_at("0013", request.param, tmp_path) as address:
        run(address, CALL, NOTE, FILE)
        yield address


def run(url, *statements):
    with migrating._connection(url) as connection:
        return [connection.execute(text(one)) for one in statements][-1]


def found(url, statement):
    with migrating._connection(url) as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_files_know_of_which_state_they_are_and_forget_it_again(url):
    migrating.upgrade(url, "0014")
    assert found(url, "SELECT note_id, fingerprint, format FROM artefact") == [(1, "abc", "pdf")]

    migrating.downgrade(url, "0013")
    assert found(url, "SELECT note_id, digest, format FROM artefact") == [(1, "d", "pdf")]


def test_what_became_of_a_note_is_not_lost_by_going_back(url):
    migrating.upgrade(url, "0014")
    run(url, EVENT)

    with pytest.raises(SchemaError, match="note_event"):
        migrating.downgrade(url, "0013")

    assert found(url, "SELECT state FROM note_event") == [("review",)]


def test_the_newest_schema_still_refuses_to_change_a_note_handed_over(url):
    migrating.upgrade(url)

    with pytest.raises(Exception, match="never changes"):
        run(url, "UPDATE note SET fingerprint = 'other'")

    assert found(url, "SELECT fingerprint FROM note") == [("abc",)]
