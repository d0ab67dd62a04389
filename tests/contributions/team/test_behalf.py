"""What staff type for an agency counts at once, and says nothing of it until it confirms."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.analysis.queries import material
from consult.calls.models import Question
from consult.campaign.monitoring import Status
from consult.campaign.queries import standings
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import Attachment, Contribution
from consult.post import OutboxLetter
from tests import office
from tests.contributions.world import CLOSES, call_of, invited, link_to

THERE = "/staff/calls/autumn-2026/contributions/ABC"
HERE = "/contribution/publicABC/"
TYPED = {"q.team": "Pôle", "q.text": "Un avis", "channel": "phone", "received_on": "2026-03-09"}
FORM = "form.entering"


@pytest.fixture
def call(session):
    return call_of(session, language="fr")


@pytest.fixture
def abc(session, call):
    return invited(session, call, "ABC")


@pytest.fixture
def staff(client, session, abc, at):
    office.sign_in(client, session)
    return client


def entered(staff, **values):
    return staff.send(staff.get(f"{THERE}/enter"), form=FORM, **TYPED | values)


def reply(session):
    return material(session, "autumn-2026").replies[0]


def test_it_is_counted_at_once_and_nothing_of_it_may_be_attributed_or_quoted(
    staff, session, call, abc
):
    page = entered(staff)
    found = reply(session)

    assert "à confirmer par l’agence" in page.words
    assert found.values == {"team": "Pôle", "text": "Un avis"}
    assert (found.attribution, found.quotes) == (Attribution.CONFIDENTIAL, QuotePermission.REFUSED)
    assert (found.channel, found.late, found.on_behalf) == ("phone", False, True)
    assert [one.status for one in standings(session, call)] == [Status.TO_CONFIRM]
    held = session.query(Contribution).one()
    assert (held.entered_by, held.received_on) == (office.STAFF, date(2026, 3, 9))


def test_the_original_is_kept_beside_it_and_answers_nothing(staff, session):
    entered(staff, **{"q.original": (io.BytesIO(b"Ce que dit l'agence"), "lettre.txt")})
    kept = session.query(Attachment).one()
    page = staff.get(THERE)

    assert (kept.filename, kept.question_id) == ("lettre.txt", None)
    assert "lettre.txt" in page.words
    answer = staff.request("GET", f"{THERE}/originals/{kept.id}")
    assert answer.data == b"Ce que dit l'agence"
    assert "Ce que dit" not in str(reply(session).values)


def test_the_agency_is_written_to_and_confirms_with_its_own_choice(
    staff, client, session, call, abc
):
    entered(staff, **{"secret.text": "1"})
    letter, _same = session.query(OutboxLetter).filter_by(kind="to_confirm").all()
    assert "saisie pour vous" in letter.body
    client.get(f"/r/{link_to(session, abc)}")
    page = client.get(f"{HERE}confirm")
    client.send(page, form="form.sheet", attribution="named", quote_permission="allowed")
    session.expire_all()
    found = reply(session)

    assert (found.attribution, found.quotes) == (Attribution.NAMED, QuotePermission.ALLOWED)
    assert found.on_behalf
    assert [one.status for one in standings(session, call)] == [Status.SENT]
    assert session.query(AuditEntry.action).order_by(AuditEntry.id.desc()).first() == (
        "contribution.confirm",
    )
    assert found.confidential == frozenset({"text"})
    assert "elle seule" in staff.get(f"{THERE}/enter").words


def test_the_agency_that_sends_its_own_takes_it_over(staff, client, session, call, abc):
    entered(staff)
    page = client.get(f"/r/{link_to(session, abc)}")
    assert "a saisi cette contribution" in page.words
    review = client.send(
        page, form="form.sheet", button="review", **{"q.text": "Mieux", "q.attribution": "named"}
    )
    client.send(review, button="Transmettre la contribution")
    session.expire_all()
    found = reply(session)

    assert (found.values["text"], found.channel, found.on_behalf) == ("Mieux", "web", False)
    assert found.attribution is Attribution.NAMED
    assert [one.status for one in standings(session, call)] == [Status.SENT]


def test_what_is_refused_for_want_of_a_signature_stays_an_entry(staff, client, session, call, abc):
    entered(staff)
    page = client.get(f"/r/{link_to(session, abc)}")
    review = client.send(page, form="form.sheet", button="review", **{"q.attribution": "named"})
    session.get(type(call), call.id).sign_off_required = True
    session.commit()
    client.send(review, button="Transmettre la contribution")
    session.expire_all()

    held = session.query(Contribution).one()
    assert (held.entered_by, held.received_on) == (office.STAFF, date(2026, 3, 9))
    assert [one.status for one in standings(session, call)] == [Status.TO_CONFIRM]


def test_staff_correct_what_they_typed_until_the_agency_confirms(staff, session):
    entered(staff)
    page = staff.get(f"{THERE}/enter")

    assert page.select_one("#q\\.team")["value"] == "Pôle"
    entered(staff, **{"q.text": "Un autre avis"})
    session.expire_all()
    assert (reply(session).version, reply(session).values["text"]) == (2, "Un autre avis")


def test_what_the_agency_has_begun_is_not_shown_and_is_replaced_knowingly(
    staff, client, session, abc
):
    form = client.get(f"/r/{link_to(session, abc)}")
    client.send(form, form="form.sheet", button="save", **{"q.text": "À nous seuls"})
    page = staff.get(f"{THERE}/enter")

    assert "À nous seuls" not in page.get_text()
    refused = staff.send(page, form=FORM, status=422, **TYPED)
    assert "Cochez cette case" in refused.words
    staff.send(page, form=FORM, **TYPED, replaces="y")
    client.get(f"/r/{link_to(session, abc)}")
    assert "À nous seuls" in client.get(f"{HERE}history?question=text").get_text()


def test_after_the_deadline_somebody_says_why_and_when_it_came_tells_if_it_is_late(
    staff, session, at
):
    at(CLOSES + timedelta(days=3))
    office.sign_in(staff, session, email="late@federation.example")
    page = staff.get(f"{THERE}/enter")
    assert "Dites pourquoi" in staff.send(page, form=FORM, status=422, **TYPED).words
    staff.send(page, form=FORM, **TYPED, reason="Le courrier s’était égaré.")
    assert not reply(session).late
    staff.send(
        staff.get(f"{THERE}/enter"),
        form=FORM,
        **TYPED | {"received_on": "2026-03-28", "reason": "Accord du bureau."},
    )
    session.expire_all()
    assert reply(session).late
    last = session.query(AuditEntry).filter_by(action="contribution.enter").all()[-1]
    assert last.details["reason"] == "Accord du bureau."


def test_nothing_typed_is_nothing_sent(staff, session):
    page = staff.get(f"{THERE}/enter")
    empty = {"channel": "phone", "received_on": "2026-03-09"}

    assert "au moins une réponse" in staff.send(page, form=FORM, status=422, **empty).words
    assert session.query(Contribution).count() == 0


def test_nothing_is_received_tomorrow(staff):
    page = staff.get(f"{THERE}/enter")

    assert (
        "aujourd’hui"
        in staff.send(page, form=FORM, status=422, **TYPED | {"received_on": "2026-03-11"}).words
    )


def test_a_reader_types_nothing(client, session, abc, at):
    office.sign_in(client, session, Role.READER)

    client.get(f"{THERE}/enter", status=403)


def test_what_is_missing_on_the_paper_is_missing_here_too(staff, session):
    page = entered(staff, **{"q.actions.0.title": "", "q.actions.0.year": "2001"})

    assert "à confirmer par l’agence" in page.words
    assert reply(session).values["actions"] == [{"year": 2001}]


def test_a_correction_keeps_what_was_said_to_a_question_withdrawn_since(staff, session, call):
    entered(staff, **{"q.since": "2001-02-03"})
    withdrawn = select(Question).where(Question.key == "since")
    session.scalars(withdrawn).one().retired_at = CLOSES
    call.questionnaire_revision += 1
    session.commit()
    entered(staff, **{"q.text": "Un autre avis"})
    session.expire_all()

    assert reply(session).values == {
        "team": "Pôle",
        "text": "Un autre avis",
        "since": "2001-02-03",
    }
