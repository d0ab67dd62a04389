"""A question withdrawn while the call is open: nothing that was written is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.calls import queries as calls
from consult.calls import service as calls_service
from consult.calls.building import rewriting
from consult.calls.building.acts import removed, replaced
from consult.calls.models import Act
from consult.contributions import queries, sending, service
from consult.contributions.offline.sheet import sheet_of
from consult.contributions.texts.merging import Said
from tests import office
from tests.office import AT, QUESTIONNAIRE, STAFF


@pytest.fixture
def call(session):
    return office.call(session)


@pytest.fixture
def invitation(session, call):
    return calls.invitations(session, call)[0]


def draft(session, invitation):
    session.expire_all()
    return queries.whole(session, invitation.public_id, to_write=True)


def save(session, invitation, **texts):
    found = draft(session, invitation)
    service.save(
        session,
        draft=found,
        answers={key: Said(value) for key, value in texts.items()},
        expected_revision=found.revision,
        at=AT,
    )
    return draft(session, invitation)


def send(session, invitation, **texts):
    found = draft(session, invitation)
    return sending.send(
        session,
        draft=found,
        answers={key: Said(value) for key, value in texts.items()},
        expected_revision=found.revision,
        at=AT,
    )


def ask(session, call, questionnaire):
    rewriting.rewrite(
        session,
        call=call,
        questionnaire=questionnaire,
        expected_revision=call.questionnaire_revision,
        act=Act.REMOVE,
        subject="Sujet",
        actor=STAFF,
        at=AT,
    )


def withdraw(session, call, key="needs"):
    ask(session, call, removed(calls.call_with_questions(session, call.slug).questionnaire, key))


def test_a_form_that_no_longer_asks_leaves_the_answer_where_it_was(session, call, invitation):
    save(session, invitation, needs="De l’eau.", scale="a")
    withdraw(session, call)

    found = save(session, invitation, scale="b")

    assert found.values == {"needs": "De l’eau.", "scale": "b"}


def test_a_withdrawal_makes_nobody_appear_to_have_changed_what_was_sent(session, call, invitation):
    version = send(session, invitation, needs="De l’eau.", scale="a")
    withdraw(session, call)

    found = draft(session, invitation)
    assert not found.differs_from_sent
    assert send(session, invitation, scale="a") == version


def test_what_was_answered_goes_with_what_is_sent_anew(session, call, invitation):
    save(session, invitation, needs="De l’eau.", scale="a")
    withdraw(session, call)

    version = send(session, invitation, scale="b")

    assert version.content["answers"] == {"needs": "De l’eau.", "scale": "b"}


def test_a_required_question_that_is_withdrawn_forbids_nothing(session, call, invitation):
    withdraw(session, call)

    assert send(session, invitation, scale="a").content["answers"] == {"scale": "a"}


def test_an_option_that_is_withdrawn_stays_with_those_who_chose_it(session, call, invitation):
    save(session, invitation, needs="De l’eau.", scale="a")
    scale = QUESTIONNAIRE.by_key["scale"]
    ask(session, call, replaced(QUESTIONNAIRE, "scale", replace(scale, options=scale.options[1:])))

    assert send(session, invitation, needs="De l’eau.", scale="a").content["answers"] == {
        "needs": "De l’eau.",
        "scale": "a",
    }


def test_a_page_older_than_the_withdrawal_loses_nothing(
    client, session, call, invitation, monkeypatch
):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    token = calls_service.personal_link(session, invitation=invitation, actor=STAFF, at=AT)
    old = client.get(f"/r/{token}")
    old = old if old.select_one("form.sheet") else client.send(old)
    withdraw(session, call)

    page = client.send(old, form="form.sheet", **{"q.needs": "Tapé trop tard."})

    assert draft(session, invitation).values == {"needs": "Tapé trop tard."}
    assert page.select("[name='q.needs']") == []
    assert "Questions retirées" in page.words
    assert "Tapé trop tard." in page.words
    again = client.send(page, form="form.sheet", **{"q.scale": "a"})
    assert "Tapé trop tard." in again.words
    assert draft(session, invitation).values == {"needs": "Tapé trop tard.", "scale": "a"}


def test_staff_read_the_answer_with_its_mark(client, session, call, invitation, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    send(session, invitation, needs="De l’eau.", scale="a")
    withdraw(session, call)
    office.sign_in(client, session)

    page = client.get(f"/staff/calls/{call.slug}/contributions/A1")

    assert "Question retirée : elle n’est plus posée" in page.words
    assert "De l’eau." in page.words


def test_a_withdrawn_question_is_on_no_blank_form(session, call, invitation):
    withdraw(session, call)
    found = draft(session, invitation)
    assert "needs" not in sheet_of(found, language="fr").questionnaire.by_key
