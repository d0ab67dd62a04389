"""Colleagues are invited, open the contribution by links of their own, and leave."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Link, Purpose
from consult.contributions import queries as contributions
from consult.contributions import service
from consult.contributions.models import Answer, Collaborator, Revision
from consult.contributions.team import hands, teaming
from consult.contributions.texts.merging import Said
from consult.directory.models import ContactRole
from consult.errors import TooManyAttempts
from consult.post import OutboxLetter
from tests.browser import Browser
from tests.contributions.colleagues import FORM, HERE, browser_of, colleague, signatory, write
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited
from tests.mail import body_of
from tests.office import sign_in

TEAM = f"{HERE}team"


@pytest.fixture
def at():
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def invitation(session):
    return invited(session, call_of(session))


@pytest.fixture
def agency(app, session, settle, invitation, at):
    return browser_of(app, session, settle, invitation)


def invite(browser, name="Claire Morel", email="claire@abc.example", role="drafter", status=200):
    page = browser.get(TEAM)
    return browser.send(
        page, form="form[action$='/team']", status=status, name=name, email=email, role=role
    )


def letters(session, kind):
    return session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == kind).order_by(OutboxLetter.id)
    ).all()


def test_a_colleague_is_invited_by_letter_and_opens_the_contribution(
    app, session, settle, agency, work, postbox
):
    page = invite(agency)
    assert "Claire Morel" in page.words
    (letter,) = letters(session, "colleague")
    assert (letter.recipient, letter.subject, "http" in letter.body) == (
        "claire@abc.example",
        "The contribution of Agency ABC: you are invited",
        False,
    )
    work()
    (sent,) = postbox
    address = next(word for word in body_of(sent).split() if "/r/" in word)
    other = Browser(app, settle)
    assert other.get(address.removeprefix("http://localhost")).path == HERE
    write(other, team="Par Claire")
    assert [(one.value, one.saved_by.name) for one in session.scalars(select(Answer))] == [
        ("Par Claire", "Claire Morel")
    ]


def test_the_letter_to_a_colleague_word_for_word(session, agency):
    invite(agency, role="signatory")
    (letter,) = letters(session, "colleague")
    assert letter.body == (
        "Hello,\n\n"
        "contact@abc.example invites you to take part in the contribution of Agency ABC to "
        "“Autumn hearing”. You are asked to approve it before it is sent.\n\n"
        "To be sent before Friday 27 March 2026 at 18:00 (Paris time).\n\n"
        "Your personal link:\n⟦personal link⟧\n\n"
        "It opens the questionnaire without account or password, and signs what you write with "
        "your name. Do not pass it on: a colleague can be invited in the same way.\n\n"
        "-- \nThe Federation\n"
    )


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "claire@abc.example"),
        ("Claire", "not an address"),
        ("Claire", "a@b.example, c@d.example"),
        ("Claire", "a@b.example\r\nBcc: c@d.example"),
        ("see http://evil.example", "claire@abc.example"),
        ("evil.example", "claire@abc.example"),
        ("=?utf-8?q?=0ABcc=3A?=", "claire@abc.example"),
        ("⟦personal link⟧", "claire@abc.example"),
        ("x" * 81, "claire@abc.example"),
    ],
)
def test_what_no_letter_should_carry_is_refused(session, agency, name, email):
    page = invite(agency, name, email, status=422)
    assert page.select_one("[role=alert]") is not None
    assert (letters(session, "colleague"), session.scalars(select(Collaborator)).all()) == ([], [])


def test_nobody_is_written_to_twice_in_a_row(session, agency, at):
    invite(agency)
    page = agency.get(TEAM)
    again = agency.send(page, form="form[action$='/letter']")
    assert "No letter left" in again.text
    at.shift(teaming.REPEAT)
    agency.send(agency.get(TEAM), form="form[action$='/letter']")
    assert len(letters(session, "colleague")) == 2


def test_one_agency_cannot_write_to_the_whole_world(session, invitation, agency):
    for n in range(teaming.MOST_A_DAY):
        invite(agency, f"Claire {n}", f"claire{n}@abc.example")
    page = invite(agency, "Zoé", "zoe@abc.example")
    assert "No letter left" in page.text
    assert len(letters(session, "colleague")) == teaming.MOST_A_DAY


def test_an_address_is_not_written_to_by_two_agencies_at_once(session, invitation, agency):
    invite(agency)
    other = invited(session, invitation.call, "DEF")
    with pytest.raises(TooManyAttempts):
        teaming.invite(
            session,
            invitation=other,
            email="Claire@abc.example",
            name="Claire",
            role=ContactRole.DRAFTER,
            inviter="",
            at=DURING + teaming.REPEAT - timedelta(microseconds=1),
        )


def test_whoever_leaves_opens_nothing_more_and_keeps_the_authorship(
    app, session, settle, invitation, agency
):
    claire = colleague(session, invitation)
    theirs = browser_of(app, session, settle, claire)
    write(theirs, team="Par Claire")
    page = agency.send(agency.get(TEAM), form="form[action$='/leave']")
    assert "No longer taking part" in page.words
    theirs.get(HERE, status=410)
    theirs.request("POST", f"{HERE}draft", data={"q.team": "Too late"})
    (answer,) = session.scalars(select(Answer))
    assert (answer.value, answer.saved_by.name) == ("Par Claire", "Claire Morel")
    assert session.scalar(select(Link.revoked_at).where(Link.purpose == Purpose.COLLABORATOR))


def test_whoever_left_can_be_invited_again(session, invitation, agency):
    claire = colleague(session, invitation)
    agency.send(agency.get(TEAM), form="form[action$='/leave']")
    invite(agency, "Claire Morel-Roy")
    session.refresh(claire)
    assert (claire.left_at, claire.name, claire.invited_at) == (None, "Claire Morel-Roy", DURING)


def test_a_drafter_invites_nobody_and_a_signatory_does(app, session, settle, invitation, at):
    drafter = browser_of(app, session, settle, colleague(session, invitation))
    page = drafter.get(TEAM)
    assert page.select("main form") == []
    token = browser_of(app, session, settle, signatory(session, invitation))
    shown = token.get(TEAM)
    csrf = shown.select_one("[name=csrf_token]")["value"]
    forged = drafter.request("POST", TEAM, data={"csrf_token": csrf, "name": "X"})
    assert forged.status_code in (400, 403)
    invite(token, "Zoé Petit", "zoe@abc.example")
    assert session.scalar(select(Collaborator.invited_by).filter_by(name="Zoé Petit")) == "Anne Roy"


def test_the_link_of_a_colleague_opens_no_other_contribution(app, session, settle, invitation, at):
    other = invited(session, invitation.call, "DEF")
    theirs = browser_of(app, session, settle, colleague(session, invitation))
    theirs.get(f"/contribution/{other.public_id}/", status=404)
    theirs.get(f"/contribution/{other.public_id}/team", status=404)


def test_after_the_deadline_nobody_is_invited_and_somebody_can_still_be_removed(
    app, session, settle, invitation, agency, at
):
    colleague(session, invitation)
    at.move_to(CLOSES + GRACE - timedelta(minutes=1))
    shown = agency.get(TEAM)
    at.move_to(CLOSES + GRACE)
    agency.send(
        shown, form="form[action$='/team']", status=403, name="Zoé", email="zoe@abc.example"
    )
    agency.send(shown, form="form[action$='/leave']")
    assert session.scalar(select(Collaborator.left_at)) == CLOSES + GRACE


def test_the_team_page_asks_as_many_statements_whatever_its_size(
    session, invitation, agency, queries
):
    for n in range(5):
        colleague(session, invitation, f"Nom{n} Prénom")
    agency.get(TEAM)
    session.commit()
    with queries(6):
        agency.get(TEAM)


def test_a_draft_saved_by_a_colleague_asks_no_more_statements(
    app, session, settle, invitation, at, queries
):
    theirs = browser_of(app, session, settle, colleague(session, invitation))
    page = write(theirs, team="Un")
    session.commit()
    with queries(7 + 6):
        theirs.send(page, form=FORM, button="save", **{"q.team": "Deux"})


def test_the_history_keeps_what_a_bundle_had_loaded(session, invitation):
    found = contributions.draft(session, invitation.public_id, to_write=True)
    loaded = service.save(
        session, draft=found, answers={"team": Said("Chargé")}, expected_revision=0, at=DURING
    )
    session.execute(Revision.__table__.delete())
    found = contributions.draft(session, invitation.public_id, to_write=True)
    service.save(
        session, draft=found, answers={"team": Said("Changé")}, expected_revision=1, at=DURING
    )
    assert [
        (one.number, {key: kept["value"] for key, kept in one.changes.items()})
        for one in hands.revisions(session, loaded)
    ] == [(1, {"team": "Chargé"}), (2, {"team": "Changé"})]


class TestStaff:
    THERE = "/staff/calls/autumn-2026/contributions/ABC/team"

    @pytest.fixture
    def staff(self, app, session, settle, at):
        browser = Browser(app, settle)
        sign_in(browser, session)
        return browser

    def test_replace_a_colleague(self, session, invitation, staff):
        colleague(session, invitation)
        page = staff.get(self.THERE)
        staff.send(page, form="form[action$='/leave']")
        staff.send(
            staff.get(self.THERE),
            form="form[action$='/team']",
            name="Zoé Petit",
            email="zoe@abc.example",
        )
        team = hands.team(session, invitation)
        assert ([one.name for one in team.present], [one.name for one in team.left]) == (
            ["Zoé Petit"],
            ["Claire Morel"],
        )
        actions = session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.startswith("contribution."))
        ).all()
        assert actions == ["contribution.colleague_left", "contribution.colleague"]

    def test_move_the_agencys_own_link(self, session, invitation, agency, staff):
        page = staff.get(self.THERE)
        staff.send(page, form="form[action$='/address']", **{"main-email": "new@abc.example"})
        agency.get(HERE, status=410)
        session.refresh(invitation)
        assert invitation.email == "new@abc.example"
        (letter,) = letters(session, "address")
        assert letter.recipient == "new@abc.example"
        details = session.scalar(select(AuditEntry.details).filter_by(action="invitation.address"))
        assert details == {"before": "contact@abc.example", "after": "new@abc.example"}
