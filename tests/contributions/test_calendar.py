from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import func, select

from consult.accounts.models import Link
from consult.calls import deadlines
from consult.contributions.models import Contribution
from tests.contributions.world import CLOSES, DURING, call_of, invited, link_to

HERE = "/contribution/publicABC/"
DAY = timedelta(days=1)


@pytest.fixture
def invitation(session):
    return invited(session, call_of(session))


@pytest.fixture
def token(session, invitation):
    return link_to(session, invitation)


def entry(client, path):
    with time_machine.travel(DURING, tick=False):
        response = client.request("GET", path)
    assert response.status_code == 200, response.text
    return Calendar.from_ical(response.data).walk("VEVENT")[0], response


def test_the_pages_and_the_link_itself_give_the_same_date(client, token):
    by_link, response = entry(client, f"/r/{token}/deadline.ics")
    client.get(f"/r/{token}")
    by_page, _ = entry(client, f"{HERE}deadline.ics")

    assert by_link == by_page
    assert by_link["DTSTART"].dt == CLOSES
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"


def test_without_a_link_there_is_no_date(client, invitation):
    with time_machine.travel(DURING, tick=False):
        client.get(f"{HERE}deadline.ics", status=404)
        client.get("/r/" + "x" * 43 + "/deadline.ics", status=404)


def test_nothing_secret_is_in_it(client, token):
    _, response = entry(client, f"/r/{token}/deadline.ics")

    unfolded = response.text.replace("\r\n ", "")
    assert token not in unfolded
    assert "http" not in unfolded
    assert "@abc.example" not in unfolded


def test_reading_it_changes_nothing(client, session, token):
    for _ in range(3):
        entry(client, f"/r/{token}/deadline.ics")

    assert session.scalar(select(func.count()).select_from(Contribution)) == 0
    assert session.scalars(select(Link.used_at)).all() == [None]


def test_an_extension_for_all_moves_the_entry(client, session, invitation, token):
    before, _ = entry(client, f"/r/{token}/deadline.ics")
    deadlines.extend(session, call=invitation.call, until=CLOSES + DAY, actor="x", at=DURING)
    after, _ = entry(client, f"/r/{token}/deadline.ics")

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == CLOSES + DAY


def test_an_extension_for_one_agency_is_in_its_calendar_alone(client, session, invitation, token):
    other = invited(session, invitation.call, "DEF")
    deadlines.extend_one(session, invitation=invitation, until=CLOSES + DAY, actor="x", at=DURING)

    mine, _ = entry(client, f"/r/{token}/deadline.ics")
    theirs, _ = entry(client, f"/r/{link_to(session, other)}/deadline.ics")

    assert (mine["DTSTART"].dt, mine["SEQUENCE"]) == (CLOSES + DAY, 1)
    assert (theirs["DTSTART"].dt, theirs["SEQUENCE"]) == (CLOSES, 0)


def test_it_speaks_the_language_of_the_agency(client, session, invitation, token):
    invitation.language = "fr"
    found, response = entry(client, f"/r/{token}/deadline.ics")

    assert str(found["SUMMARY"]) == "Contribution à transmettre\u00a0: Autumn hearing"
    assert "echeance.ics" in response.headers["Content-Disposition"]
