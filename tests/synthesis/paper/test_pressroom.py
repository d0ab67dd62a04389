"""A press may be started before anybody knows what it will print."""

from __future__ import annotations

import pytest

from consult.synthesis.paper import pressroom
from consult.synthesis.paper.pressroom import Limits

FORESEEN = ["--app", "wsgi", "note", "build", "industry-2018", "-o", "Note.PDF"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve"],
        ["note", "verify", "note.pdf"],
        ["note", "build", "industry-2018", "-o", "note.json"],
        ["bundle", "load", "build"],
    ],
)
def test_no_press_is_started_for_another_command(arguments):
    pressroom.foresee(arguments)

    assert pressroom._waiting == []


def test_the_press_that_was_foreseen_is_taken_once():
    pressroom.foresee(FORESEEN)
    (foreseen,) = pressroom._waiting

    taken = pressroom.taken(Limits())

    assert taken is foreseen
    assert pressroom._waiting == []
    ended(taken)


def test_a_press_with_other_limits_is_another_one():
    pressroom.foresee(FORESEEN)
    (foreseen,) = pressroom._waiting

    other = pressroom.taken(Limits(cpu_seconds=20))

    assert other is not foreseen
    assert pressroom.taken(Limits()) is foreseen
    ended(other)
    ended(foreseen)


def ended(running):
    """A press to which nothing is given ends by itself, without a word."""
    _, said = running.process.communicate(timeout=60)
    running.out.seek(0)
    assert (running.process.returncode, said, running.out.read()) == (0, b"", b"")
    running.cleared()


def test_what_is_long_has_more_time_than_what_is_not():
    limits = Limits(wall_seconds=400)

    assert [limits.wall_for(size) for size in (0, 1_000_000, 9_000_000)] == [400, 400, 2_000]
