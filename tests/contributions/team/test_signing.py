"""The signatory approves the very text that is sent, or returns it with a reason."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from consult.contributions import queries
from consult.contributions.files import attaching
from consult.contributions.files.kinds import Stored
from consult.contributions.models import Collaborator, Decision, SignOff, Version
from consult.contributions.team import hands
from consult.directory.models import Contact, ContactRole
from consult.post import OutboxLetter
from tests.contributions.colleagues import HERE, browser_of, colleague, signatory, write
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited

APPROVAL = f"{HERE}approval"
ASK, APPROVE, RETURN = (
    "form[action$='/approval/request']",
    "form[action$='/approval']",
    "form[action$='/approval/return']",
)
WHOLE = {"team": "Pôle", "text": "Un avis"}


@pytest.fixture
def at():
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def invitation(session):
    call = call_of(session)
    call.sign_off_required = True
    return invited(session, call)


@pytest.fixture
def agency(app, session, settle, invitation, at):
    return browser_of(app, session, settle, invitation)


@pytest.fixture
def anne(app, session, settle, invitation, at):
    return browser_of(app, session, settle, signatory(session, invitation))


def letters(session, kind):
    return session.scalars(
        select(OutboxLetter.recipient).filter_by(kind=kind).order_by(OutboxLetter.id)
    ).all()


def sent(session):
    return session.scalars(select(Version.number)).all()


def test_without_approval_nothing_is_sent_and_the_page_says_what_to_do(session, agency, anne):
    write(agency, **WHOLE)
    page = agency.send(agency.get(f"{HERE}review"), form="form[action$='/review']")
    assert (page.path, sent(session)) == (APPROVAL, [])
    assert "A signatory must approve the contribution" in page.text
    assert page.select(ASK) != []
    assert page.select(APPROVE) == []


def test_the_signatory_approves_and_sends_in_one_act(session, agency, anne):
    write(agency, **WHOLE)
    agency.send(agency.get(APPROVAL), form=ASK)
    assert letters(session, "to_sign") == ["anne@abc.example", "head@abc.example"]
    page = anne.send(anne.get(APPROVAL), form=APPROVE)
    assert page.path == f"{HERE}receipt"
    version = session.scalar(select(Version))
    assert session.get(Collaborator, version.sent_by_id).name == "Anne Roy"
    assert session.scalars(select(SignOff.decision).order_by(SignOff.id)).all() == [
        Decision.REQUESTED,
        Decision.APPROVED,
    ]
    assert "anne@abc.example" in letters(session, "receipt")


def test_signatories_of_the_directory_join_the_team_when_they_are_asked(
    session, invitation, agency
):
    write(agency, **WHOLE)
    agency.send(agency.get(APPROVAL), form=ASK)
    (one,) = session.scalars(select(Collaborator))
    assert (one.email, one.role) == ("head@abc.example", ContactRole.SIGNATORY)
    assert letters(session, "to_sign") == ["head@abc.example"]


def test_without_any_signatory_the_page_leads_to_inviting_one(session, invitation, agency):
    session.execute(Contact.__table__.delete())
    write(agency, **WHOLE)
    page = agency.get(APPROVAL)
    assert "Your agency has no signatory." in page.words
    assert agency.send(page, form=ASK).path == f"{HERE}team"


def test_an_approval_holds_only_for_the_text_it_approved(session, agency, anne):
    write(agency, **WHOLE)
    page = anne.get(APPROVAL)
    write(agency, text="Un autre avis")
    page = anne.send(page, form=APPROVE, status=409)
    assert ("The answers changed since you read them" in page.text, sent(session)) == (True, [])
    anne.send(page, form=APPROVE)
    write(agency, text="Encore un autre")
    agency.send(agency.get(f"{HERE}review"), form="form[action$='/review']")
    assert sent(session) == [1]


def test_the_holder_of_the_agencys_own_link_and_drafters_do_not_approve(
    app, session, settle, invitation, agency, anne
):
    write(agency, **WHOLE)
    shown = anne.get(APPROVAL)
    for browser in (agency, browser_of(app, session, settle, colleague(session, invitation))):
        page = browser.get(APPROVAL)
        forged = {
            "csrf_token": page.select_one("main [name=csrf_token]")["value"],
            "revision": shown.select_one("[name=revision]")["value"],
            "reason": "No.",
        }
        assert browser.request("POST", APPROVAL, data=forged).status_code == 403
        assert browser.request("POST", f"{APPROVAL}/return", data=forged).status_code == 403
    assert sent(session) == []


def test_a_contribution_is_returned_with_a_reason_and_drafters_are_told(
    app, session, settle, invitation, agency, anne
):
    colleague(session, invitation)
    write(agency, **WHOLE)
    agency.send(agency.get(APPROVAL), form=ASK)
    page = anne.send(anne.get(APPROVAL), form=RETURN, status=422)
    assert "Say what is to be changed" in page.text
    anne.send(page, form=RETURN, reason="Citez la région.\nEt le bassin.")
    assert letters(session, "returned") == [
        "contact@abc.example",
        "claire@abc.example",
        "head@abc.example",
    ]
    letter = session.scalar(select(OutboxLetter).filter_by(kind="returned"))
    assert letter.body == (
        "Hello,\n\n"
        "Anne Roy returns the contribution of Agency ABC to “Autumn hearing” before approving "
        "it, for this reason:\n\n"
        "> Citez la région.\n> Et le bassin.\n\n"
        "It is not sent. To be sent before Friday 27 March 2026 at 18:00 (Paris time).\n\n"
        "Your personal link:\n⟦personal link⟧\n\n"
        "-- \nThe Federation\n"
    )
    page = agency.get(APPROVAL)
    assert "Returned by Anne Roy" in page.words
    assert "Citez la région." in page.words


def test_what_is_incomplete_is_not_submitted(session, agency, anne):
    write(agency, team="Pôle")
    assert agency.get(APPROVAL).select(ASK) == []
    page = anne.get(APPROVAL)
    assert page.select(APPROVE) == []
    assert "One answer is to be completed first." in page.words


def test_where_it_is_not_required_anybody_sends_and_a_signatory_may_still_approve(
    session, invitation, agency, anne
):
    invitation.call.sign_off_required = False
    write(agency, **WHOLE)
    agency.send(agency.get(f"{HERE}review"), form="form[action$='/review']")
    write(agency, text="Un autre avis")
    anne.send(anne.get(APPROVAL), form=APPROVE)
    assert sent(session) == [1, 2]


def test_after_the_deadline_nothing_is_approved(session, agency, anne, at):
    write(agency, **WHOLE)
    at.move_to(CLOSES + GRACE - timedelta(minutes=1))
    page = anne.get(APPROVAL)
    at.move_to(CLOSES + GRACE)
    anne.send(page, form=APPROVE, status=403)
    assert (sent(session), anne.get(APPROVAL).select("main form")) == ([], [])


def test_a_file_added_after_approval_takes_the_approval_away(session, invitation, agency, anne):
    write(agency, **WHOLE)
    anne.send(anne.get(APPROVAL), form=APPROVE)
    session.expire_all()
    draft = queries.whole(session, invitation.public_id, to_write=True)
    assert hands.is_approved(session, draft.contribution)
    question = draft.questionnaire.by_key["papers"]
    file = Stored(question, "a.txt", 3, "0" * 64)
    attaching.attach(session, draft=draft, contribution=draft.contribution, files=[file], at=DURING)
    assert not hands.is_approved(session, draft.contribution)
