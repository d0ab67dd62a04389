"""Two people in one answer: both texts are shown, and nothing is overwritten silently."""

import io

import pytest
import time_machine

from consult.contributions import queries as contributions
from consult.contributions.team import hands
from tests.browser import fields
from tests.contributions.colleagues import FORM, HERE, browser_of, colleague, write
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited


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


def values(session, invitation):
    session.expire_all()
    return contributions.whole(session, invitation.public_id).values


def conflict(agency, claire, *, base, mine, theirs, **more):
    """The page the agency gets when Claire saved the same answer in between."""
    write(agency, text=base, team="Un")
    page = agency.get(HERE)
    write(claire, text=theirs)
    return agency.send(
        page, form=FORM, button="save", status=409, **{"q.text": mine, "q.team": "Deux"}, **more
    )


def test_both_changes_are_shown_word_by_word_and_the_rest_is_saved(
    session, invitation, agency, claire
):
    page = conflict(agency, claire, base="Un avis", mine="Un bon avis", theirs="Un avis clair")
    assert page.h1.text == "Two people changed the same answer"
    sides = page.select(".settle-sides > div")
    assert [one.h3.text for one in sides] == [
        "Yours, not saved",
        "Saved by Claire Morel on Tuesday 10 March 2026 at 10:32",
    ]
    assert [[each.get_text() for each in one.select("ins, del")] for one in sides] == [
        ["[added: bon ]"],
        ["[added:  clair]"],
    ]
    assert values(session, invitation) == {"team": "Deux", "text": "Un avis clair"}


def test_changes_of_different_words_are_offered_joined(session, invitation, agency, claire):
    page = conflict(agency, claire, base="Un avis", mine="Un bon avis", theirs="Un avis clair")
    assert page.select_one("textarea").text.strip() == "Un bon avis clair"
    assert agency.send(page).path == HERE
    assert values(session, invitation)["text"] == "Un bon avis clair"


def test_changes_of_the_same_words_are_not_joined_and_mine_is_in_the_form(
    session, invitation, agency, claire
):
    page = conflict(agency, claire, base="Un avis", mine="Deux avis", theirs="Trois avis")
    assert page.select_one("textarea").text.strip() == "Deux avis"
    agency.send(page, **{"q.text": "Deux avis, ou trois"})
    assert values(session, invitation)["text"] == "Deux avis, ou trois"


def test_theirs_can_be_kept(session, invitation, agency, claire):
    page = conflict(agency, claire, base="Un avis", mine="Deux avis", theirs="Trois avis")
    agency.send(page, **{"keep.text": "theirs"})
    assert values(session, invitation)["text"] == "Trois avis"


def test_an_answer_changed_once_more_is_asked_about_again(session, invitation, agency, claire):
    page = conflict(agency, claire, base="Un avis", mine="Deux avis", theirs="Trois avis")
    write(claire, text="Quatre avis")
    page = agency.send(page, status=409)
    assert "Quatre" in page.select(".settle-sides > div")[1].text
    assert values(session, invitation)["text"] == "Quatre avis"
    agency.send(page)
    assert values(session, invitation)["text"] == "Deux avis"


def test_every_text_is_in_the_history(session, invitation, agency, claire):
    page = conflict(agency, claire, base="Un avis", mine="Deux avis", theirs="Trois avis")
    agency.send(page)
    draft = contributions.whole(session, invitation.public_id)
    assert [
        one.changes["text"]["value"]
        for one in hands.revisions(session, draft.contribution)
        if "text" in one.changes
    ] == ["Un avis", "Trois avis", "Deux avis"]


def test_files_given_with_a_conflict_are_kept(session, invitation, agency, claire):
    write(agency, text="Un avis")
    page = agency.get(HERE)
    write(claire, text="Trois avis")
    sent = {**fields(page.select_one(FORM), "save"), "q.text": "Deux avis"}
    sent["q.papers"] = [(io.BytesIO(b"words"), "note.txt")]
    assert agency.request("POST", HERE, data=sent).status_code == 409
    assert [one["filename"] for one in values(session, invitation)["papers"]] == ["note.txt"]


def test_too_late_the_text_is_still_there_to_copy(session, invitation, agency, claire, at):
    page = conflict(agency, claire, base="Un avis", mine="Deux avis", theirs="Trois avis")
    at.move_to(CLOSES + GRACE)
    page = agency.send(page, status=409)
    assert page.select_one("textarea").text.strip() == "Deux avis"
    assert values(session, invitation)["text"] == "Trois avis"


def test_who_changed_an_answer_stands_under_it_for_the_others(agency, claire):
    write(claire, text="Un avis")
    hand = "Changed by Claire Morel on Tuesday 10 March 2026 at 10:32"
    assert [one.get_text(strip=True) for one in agency.get(HERE).select(".question-hand")] == [hand]
    assert claire.get(HERE).select(".question-hand") == []


def test_a_text_that_arrived_and_was_answered_since_is_not_asked_about_again(
    session, invitation, agency, claire
):
    write(agency, text="Un avis")
    page = agency.get(HERE)
    agency.send(page, form=FORM, button="save", **{"q.text": "Deux avis"})
    write(claire, text="Trois avis")
    # The page never heard that its text had arrived, and sends it again.
    assert agency.send(page, form=FORM, button="save", **{"q.text": "Deux avis"}).path == HERE
    assert values(session, invitation)["text"] == "Trois avis"


def test_an_older_text_of_mine_is_asked_about(session, invitation, agency, claire):
    write(agency, text="Un avis")
    page = agency.get(HERE)
    write(agency, text="Deux avis")
    write(agency, text="Quatre avis")
    write(claire, text="Trois avis")
    agency.send(page, form=FORM, button="save", status=409, **{"q.text": "Deux avis"})
    assert values(session, invitation)["text"] == "Trois avis"
