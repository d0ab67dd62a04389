"""When an agency sends a newer version, what was coded is carried over, or waits for somebody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.analysis.coding import journal
from consult.analysis.coding import service as coding
from consult.analysis.coding.carrying import Fate
from consult.analysis.coding.desk import entries
from consult.analysis.coding.history import acts_of, people_of, to_review, told
from consult.analysis.coding.spots import CannotCode, Spot, Why
from consult.analysis.models import Coding, Excerpt
from consult.analysis.queries import material
from consult.errors import NotFound
from tests.analysis.coded import LATER, TEXT, a_call, a_theme, code, person, sent_again, spot_of

MOVED = "Bonjour. " + TEXT


@pytest.fixture
def call(session):
    return a_call(session)


@pytest.fixture
def lea(session):
    return person(session, "Léa")


@pytest.fixture
def chosen(session, call):
    return a_theme(session, call)


def entry(session, call):
    where = spot_of(session, call)
    return entries(session, call, [(where.contribution, where.question)])[0]


def counted(session, call):
    session.expire_all()
    return [(one.theme, one.text) for one in material(session, call.slug).passages]


def confirm(session, call, user, excerpt, span):
    return coding.confirm(
        session,
        call=call,
        user=user,
        excerpt=excerpt.id,
        spot=spot_of(session, call),
        span=span,
        at=LATER,
    )


def test_what_stands_counts_without_anybody_saying_so(session, call, lea, chosen):
    code(session, call, lea, chosen, (3, 8))
    sent_again(session, TEXT + " Merci.")

    assert counted(session, call) == [("eau", "l’eau")]
    assert entry(session, call).loose == ()
    assert to_review(session, call) == []


def test_what_moved_is_not_counted_until_somebody_confirms_it_and_then_once(
    session, call, lea, chosen
):
    [made] = code(session, call, lea, chosen, (3, 8))
    newer = sent_again(session, MOVED)
    where = spot_of(session, call)

    assert counted(session, call) == []
    assert to_review(session, call) == [(where.contribution, where.question)]
    [loose] = entry(session, call).loose
    assert (loose.carried.fate, loose.quote, loose.version) == (Fate.MOVED, "l’eau", 1)

    confirm(session, call, lea, made.excerpt, loose.carried.places[0])
    assert counted(session, call) == [("eau", "l’eau")]
    assert (made.excerpt.version_id, to_review(session, call)) == (newer.id, [])
    journal.undo(session, call=call, user=lea, at=LATER)
    assert counted(session, call) == []


def test_what_vanished_stays_until_it_is_given_up(session, call, lea, chosen):
    [made] = code(session, call, lea, chosen, (3, 8))
    sent_again(session, "Rien de tel.")
    [loose] = entry(session, call).loose
    assert (loose.carried.fate, counted(session, call)) == (Fate.VANISHED, [])

    coding.drop(session, call=call, user=lea, excerpt=made.excerpt_id, at=LATER)
    assert session.scalars(select(Excerpt)).all() == []
    journal.undo(session, call=call, user=lea, at=LATER)
    assert len(entry(session, call).loose) == 1


def test_a_version_that_says_it_again_brings_the_coding_back(session, call, lea, chosen):
    code(session, call, lea, chosen, (3, 8))
    sent_again(session, "Rien de tel.")
    sent_again(session, TEXT, number=3)

    assert counted(session, call) == [("eau", "l’eau")]


def test_a_passage_placed_where_somebody_coded_meanwhile_joins_them(session, call, lea, chosen):
    other = a_theme(session, call, "gare")
    [made] = code(session, call, lea, chosen, (3, 8))
    code(session, call, lea, other, (3, 8))
    sent_again(session, MOVED)
    [again] = code(session, call, lea, chosen, (12, 17), spot=spot_of(session, call))

    kept = confirm(session, call, lea, made.excerpt, (12, 17))
    session.expire_all()
    assert kept.id == again.excerpt_id
    assert sorted(counted(session, call)) == [("eau", "l’eau"), ("gare", "l’eau")]
    assert len(session.scalars(select(Coding)).all()) == 2
    journal.undo(session, call=call, user=lea, at=LATER)
    assert len(session.scalars(select(Coding)).all()) == 3


def test_two_people_who_place_one_passage_are_told(session, call, lea, chosen):
    [made] = code(session, call, lea, chosen, (3, 8))
    sent_again(session, MOVED)
    confirm(session, call, lea, made.excerpt, (12, 17))
    for late in (
        lambda: confirm(session, call, person(session, "Max"), made.excerpt, (12, 20)),
        lambda: coding.drop(session, call=call, user=lea, excerpt=made.excerpt_id, at=LATER),
    ):
        with pytest.raises(CannotCode) as refused:
            late()
        assert refused.value.why is Why.CHANGED


def test_a_passage_is_placed_in_its_own_answer_in_the_last_version(session, call, lea, chosen):
    [made] = code(session, call, lea, chosen, (3, 8))
    first = spot_of(session, call)
    sent_again(session, MOVED)
    with pytest.raises(CannotCode) as refused:
        coding.confirm(
            session,
            call=call,
            user=lea,
            excerpt=made.excerpt_id,
            spot=Spot(first.contribution, first.question, made.excerpt.version_id),
            span=(3, 8),
            at=LATER,
        )
    assert refused.value.why is Why.NEWER
    with pytest.raises(NotFound):
        coding.drop(session, call=call, user=lea, excerpt=999, at=LATER)


def test_words_that_only_moved_are_followed_at_once_and_the_others_still_wait(
    session, call, lea, chosen
):
    code(session, call, lea, chosen, (3, 8), (23, 30))
    code(session, call, lea, a_theme(session, call, "gare"), (9, 15))
    sent_again(session, "Bonjour. De l’eau trouble, vite. Et des 🚲 vélos.")
    where = spot_of(session, call)
    pair = {"contribution": where.contribution, "question": where.question}

    assert coding.confirm_moved(session, call=call, user=lea, **pair, at=LATER) == 2
    assert counted(session, call) == [("eau", "l’eau"), ("eau", "Et des")]
    assert [one.quote for one in entry(session, call).loose] == ["propre"]
    journal.undo(session, call=call, user=lea, at=LATER)
    assert counted(session, call) == []
    with pytest.raises(NotFound):
        coding.confirm_moved(
            session, call=call, user=lea, contribution=999, question=where.question, at=LATER
        )


def test_the_history_tells_who_did_what_to_which_words(session, call, lea, chosen):
    code(session, call, lea, chosen, (3, 8))
    [made] = code(session, call, person(session, "Max"), chosen, (3, 8))
    coding.uncode(session, call=call, user=made.user, coding=made.id, at=LATER)
    journal.undo(session, call=call, user=made.user, at=LATER)

    found = told(session, call, acts_of(session, call))
    assert [(one.kind, one.who, one.undone) for one in found] == [
        ("uncoded", "Max", True),
        ("coded", "Max", False),
        ("coded", "Léa", False),
    ]
    assert found[2].quote == "l’eau"
    assert [name for _, name in people_of(session, call)] == ["Léa", "Max"]
    assert len(acts_of(session, call, lea.id)) == 1
