"""The migration to several hands keeps every row and every value, both ways, on both engines."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from consult import migrating
from tests import schemas
from tests.schemas import tables

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
WORDS = "Œuvre « à l’étroit »\u202f; 2\u00a0% 🏭"
CALL = {
    "slug": "a", "language": "fr", "title": WORDS, "context": "", "commissioner": "",
    "federation": "", "folder": "", "hearing_at": None, "hearing_place": "", "opens_at": AT,
    "closes_at": AT.replace(day=27), "timezone": "Europe/Paris", "demonstration": False,
    "grace_seconds": 120, "launched_at": AT, "created_at": AT,
}  # fmt: skip
AGENCY = {
    "key": "abc", "acronym": "ABC", "name": WORDS, "level": "local", "region": "Bretagne",
    "department": "", "timezone": None,
}  # fmt: skip
INVITATION = {
    "public_id": "p", "call_id": 1, "agency_id": 1, "position": 0, "acronym": "ABC",
    "name": WORDS, "level": "local", "region": "Bretagne", "department": "",
    "email": "a@b.example", "extended_until": None,
}  # fmt: skip
ROWS = {
    "call": CALL,
    "section": {"call_id": 1, "key": "s", "position": 0, "title": WORDS, "intro": ""},
    "question": {
        "call_id": 1, "section_id": 1, "key": "text", "position": 0, "kind": "long_text",
        "label": WORDS, "help": "", "required": True, "settings": {"max_words": 10},
    },
    "agency": AGENCY,
    "contact": {"agency_id": 1, "email": "a@b.example", "name": WORDS, "role": "signatory"},
    "invitation": INVITATION,
    "contribution": {
        "invitation_id": 1, "revision": 7, "channel": "web", "attribution": "anonymous",
        "quote_permission": "after_review", "started_at": AT, "saved_at": AT,
    },
    "answer": {
        "contribution_id": 1, "question_id": 1, "value": WORDS, "confidential": True,
        "saved_at": AT,
    },
    "version": {
        "contribution_id": 1, "number": 1, "reference": "A26-1", "sent_at": AT, "channel": "web",
        "late": False, "content": {"answers": {"text": WORDS}}, "digest": "0" * 64,
    },
    "attachment": {
        "contribution_id": 1, "question_id": 1, "filename": WORDS, "media_type": "text/plain",
        "size_bytes": 3, "digest": "1" * 64, "added_at": AT, "removed_at": None,
    },
    "link": {
        "digest": "2" * 64, "purpose": "contribution", "subject_id": 1, "issued_at": AT,
        "expires_at": None, "revoked_at": None, "used_at": AT,
    },
}  # fmt: skip


@pytest.fixture(params=schemas.ENGINES)
def url(request, tmp_path):
    """A database of the first release, with a contribution in it."""
    with schemas.standing_at("0001", request.param, tmp_path) as address:
        filled(address)
        yield address


def filled(url):
    with migrating._connection(url) as connection:
        known = tables(connection)
        for name, row in ROWS.items():
            connection.execute(known[name].insert().values(row))


def checksums(url):
    """Each table's rows as they stand in the columns of the first release."""
    with migrating._connection(url) as connection:
        known = tables(connection)
        return {
            name: hashlib.sha256(
                json.dumps(
                    [
                        [str(value) for value in one]
                        for one in connection.execute(
                            select(*(known[name].c[column] for column in sorted(row)))
                        )
                    ]
                ).encode()
            ).hexdigest()
            for name, row in ROWS.items()
        }


def added(url, name, /, **row):
    with migrating._connection(url) as connection:
        connection.execute(tables(connection)[name].insert().values(row))


def test_every_row_and_value_is_kept_both_ways(url):
    before = checksums(url)
    migrating.upgrade(url)
    assert checksums(url) == before
    migrating.downgrade(url, "0001")
    assert checksums(url) == before
    migrating.upgrade(url)
    assert checksums(url) == before


def test_what_was_there_before_has_the_quiet_meaning_of_every_new_column(url):
    migrating.upgrade(url)
    new = {
        "contribution": ("withdrawn_at", "withdrawn_reason"),
        "answer": ("saved_by_id",),
        "version": ("sent_by_id",),
        "attachment": ("scan",),
        "call": ("sign_off_required",),
    }
    with migrating._connection(url) as connection:
        known = tables(connection)
        kept = {
            name: tuple(connection.execute(select(*(known[name].c[one] for one in columns))).one())
            for name, columns in new.items()
        }
    assert kept == {
        "contribution": (None, ""),
        "answer": (None,),
        "version": (None,),
        "attachment": ("skipped",),
        "call": (False,),
    }


def test_links_are_checked_against_their_purposes_in_both_directions(url):
    link = {**ROWS["link"], "digest": "3" * 64, "purpose": "collaborator"}
    with pytest.raises(Exception, match=r"(?i)purpose|check"):
        added(url, "link", **link)
    migrating.upgrade(url)
    added(url, "link", **link)


COLLABORATOR = {
    "id": 1, "invitation_id": 1, "email": "c@b.example", "name": WORDS, "role": "drafter",
    "invited_at": AT, "invited_by": "",
}  # fmt: skip
CHANGE = {
    "contribution_id": 1, "attribution": "confidential", "quote_permission": "refused",
    "confidential": [], "at": AT,
}  # fmt: skip
LINK = {**ROWS["link"], "digest": "3" * 64, "purpose": "collaborator"}
NO_WAY_BACK = {
    "collaborator": ([("collaborator", COLLABORATOR)], "collaborator"),
    "collaborator's link": ([("collaborator", COLLABORATOR), ("link", LINK)], "collaborator"),
    "change of consent": ([("consent_change", CHANGE)], "consent_change"),
}


@pytest.mark.parametrize(("given", "lost"), NO_WAY_BACK.values(), ids=NO_WAY_BACK)
def test_what_the_first_release_cannot_hold_forbids_going_back(url, given, lost):
    migrating.upgrade(url)
    for name, row in given:
        added(url, name, **row)
    before = checksums(url)
    with pytest.raises(migrating.SchemaError, match=rf"{lost} \(1 rows before, 0 after\)"):
        migrating.downgrade(url, "0001")
    assert (migrating.state(url), checksums(url)) == (migrating.SchemaState.CURRENT, before)


def test_a_withdrawn_contribution_forbids_going_back(url):
    migrating.upgrade(url)
    with migrating._connection(url) as connection:
        connection.execute(tables(connection)["contribution"].update().values(withdrawn_at=AT))
    with pytest.raises(ValueError, match="withdrawn contributions would count again"):
        migrating.downgrade(url, "0001")
    assert migrating.state(url) is migrating.SchemaState.CURRENT
