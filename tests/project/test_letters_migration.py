"""The migration to letters that staff hold and follow: what each is about, both ways."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from consult import migrating
from tests import schemas

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
LETTERS = {
    "invitation:3:14": ("invitation", (3, 14)),
    "reminder:3:14:2026-03-05": ("reminder", (3, 14)),
    "extension:3:15:20260311170000": ("extension", (3, 15)),
    "colleague:3:14:2:20260301": ("colleague", (3, 14)),
    "receipt:3:A26-1:a@b.example": ("receipt", (3, None)),
    "consent:3:9:a@b.example": ("consent", (3, None)),
    "something else": ("receipt", (None, None)),
    "sign_in:3:4": ("sign_in", (None, None)),
}


@pytest.fixture(params=schemas.ENGINES)
def url(request, tmp_path):
    """A database of the version before, with letters in it."""
    with schemas.standing_at("0005", request.param, tmp_path) as address:
        filled(address)
        yield address


def filled(address):
    with migrating._connection(address) as connection:
        letter = table(connection)
        for number, (key, (kind, _about)) in enumerate(LETTERS.items(), start=1):
            connection.execute(
                letter.insert().values(
                    id=number,
                    key=key,
                    kind=kind,
                    recipient="a@b.example",
                    reply_to="",
                    subject="S",
                    body="B",
                    attachments=[],
                    state="planned" if number % 2 else "sent",
                    planned_at=AT,
                    sent_at=None if number % 2 else AT,
                )
            )


def table(connection):
    return schemas.tables(connection)["letter"]


def test_each_letter_learns_what_it_is_about(url):
    migrating.upgrade(url)

    with migrating._connection(url) as connection:
        letter = table(connection)
        rows = connection.execute(
            select(letter.c.key, letter.c.call_id, letter.c.invitation_id)
        ).all()
        assert {key: (call, one) for key, call, one in rows} == {
            key: about for key, (_kind, about) in LETTERS.items()
        }
        leaving = connection.execute(select(letter.c.leave_at == letter.c.planned_at)).scalars()
        assert set(leaving) == {True}


def test_the_way_back_keeps_every_letter_in_a_state_that_was_known(url):
    migrating.upgrade(url)
    with migrating._connection(url) as connection:
        letter = table(connection)
        connection.execute(update(letter).where(letter.c.id == 1).values(state="bounced"))
        connection.execute(
            update(letter).where(letter.c.id == 2).values(state="sending", lease_until=AT)
        )
    migrating.downgrade(url, "0005")

    with migrating._connection(url) as connection:
        letter = table(connection)
        states = dict(connection.execute(select(letter.c.id, letter.c.state)).all())
        assert (states[1], states[2], len(states)) == ("failed", "planned", len(LETTERS))
        assert "call_id" not in letter.c
