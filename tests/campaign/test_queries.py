"""How a campaign goes is read in as many statements for one agency as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.calls.queries import invitations
from consult.campaign import service
from consult.campaign.letter_forms import LETTER_WORDS
from consult.campaign.monitoring import Status, Tally, tallied
from consult.campaign.queries import overview, standings
from consult.campaign.shelving import View, shelf
from consult.contributions.consent import DeclarationKind, Grounds
from consult.contributions.models import (
    Answer,
    Declaration,
)
from consult.post import Letter, enqueue
from tests import office
from tests.office import AT


@pytest.mark.parametrize("audience", [1, 3])
def test_the_standings_take_three_statements_whatever_the_audience(session, queries, audience):
    call = office.call(session, audience=audience)
    for invitation in invitations(session, call):
        office.contribution(session, invitation)
    session.flush()

    with queries(3):
        assert len(standings(session, call)) == audience


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_takes_two_statements_whatever_their_number(session, queries, count):
    for _ in range(count):
        office.call(session)
    session.flush()

    with queries(2):
        assert len(overview(session)) == count


def test_each_agency_stands_where_it_is(session):
    call = office.call(session, audience=4)
    silent, draft, sent, late = invitations(session, call)
    begun = office.contribution(session, draft, sent=False)
    question = call.sections[0].questions[0]
    session.add(
        Answer(
            contribution_id=begun.id,
            question_id=question.id,
            value="x",
            confidential=False,
            saved_at=AT,
        )
    )
    office.contribution(session, sent)
    office.contribution(session, late, late=True)
    session.flush()
    found = standings(session, call)

    assert [one.status for one in found] == [
        Status.NOT_INVITED,
        Status.DRAFT,
        Status.SENT,
        Status.LATE,
    ]
    assert (found[1].progress, found[2].sent_at, found[0].email) == (
        50,
        AT + timedelta(hours=1),
        silent.email,
    )
    assert [line.tally for line in overview(session)] == [
        Tally(agencies=4, uninvited=1, drafts=1, sent=2)
    ]


def test_letters_in_the_outbox_count_as_reached(session):
    call = office.call(session, audience=2)
    planned = service.invitations(call, standings(session, call), at=AT)
    service.send(session, planned=planned[:1], at=AT)

    assert [one.status for one in standings(session, call)] == [
        Status.INVITED,
        Status.NOT_INVITED,
    ]
    assert overview(session)[0].tally == Tally(agencies=2, uninvited=1)


def test_every_letter_about_a_call_is_in_its_outbox(session, queries):
    call, other = office.call(session), office.call(session)
    for one in (call, other):
        for kind in LETTER_WORDS:
            key = f"{kind}:{one.id}:1:x"
            letter = Letter(key, kind, "a@b.example", kind, "Body", call_id=one.id)
            enqueue(session, letter, at=AT)
    session.flush()

    with queries(3):
        found = [line.letter for line in shelf(session, call, View()).lines]

    assert [one.kind for one in found] == list(reversed(LETTER_WORDS))
    assert {one.key.split(":")[1] for one in found} == {str(call.id)}


def test_letters_of_another_call_do_not_count(session):
    first, second = office.call(session), office.call(session)
    service.send(
        session, planned=service.invitations(first, standings(session, first), at=AT), at=AT
    )

    assert {one.status for one in standings(session, second)} == {Status.NOT_INVITED}


def test_declarations_and_withdrawals_are_read_as_far_as_they_hold(session):
    call = office.call(session, audience=7)
    declined, asked, joins, void, refused, answered, gone = invitations(session, call)
    office.contribution(session, answered)
    office.contribution(session, gone).withdrawn_at = AT
    office.contribution(session, refused, sent=False)
    said = {"declared_at": AT, "confirmed_at": None, "refused_at": None, "reason": ""}
    session.add_all(
        [
            Declaration(
                invitation=declined,
                kind=DeclarationKind.DECLINED,
                grounds=Grounds.NO_TIME,
                **said | {"reason": "Trop court."},
            ),
            Declaration(invitation=asked, kind=DeclarationKind.JOINED, joined=gone, **said),
            Declaration(
                invitation=joins,
                kind=DeclarationKind.JOINED,
                joined=answered,
                **said | {"confirmed_at": AT},
            ),
            Declaration(
                invitation=void,
                kind=DeclarationKind.JOINED,
                joined=gone,
                **said | {"confirmed_at": AT},
            ),
            Declaration(
                invitation=refused,
                kind=DeclarationKind.JOINED,
                joined=answered,
                **said | {"refused_at": AT},
            ),
            Declaration(invitation=answered, kind=DeclarationKind.DECLINED, **said),
        ]
    )
    session.flush()
    found = standings(session, call)

    assert [one.status for one in found] == [
        Status.DECLINED,
        Status.JOINING,
        Status.JOINED,
        Status.NOT_INVITED,
        Status.DRAFT,
        Status.SENT,
        Status.WITHDRAWN,
    ]
    assert (found[0].grounds, found[0].reason) == (Grounds.NO_TIME, "Trop court.")
    assert [one.joins for one in found[1:4]] == ["A7", "A6", "A7"]
    assert tallied(found) == Tally(
        agencies=7, uninvited=1, drafts=1, sent=1, declined=1, joined=2, withdrawn=1
    )
    assert [line.tally for line in overview(session)] == [tallied(found)]
