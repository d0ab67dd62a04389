"""Two agencies become one with all they had, unless both answered one call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.calls import service as calls
from consult.calls.models import Invitation
from consult.campaign.history import history
from consult.campaign.merging import FACTS, TwoAnswers, merge
from consult.directory import queries as directory
from consult.directory import tags
from consult.directory.entries import Entry, Person
from consult.directory.models import Agency
from consult.directory.upserting import upsert
from consult.post import Letter, LetterState, enqueue
from tests import office
from tests.office import AT, STAFF

ENTRIES = (
    Entry("ADN", "Agence du Nord", "locale", "Nord", email="a@adn.fr", tags=("pilote",)),
    Entry(
        *("A.D.N.", "Nord, agence", "", "", "Nord", "b@adn.fr"),
        others=(Person("a@adn.fr", "Anne"), Person("c@adn.fr")),
        tags=("pilote", "rural"),
    ),
)


@pytest.fixture
def twins(session):
    return upsert(session, entries=ENTRIES)


def asked(session, *agencies, **facts):
    call = office.call(session, audience=0, opened=False, **facts)
    calls.invite(session, call=call, agencies=agencies, actor=STAFF, at=AT)
    session.expire(call)
    calls.open_call(session, call=call, actor=STAFF, at=AT)
    return call


def made_one(session, kept, gone, **chosen):
    facts = {name: getattr(kept, name) for name in FACTS}
    merge(session, kept=kept, gone=gone, facts={**facts, **chosen}, actor=STAFF, at=AT)
    session.expire_all()
    return session.scalars(select(Agency)).one()


def test_contacts_and_tags_of_both_are_kept_each_once(session, twins):
    one = made_one(session, *twins, department="Nord", acronym="A.D.N.")

    assert (one.acronym, one.key, one.department) == ("A.D.N.", "a.d.n.", "Nord")
    assert [contact.email for contact in one.contacts] == ["a@adn.fr", "b@adn.fr", "c@adn.fr"]
    assert [tag.key for tag in one.tags] == ["pilote", "rural"]


def test_calls_of_both_follow_as_the_agencies_stood(session, twins):
    first, second = twins
    one_call = asked(session, first, title="Un")
    other_call = asked(session, second, title="Deux")
    one = made_one(session, first, second)

    assert {call.slug for call in (one_call, other_call)} == {
        past.slug for past in history(session, one.id)
    }
    assert [row.acronym for row in session.scalars(select(Invitation).order_by(Invitation.id))] == [
        *("ADN", "A.D.N.")
    ]


@pytest.mark.parametrize("answering", [0, 1, None])
def test_where_one_call_asked_both_the_invitation_answered_stays(session, twins, answering):
    call = asked(session, *twins)
    invitations = {row.agency_id: row for row in call.invitations}
    if answering is not None:
        office.contribution(session, invitations[twins[answering].id])
    stays = invitations[twins[answering or 0].id].id
    made_one(session, *twins)

    assert [row.id for row in session.scalars(select(Invitation))] == [stays]


def test_two_answers_to_one_call_are_never_made_one(session, twins):
    call = asked(session, *twins)
    for invitation in call.invitations:
        office.contribution(session, invitation, sent=False)
    session.commit()

    with pytest.raises(TwoAnswers) as refused:
        made_one(session, *twins)
    assert refused.value.args == (call,)


def test_what_still_waited_for_the_invitation_that_goes_does_not_leave(session, twins):
    call = asked(session, *twins)
    rows = [
        enqueue(
            session,
            Letter(
                key=f"invitation:{call.id}:{row.id}",
                kind="invitation",
                to=row.email,
                subject="S",
                body="B",
                call_id=call.id,
                invitation_id=row.id,
            ),
            at=AT,
        )
        for row in call.invitations
    ]
    made_one(session, *twins)

    assert [row.state for row in rows] == [LetterState.PLANNED, LetterState.CANCELLED]


def test_the_trail_says_what_went(session, twins):
    made_one(session, *twins)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "directory.merge")).one()

    assert entry.details["gone"]["acronym"] == "A.D.N."


@pytest.fixture
def staff(client, session):
    office.sign_in(client, session)
    return client


def test_a_pair_is_proposed_compared_and_merged_field_by_field(staff, session, twins):
    page = staff.get("/staff/agencies/duplicates")
    assert "le même sigle, aux accents, majuscules ou signes près" in page.words
    page = staff.get(page.select_one("tbody td a")["href"])
    merged = staff.send(page, name="second", level="first")

    one = session.scalars(select(Agency)).one()
    assert (one.acronym, one.name, one.level, one.department) == (
        *("ADN", "Nord, agence", "locale", "Nord"),
    )
    assert merged.path == f"/staff/agencies/{one.id}"


def test_a_pair_said_to_be_two_is_proposed_no_more(staff, session, twins):
    first, second = twins
    page = staff.get(f"/staff/agencies/duplicates/{second.id}/{first.id}")
    staff.send(page, button="apart")

    assert "Aucune agence ne ressemble à une autre" in staff.get("/staff/agencies/duplicates").text
    assert len(directory.agencies(session)) == 2
    staff.send(page, button="apart")
    merged = staff.get(f"/staff/agencies/duplicates/{first.id}/{second.id}")
    staff.send(merged)
    assert directory.apart(session) == set()


def test_two_answers_are_refused_with_a_sentence_and_nothing_moves(staff, session, twins):
    call = asked(session, *twins, title="L’eau")
    for invitation in call.invitations:
        office.contribution(session, invitation)
    path = f"/staff/agencies/duplicates/{twins[0].id}/{twins[1].id}"
    page = staff.get(path)
    assert "Les deux agences ont commencé une réponse à" in page.words
    assert [button.text for button in page.select("main button")] == ["Ce sont deux agences"]
    page = staff.send(page, status=422, beyond={"act": "merge"})

    assert "Les deux agences ont répondu à" in page.words
    assert len(directory.agencies(session)) == 2
    staff.get(f"/staff/agencies/duplicates/{twins[0].id}/{twins[0].id}", status=404)


def test_merging_is_for_managers(client, session, twins):
    office.sign_in(client, session, role=Role.READER)

    client.get(f"/staff/agencies/duplicates/{twins[0].id}/{twins[1].id}", status=403)


def test_a_tag_that_only_the_one_that_goes_had_is_still_found(session, twins):
    made_one(session, *twins)

    assert tags.tag_by_key(session, "rural").name == "rural"
