"""What an agency did with each call that asked it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.campaign.history import answered, history
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import Declaration
from tests import office
from tests.office import AT, CLOSES


def told(session, call, place=0):
    return history(session, call.invitations[place].agency_id)[0]


def test_an_agency_asked_nothing_has_no_history(session):
    (agency,) = office.agencies(session, 1)

    assert history(session, agency.id) == []


def test_each_call_says_what_happened_the_latest_first(session):
    old = office.call(session, audience=1, title="Avant", closes_at=CLOSES - timedelta(days=1))
    new = office.call(session, audience=1, title="Après")
    office.contribution(session, old.invitations[0], late=True)
    office.contribution(session, new.invitations[0], sent=False)
    latest, first = history(session, old.invitations[0].agency_id)

    assert (latest.title, latest.sent_at, latest.saved_at) == (
        *("Après", None, AT + timedelta(hours=1)),
    )
    assert (first.title, first.sent_at, first.late) == ("Avant", AT + timedelta(hours=1), True)
    assert answered([latest, first]) == 1


def test_a_contribution_withdrawn_is_no_answer(session):
    call = office.call(session, audience=1)
    office.contribution(session, call.invitations[0]).withdrawn_at = AT
    session.flush()

    assert answered([told(session, call)]) == 0


def test_declining_and_joining_are_told_with_their_date(session):
    call = office.call(session, audience=2)
    first, second = call.invitations
    common = {"grounds": None, "reason": "", "declared_at": AT, "confirmed_at": None}
    session.add(
        Declaration(
            invitation_id=second.id,
            kind=DeclarationKind.JOINED,
            joined_id=first.id,
            refused_at=None,
            **common,
        )
    )
    session.flush()
    one = told(session, call, 1)

    assert (one.declared, one.declared_at, one.joins) == (DeclarationKind.JOINED, AT, "A1")


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_statements_however_many_calls(session, queries, count):
    calls = [office.call(session, audience=1, title=f"Appel {n}") for n in range(count)]
    agency_id = calls[0].invitations[0].agency_id
    session.commit()

    with queries(2):
        assert len(history(session, agency_id)) == count


def test_the_page_says_it_in_words(client, session):
    office.sign_in(client, session)
    call = office.call(session, audience=1)
    office.contribution(session, call.invitations[0])
    page = client.get(f"/staff/agencies/{call.invitations[0].agency_id}/calls")

    assert "1 réponse pour 1 appel." in page.words
    assert "transmise 2 mars 2026" in page.words
    client.get("/staff/agencies/999/calls", status=404)
