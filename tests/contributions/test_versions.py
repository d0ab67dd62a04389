"""Going back: the history of an answer, versions compared and restored, and withdrawing."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.contributions import queries as contributions
from consult.contributions.histories import PAUSE
from consult.contributions.models import Contribution, Version
from consult.post import OutboxLetter
from tests.browser import Browser, fields
from tests.contributions.colleagues import FORM, HERE, browser_of, colleague, write
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited
from tests.office import STAFF, sign_in


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


@pytest.fixture
def claire(app, session, settle, invitation, at):
    return browser_of(app, session, settle, colleague(session, invitation))


@pytest.fixture
def staff(app, session, settle, at):
    browser = Browser(app, settle)
    sign_in(browser, session, Role.MANAGER)
    return browser


def send(browser, **answers):
    write(browser, **answers)
    return browser.send(browser.get(f"{HERE}review"), form="form[action$='/review']")


def values(session, invitation):
    session.expire_all()
    return contributions.whole(session, invitation.public_id).values


def headings(page):
    return [" ".join(one.get_text(" ").split()) for one in page.select(".sitting h2")]


def test_the_history_says_who_changed_what_and_when(agency, claire, at):
    write(agency, team="Pôle", text="Un avis")
    at.shift(60)
    write(agency, text="Un bon avis")
    at.shift(60)
    write(claire, text="Un bon avis, clair")
    page = agency.get(f"{HERE}history")
    assert headings(page) == [
        "Claire Morel Tuesday 10 March 2026 at 10:34",
        "contact@abc.example Tuesday 10 March 2026 at 10:33",
    ]
    first = page.select_one(".sitting")
    assert [one.get_text() for one in first.select("ins")] == ["[added: , clair]"]
    assert [one.text for one in page.select(".changed-question")] == [
        "Your view",
        "Team",
        "Your view",
    ]


def test_after_a_pause_it_is_another_sitting(agency, at):
    write(agency, team="Un")
    at.shift(PAUSE)
    write(agency, team="Deux")
    at.shift(PAUSE.total_seconds() + 1)
    write(agency, team="Trois")
    assert len(headings(agency.get(f"{HERE}history"))) == 2


def test_every_text_of_an_answer_can_be_put_back(session, invitation, agency, claire, at):
    write(agency, team="Un", text="Un avis")
    write(agency, team="Deux")
    write(claire, team="Trois")
    page = agency.get(f"{HERE}history?question=team")
    assert len(headings(page)) == 3
    page = agency.send(page, form=".sitting:last-of-type form")
    assert (page.path, values(session, invitation)) == (HERE, {"team": "Un", "text": "Un avis"})
    assert len(headings(agency.get(f"{HERE}history?question=team"))) == 4


def test_an_answer_changed_meanwhile_is_not_put_back(session, invitation, agency, claire):
    write(agency, team="Un")
    write(agency, team="Deux")
    page = agency.get(f"{HERE}history?question=team")
    write(claire, team="Trois")
    page = agency.send(page, form=".sitting:last-of-type form")
    assert ("nothing was restored" in page.text, values(session, invitation)) == (
        True,
        {"team": "Trois"},
    )


def test_a_long_history_has_pages(agency, at):
    for n in range(25):
        write(agency, team=f"Team {n}")
        at.shift(PAUSE.total_seconds() + 1)
    page = agency.get(f"{HERE}history")
    assert len(headings(page)) == 20
    older = agency.get(page.select_one(".paging a")["href"])
    assert len(headings(older)) == 5


def test_versions_are_listed_with_their_author(agency, claire):
    send(agency, team="Un", text="Un avis")
    send(claire, team="Deux")
    page = agency.get(f"{HERE}versions")
    assert [
        " ".join(one.get_text(" ").split()) for one in page.select(".versions h2, .versions p")
    ] == [
        "Version 2 counts",
        f"Sent on Tuesday 10 March 2026 at 10:32 by Claire Morel. {reference(page, 0)}",
        "Version 1 replaced",
        f"Sent on Tuesday 10 March 2026 at 10:32 by contact@abc.example. {reference(page, 1)}",
    ]


def reference(page, rank):
    return page.select(".versions .muted")[rank].text


def test_two_versions_and_the_draft_can_be_compared(agency):
    send(agency, team="Un", text="Un avis")
    send(agency, text="Un bon avis")
    write(agency, text="Un très bon avis")
    page = agency.get(f"{HERE}versions/difference?from=1&to=2")
    assert [one.get_text() for one in page.select("ins, del")] == ["[added: bon ]"]
    page = agency.get(f"{HERE}versions/difference?from=1&to=draft")
    assert [one.get_text() for one in page.select("ins, del")] == ["[added: très bon ]"]
    agency.get(f"{HERE}versions/difference?from=1&to=9", status=404)


def test_going_back_to_a_version_asks_keeps_the_draft_in_the_history_and_sends_nothing(
    session, invitation, agency
):
    send(agency, team="Un", text="Un avis")
    first = values(session, invitation)
    send(agency, team="Deux", text="Autre avis")
    write(agency, team="Trois", since="2020-01-01")
    page = agency.get(f"{HERE}versions/1/restore")
    assert values(session, invitation)["team"] == "Trois"
    agency.send(page)
    assert values(session, invitation) == first
    assert session.scalars(select(Version.number)).all() == [1, 2]
    history = agency.get(f"{HERE}history?question=team")
    assert history.select_one("ins").get_text() == "[added: Un]"
    assert "Trois" in history.text


def test_going_back_brings_back_files(session, invitation, agency):
    page = agency.get(HERE)
    sent = {**fields(page.select_one(FORM), "save"), "q.team": "Un", "q.text": "Un avis"}
    sent["q.papers"] = [(io.BytesIO(b"words"), "note.txt")]
    agency.request("POST", HERE, data=sent)
    agency.send(agency.get(f"{HERE}review"), form="form[action$='/review']")
    before = values(session, invitation)
    page = agency.get(HERE)
    file = page.select_one("[name=remove]")["value"]
    agency.send(page, form=FORM, button="save", remove=file)
    assert "papers" not in values(session, invitation)
    agency.send(agency.get(f"{HERE}versions/1/restore"))
    assert values(session, invitation) == before


def test_a_draft_changed_meanwhile_is_shown_again_before_going_back(
    session, invitation, agency, claire
):
    send(agency, team="Un", text="Un avis")
    write(agency, team="Deux")
    page = agency.get(f"{HERE}versions/1/restore")
    write(claire, team="Trois")
    page = agency.send(page, status=409)
    assert ("changed meanwhile" in page.text, values(session, invitation)["team"]) == (
        True,
        "Trois",
    )


def test_withdrawing_asks_tells_staff_and_loses_nothing(session, invitation, agency, staff):
    send(agency, team="Un", text="Un avis")
    page = agency.get(f"{HERE}withdraw")
    agency.get(f"{HERE}withdraw")
    assert session.scalar(select(Contribution.withdrawn_at)) is None
    agency.send(page, reason="Notre conseil a changé d’avis.")
    session.expire_all()
    kept = session.scalar(select(Contribution))
    assert (kept.withdrawn_at, kept.withdrawn_reason) == (
        DURING,
        "Notre conseil a changé d’avis.",
    )
    assert values(session, invitation) == {"team": "Un", "text": "Un avis"}
    (letter,) = session.scalars(select(OutboxLetter).where(OutboxLetter.kind == "withdrawn"))
    assert (letter.recipient, "Notre conseil a changé d’avis." in letter.body) == (STAFF, True)
    (entry,) = session.scalars(select(AuditEntry).filter_by(action="contribution.withdraw"))
    assert (entry.actor, entry.subject) == (invitation.email, f"invitation:{invitation.id}")


def test_sending_again_makes_it_count_again(session, agency):
    send(agency, team="Un", text="Un avis")
    agency.send(agency.get(f"{HERE}withdraw"))
    assert agency.get(f"{HERE}withdraw").path == HERE
    agency.send(agency.get(f"{HERE}review"), form="form[action$='/review']")
    session.expire_all()
    kept = session.scalar(select(Contribution))
    assert (kept.withdrawn_at, kept.withdrawn_reason, len(kept.versions)) == (None, "", 1)


def test_nothing_is_withdrawn_after_the_deadline(session, agency, at):
    send(agency, team="Un", text="Un avis")
    at.move_to(CLOSES + GRACE - timedelta(minutes=1))
    page = agency.get(f"{HERE}withdraw")
    at.move_to(CLOSES + GRACE)
    agency.send(page, status=403)
    assert session.scalar(select(Contribution.withdrawn_at)) is None


def test_staff_compare_what_was_sent_and_never_a_draft(agency, staff):
    there = "/staff/calls/autumn-2026/contributions/ABC/difference"
    send(agency, team="Un", text="Un avis")
    staff.get(there, status=404)
    send(agency, team="Deux")
    write(agency, team="Secret")
    page = staff.get(there)
    assert [one.get_text() for one in page.select("ins, del")] == [
        "[retiré\u00a0: Un]",
        "[ajouté\u00a0: Deux]",
    ]
    staff.get(f"{there}?from=1&to=draft", status=404)


def test_pages_of_the_past_ask_as_many_statements_whatever_they_show(
    session, agency, claire, queries
):
    send(agency, team="Un", text="Un avis")
    for n in range(5):
        send(claire, team=f"N{n}")
    session.commit()
    for path, count in (("history", 10), ("versions", 9), ("versions/difference", 7)):
        with queries(count):
            agency.get(f"{HERE}{path}")
