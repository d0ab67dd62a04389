"""The life of a call, and the trail it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Link, Purpose
from consult.calls import queries, service
from consult.calls.naming import slug_of
from consult.calls.questionnaire import Questionnaire
from consult.calls.readiness import Lack
from consult.calls.rules import Phase
from consult.calls.service import Facts
from consult.errors import Invalid, NotReady
from tests import office
from tests.office import AT, CLOSES, STAFF

INSTANT = timedelta(microseconds=1)


def actions(session):
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("« Territoires d’industrie » : l’été", "territoires-d-industrie-l-ete"),
        ("日本", ""),
        ("mot " * 40, "mot-" * 14 + "mot"),
    ],
)
def test_a_title_becomes_a_short_plain_address(title, slug):
    assert slug_of(title) == slug


def test_two_calls_of_one_title_have_two_addresses(session):
    slugs = [office.call(session, title="L’eau").slug for _ in range(3)]

    assert slugs == ["l-eau-2026", "l-eau-2026-2", "l-eau-2026-3"]


def test_a_call_keeps_the_questions_of_its_questionnaire(session):
    made = office.call(session)

    assert queries.call_with_questions(session, made.slug).questionnaire == office.QUESTIONNAIRE


def test_a_call_whose_deadline_is_now_cannot_be_created(session):
    facts = Facts(title="T", closes_at=AT, timezone="Europe/Paris", language="fr")

    with pytest.raises(Invalid):
        service.create(
            session, facts=facts, questionnaire=Questionnaire(()), grace_seconds=0, actor="", at=AT
        )


def test_a_call_that_lacks_something_does_not_open_and_says_what(session):
    made = office.call(session, opened=False, audience=0)

    with pytest.raises(NotReady) as refused:
        service.open_call(session, call=made, actor=STAFF, at=CLOSES)

    assert refused.value.args[0] == (Lack.NOBODY_INVITED, Lack.DEADLINE_IS_PAST)
    assert made.window.phase(AT) is Phase.DRAFT


def test_opening_twice_is_opening_once(session):
    made = office.call(session)
    service.open_call(session, call=made, actor=STAFF, at=AT + timedelta(hours=1))

    assert made.launched_at == AT
    assert actions(session) == ["call.create", "call.invite", "call.open"]


def test_an_agency_is_invited_once_and_keeps_its_place(session):
    made = office.call(session, audience=2)
    everybody = office.agencies(session, 3)
    added = service.invite(session, call=made, agencies=everybody, actor=STAFF, at=AT)

    assert [one.acronym for one in added] == ["A3"]
    assert [(one.position, one.acronym) for one in queries.invitations(session, made)] == [
        (1, "A1"),
        (2, "A2"),
        (3, "A3"),
    ]


def test_an_acronym_that_was_given_to_another_agency_since_is_told_apart(session):
    made = office.call(session, audience=2)
    first, *_ = office.agencies(session, 2)
    first.acronym, first.key = "RENAMED", "renamed"
    session.flush()
    newcomer = office.agencies(session, 1)
    added = service.invite(session, call=made, agencies=newcomer, actor=STAFF, at=AT)

    assert newcomer != [first]
    assert [one.acronym for one in added] == ["A1 (2)"]


def test_agencies_can_be_taken_off_until_the_call_opens(session):
    made = office.call(session, opened=False)
    gone = queries.invitations(session, made)[:1]
    service.withdraw(session, call=made, invitations=gone, actor=STAFF, at=AT)

    assert queries.invited(session, made) == 2
    service.open_call(session, call=made, actor=STAFF, at=AT)
    with pytest.raises(Invalid):
        service.withdraw(session, call=made, invitations=[], actor=STAFF, at=AT)


def test_the_deadline_of_an_opened_call_moves_only_by_an_extension(session):
    made = office.call(session)
    facts = Facts(title="Autre", closes_at=CLOSES + INSTANT, timezone="Europe/Paris", language="fr")

    with pytest.raises(Invalid):
        service.amend(session, call=made, facts=facts, actor=STAFF, at=AT)


def test_a_personal_link_is_recorded_and_kept_only_as_a_digest(session):
    made = office.call(session)
    invitation = queries.invitation_of(session, made, " a1 ")
    token = service.personal_link(session, invitation=invitation, actor=STAFF, at=AT)
    link = session.scalars(select(Link)).one()

    assert (link.purpose, link.subject_id) == (Purpose.CONTRIBUTION, invitation.id)
    assert token not in str(vars(link))
    assert actions(session)[-1] == "call.link"
