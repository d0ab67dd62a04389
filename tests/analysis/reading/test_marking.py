from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.analysis.models import Assignment, Reading
from consult.analysis.reading import marking
from consult.analysis.reading.filters import Mark
from consult.analysis.reading.noted import changed, noted
from consult.errors import Invalid
from tests.analysis.desks import desk, pair, reader
from tests.office import AT

LATER = AT + timedelta(hours=1)


def readings(session):
    return [
        (one.user.name, one.version, one.flagged, one.good_practice, one.to_check)
        for one in session.scalars(select(Reading).order_by(Reading.user_id))
    ]


def test_reading_keeps_the_version_that_was_shown(session):
    call, lea = desk(session), reader(session)
    where = pair(session, call)

    marking.read(session, user=lea, pair=where, version=1, at=AT)

    assert readings(session) == [("Léa", 1, False, False, False)]
    assert noted(session, call, [where[1]], lea).seen == {where: 1}


def test_what_was_read_can_be_to_read_again(session):
    call, lea = desk(session), reader(session)
    where = pair(session, call)
    marking.read(session, user=lea, pair=where, version=1, at=AT)

    marking.read(session, user=lea, pair=where, version=None, at=LATER)

    assert noted(session, call, [where[1]], lea).seen == {}


def test_each_reader_has_marks_of_their_own_and_sees_those_of_others(session):
    call, lea, max_ = desk(session), reader(session), reader(session, "Max")
    where = pair(session, call)

    marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=AT)
    marking.mark(session, user=max_, pair=where, mark=Mark.TO_CHECK, on=True, at=AT)
    marking.mark(session, user=max_, pair=where, mark=Mark.GOOD_PRACTICE, on=True, at=AT)
    marking.mark(session, user=max_, pair=where, mark=Mark.GOOD_PRACTICE, on=False, at=LATER)

    assert noted(session, call, [where[1]], lea).marks == {
        where: ((lea.id, Mark.FLAGGED), (max_.id, Mark.TO_CHECK))
    }


def test_saying_it_twice_says_it_once_and_changes_nothing(session):
    call, lea = desk(session), reader(session)
    where = pair(session, call)
    marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=AT)

    marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=LATER)

    assert readings(session) == [("Léa", None, True, False, False)]
    assert changed(session, call, LATER) == []
    assert changed(session, call, AT) == [(*where, AT.isoformat())]


def test_answers_are_given_and_taken_back(session):
    call, lea, max_ = desk(session), reader(session), reader(session, "Max")
    pairs = [pair(session, call, number) for number in (1, 2, 3)]

    given = marking.assign(session, call=call, pairs=pairs, readers=[lea, max_], by=lea, at=AT)
    again = marking.assign(session, call=call, pairs=pairs, readers=[lea, max_], by=lea, at=LATER)
    gone = marking.take_back(session, call=call, pairs=pairs[:1], at=LATER)

    assert (given, again, gone) == (3, 0, 1)
    assert noted(session, call, [pairs[0][1]], lea).readers == {
        pairs[1]: max_.id,
        pairs[2]: lea.id,
    }


@pytest.mark.parametrize("noted_before", [True, False])
def test_an_answer_taken_back_is_told_to_open_pages_and_stays_unread(session, noted_before):
    call, lea = desk(session), reader(session)
    where = pair(session, call)
    if noted_before:
        marking.mark(session, user=lea, pair=where, mark=Mark.FLAGGED, on=True, at=AT)
    marking.assign(session, call=call, pairs=[where], readers=[lea], by=lea, at=AT)

    marking.take_back(session, call=call, pairs=[where], at=LATER)

    assert changed(session, call, LATER) == [(*where, LATER.isoformat())]
    assert readings(session) == [("Léa", None, noted_before, False, False)]


def test_the_last_who_gives_an_answer_is_obeyed(session):
    call, lea, max_ = desk(session), reader(session), reader(session, "Max")
    where = pair(session, call)
    marking.assign(session, call=call, pairs=[where], readers=[lea], by=lea, at=AT)

    changed_hands = marking.assign(
        session, call=call, pairs=[where], readers=[max_], by=lea, at=LATER
    )

    (held,) = session.scalars(select(Assignment))
    assert (changed_hands, held.user.name, held.by.name, held.at) == (1, "Max", "Léa", LATER)


def test_answers_are_given_to_somebody(session):
    call, lea = desk(session), reader(session)

    with pytest.raises(Invalid):
        marking.assign(session, call=call, pairs=[pair(session, call)], readers=[], by=lea, at=AT)


PAIRS = st.lists(st.tuples(st.integers(1, 30), st.just(1)), unique=True, max_size=30)


@given(PAIRS, st.lists(st.integers(1, 5), unique=True, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_answers_to_one_question_are_shared_to_within_one(pairs, readers):
    shares = marking.dealt(pairs, readers)
    counts = Counter(shares.values())

    assert set(shares) == set(pairs)
    assert marking.dealt(pairs, readers) == shares
    numbers = [counts[reader] for reader in readers]
    assert max(numbers) - min(numbers) <= 1


def test_what_one_agency_said_stays_with_one_reader():
    pairs = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3), (3, 2)]

    assert marking.dealt(pairs, [8, 9]) == {
        (1, 1): 8,
        (1, 2): 8,
        (1, 3): 8,
        (2, 1): 9,
        (3, 1): 9,
        (3, 2): 9,
    }
