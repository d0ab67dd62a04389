"""The lines of the reading desk: whose answers, under which consent, how many to read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.analysis.reading import lines as reading
from consult.analysis.reading import marking
from consult.analysis.reading.counts import (
    Progress,
    Shelf,
    answers_to,
    arrived,
    progress,
    shelves,
)
from consult.analysis.reading.filters import State
from consult.analysis.sent import everything_sent
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange, Contribution
from tests import office
from tests.analysis.coded import a_theme, code
from tests.analysis.desks import again, desk, pair, reader
from tests.office import AT


def lines(session, call, who, key="needs", **more):
    question, sent = reading.question_of(call, key), everything_sent(session, call)
    pile = reading.pile(session, call, question, sent, reader=who, **more)
    return [pile.line(one) for one in pile.sent]


def contribution(session, call, number=1):
    return session.get_one(Contribution, pair(session, call, number)[0])


def test_every_answer_sent_is_a_line_in_the_order_of_the_audience(session):
    call = desk(session, answers=2)

    assert [
        (one.acronym, one.level, one.region, one.version, one.state)
        for one in lines(session, call, reader(session))
    ] == [
        ("A1", "locale", "Bretagne", 1, State.UNREAD),
        ("A2", "locale", "Bretagne", 1, State.UNREAD),
    ]


def test_neither_drafts_nor_what_was_withdrawn_are_read(session):
    call = desk(session, answers=3, audience=4)
    office.contribution(session, call.invitations[3], sent=False)
    contribution(session, call, 2).withdrawn_at = AT
    session.flush()

    assert [one.acronym for one in lines(session, call, reader(session))] == ["A1", "A3"]


def test_who_left_the_question_out_has_no_line(session):
    call = desk(session, answers=1)
    office.contribution(session, call.invitations[1], needs=None)

    lea = reader(session)
    assert [one.acronym for one in lines(session, call, lea)] == ["A1"]
    assert [one.acronym for one in lines(session, call, lea, "scale")] == ["A1", "A2"]


def test_a_version_sent_since_is_read_off_though_the_others_are_remembered(session):
    call, lea = desk(session, answers=2), reader(session)
    lines(session, call, lea)
    again(session, contribution(session, call, 1), needs=None)
    office.contribution(session, call.invitations[2])

    assert [(one.acronym, one.version) for one in lines(session, call, lea)] == [
        ("A2", 1),
        ("A3", 1),
    ]


def test_a_new_version_is_to_be_read_though_the_one_before_was(session):
    call, lea = desk(session, answers=1), reader(session)
    where = pair(session, call)
    marking.read(session, user=lea, pair=where, version=1, at=AT)
    before = lines(session, call, lea)[0].state
    again(session, contribution(session, call))

    (line,) = lines(session, call, lea)
    assert (before, line.state, line.seen, line.version) == (State.READ, State.CHANGED, 1, 2)


@pytest.mark.parametrize(("hours", "expected"), [(0, "anonymous"), (-1, "named")])
def test_a_change_of_mind_counts_unless_a_version_came_after_it(session, hours, expected):
    call, lea = desk(session, answers=1), reader(session)
    one = contribution(session, call)
    session.add(
        ConsentChange(
            contribution_id=one.id,
            attribution=Attribution.ANONYMOUS,
            quote_permission=QuotePermission.REFUSED,
            confidential=["needs"],
            at=one.sent.sent_at + timedelta(hours=hours),
        )
    )
    session.flush()

    (line,) = lines(session, call, lea)
    (scale,) = lines(session, call, lea, "scale")
    assert (line.attribution, scale.confidential) == (Attribution(expected), False)
    assert line.confidential is (expected == "anonymous")
    assert line.consent is (Attribution.CONFIDENTIAL if line.confidential else line.attribution)


def test_what_the_federation_typed_is_told(session):
    call, lea = desk(session, answers=2), reader(session)
    contribution(session, call, 1).entered_by = "claire@federation.example"
    two = contribution(session, call, 2)
    two.entered_by, two.confirmed_at = "claire@federation.example", AT
    session.flush()

    assert [(one.on_behalf, one.to_confirm) for one in lines(session, call, lea)] == [
        (True, True),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        ("a", {"a"}),
        (["a", {"other": "La commune"}], {"a", "other"}),
        ({"other": "La commune"}, {"other"}),
        ({"other": "–"}, set()),
        ([], set()),
    ],
)
def test_lines_know_what_was_chosen_at_closed_questions(session, value, chosen):
    call, lea = desk(session, answers=1), reader(session)
    version = again(session, contribution(session, call))
    version.content = {**version.content, "answers": {"needs": "De l’eau.", "scale": value}}
    session.flush()

    (line,) = lines(session, call, lea)
    assert line.closed == {"scale": chosen}


def test_lines_know_the_themes_looked_for_as_long_as_a_passage_stands(session):
    call, lea = desk(session, answers=2), reader(session)
    sought, other = a_theme(session, call, "jobs"), a_theme(session, call, "water")
    code(session, call, lea, sought, (0, 6))
    again(session, contribution(session, call, 1), needs="Besoin d’eau.")

    assert [one.themes for one in lines(session, call, lea, themes=[sought.id])] == [
        {sought.id},
        set(),
    ]
    assert [one.themes for one in lines(session, call, lea, themes=[other.id])] == [set(), set()]

    again(session, contribution(session, call, 1), needs="Tout autre chose.", hours=6)

    assert [one.themes for one in lines(session, call, lea, themes=[sought.id])] == [set(), set()]


def test_who_codes_blind_is_told_of_their_own_themes_only(session):
    call, lea, max_ = desk(session, answers=1), reader(session), reader(session, "Max")
    sought = a_theme(session, call)
    code(session, call, max_, sought, (0, 6))

    (seen,) = lines(session, call, lea, themes=[sought.id], blind=True)
    (own,) = lines(session, call, max_, themes=[sought.id], blind=True)

    assert (seen.themes, own.themes) == (set(), {sought.id})


def test_lines_take_two_statements_and_the_sent_one(session, queries, settle):
    call, lea = desk(session), reader(session)
    lines(session, call, lea)
    settle()

    question = reading.question_of(call, "needs")
    with queries(1):
        sent = everything_sent(session, call)
    with queries(2):
        reading.pile(session, call, question, sent, reader=lea)


def test_shelves_count_what_is_to_read(session):
    call, lea, max_ = desk(session, answers=3), reader(session), reader(session, "Max")
    marking.read(session, user=lea, pair=pair(session, call, 1), version=1, at=AT)
    marking.read(session, user=lea, pair=pair(session, call, 2), version=1, at=AT)
    marking.read(session, user=max_, pair=pair(session, call, 3), version=1, at=AT)
    again(session, contribution(session, call, 2))

    sent = everything_sent(session, call)
    assert shelves(session, call, sent, lea) == {"needs": Shelf(3, 2), "scale": Shelf(3, 3)}


def test_what_was_read_and_withdrawn_is_no_more_counted(session):
    call, lea = desk(session, answers=2), reader(session)
    marking.read(session, user=lea, pair=pair(session, call, 1), version=1, at=AT)
    contribution(session, call, 1).withdrawn_at = AT
    session.flush()

    sent = everything_sent(session, call)
    assert shelves(session, call, sent, lea)["needs"] == Shelf(1, 1)


def test_all_of_one_agency_by_question(session):
    call, lea = desk(session, answers=2), reader(session)

    sent = everything_sent(session, call)
    found = reading.lines_of_agencies(session, call, ["A2", "A3", "A1"], sent, reader=lea)
    assert {acronym: list(theirs) for acronym, theirs in found.items()} == {
        "A2": ["needs", "scale"],
        "A1": ["needs", "scale"],
    }


def test_what_arrived_after_an_instant_is_counted(session):
    call = desk(session, answers=2)
    sent_at = contribution(session, call).sent.sent_at

    assert arrived(session, call, sent_at - timedelta(seconds=1), key="needs") == 2
    assert arrived(session, call, sent_at, key="needs") == 0
    again(session, contribution(session, call, 1), needs=None)
    assert arrived(session, call, sent_at, key="needs") == 0
    assert arrived(session, call, sent_at, key="scale") == 1
    assert arrived(session, call, sent_at, acronyms=["A1"]) == 1
    assert arrived(session, call, sent_at, acronyms=["A2"]) == 0


def test_progress_tells_how_many_of_the_answers_given_were_read(session):
    call, lea, max_ = desk(session, answers=3), reader(session), reader(session, "Max")
    pairs = [pair(session, call, number) for number in (1, 2, 3)]
    marking.assign(session, call=call, pairs=pairs, readers=[lea, max_], by=lea, at=AT)
    marking.read(session, user=lea, pair=pairs[0], version=1, at=AT)
    marking.read(session, user=lea, pair=pairs[1], version=1, at=AT)

    found = progress(session, call, everything_sent(session, call))
    assert found == [Progress(lea.id, "needs", 2, 1), Progress(max_.id, "needs", 1, 0)]


def test_what_is_shared_out_is_what_nobody_was_given(session):
    call, lea = desk(session, answers=2), reader(session)
    needs = reading.question_of(call, "needs")
    first, second = pair(session, call, 1), pair(session, call, 2)
    marking.assign(session, call=call, pairs=[first], readers=[lea], by=lea, at=AT)

    sent = everything_sent(session, call)
    assert answers_to(session, call, [needs], sent, nobodys=True) == [second]
    assert answers_to(session, call, [needs], sent, nobodys=False) == [first, second]
