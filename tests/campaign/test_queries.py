"""How a campaign goes is read in as many statements for one agency as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.calls.queries import invitations
from consult.campaign import service
from consult.campaign.monitoring import Status, Tally
from consult.campaign.queries import overview, standings
from consult.contributions.models import Answer
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


def test_letters_of_another_call_do_not_count(session):
    first, second = office.call(session), office.call(session)
    service.send(
        session, planned=service.invitations(first, standings(session, first), at=AT), at=AT
    )

    assert {one.status for one in standings(session, second)} == {Status.NOT_INVITED}
