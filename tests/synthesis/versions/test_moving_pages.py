"""Staff take a version from draft to the hands it is given to; everybody sees where it is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from consult.accounts.models import AuditEntry, Role
from consult.calls.queries import invitations
from consult.contributions.models import Contribution
from consult.errors import Invalid
from consult.storage import storage
from consult.synthesis import service
from consult.synthesis.models import Format, Note
from consult.synthesis.snapshot import State, from_json, to_json
from consult.synthesis.versions import moving
from consult.synthesis.versions.approving import look
from tests import office

LATER = office.AT + timedelta(days=3)


@pytest.fixture
def call(session):
    made = office.call(session, hearing_place="Salle Colbert")
    office.contribution(session, invitations(session, made)[0])
    return made


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: LATER)
    office.sign_in(client, session)
    return client


@pytest.fixture
def composed(staff, call):
    return staff.send(staff.get(f"/staff/calls/{call.slug}/note"), form="aside form")


@pytest.fixture
def made(app, session):
    """Makes the PDF of the state that the only version bears, as the queue would have."""

    def keep(content=b"%PDF-1.7 approved"):
        session.expire_all()
        note = session.query(Note).one()
        with app.app_context():
            digest = storage().put(content)
        service.keep(
            session,
            note=note,
            form=Format.PDF,
            digest=digest,
            size_bytes=len(content),
            pages=1,
            at=LATER,
        )
        return digest

    return keep


def approved(staff, composed):
    review = staff.send(composed, form="form[action$=review]")
    return staff.send(review, form="form[action$=approve]")


def test_a_version_keeps_its_number_from_draft_to_the_hearing(staff, session, call, composed, made):
    note = session.query(Note).one()
    marks = [note.fingerprint]
    review = staff.send(composed, form="form[action$=review]")
    session.expire_all()
    marks.append(note.fingerprint)
    assert [one["class"] for one in review.select(".version-steps li")] == [
        ["reached"],
        ["current"],
        ["ahead"],
        ["ahead"],
    ]
    done = staff.send(review, form="form[action$=approve]")
    session.expire_all()
    marks.append(note.fingerprint)
    assert from_json(note.snapshot).state is State.APPROVED
    assert "Le PDF de la version validée est en cours de fabrication" in done.words

    assert done.select("#handing form") == []
    digest = made()
    waited = staff.request("GET", f"{done.path}?pdf=waits", headers={"HX-Request": "true"}).text
    assert 'id="handing" hx-swap-oob="true"' in waited
    assert "hand-over" not in staff.request("GET", done.path, headers={"HX-Request": "true"}).text
    page = staff.get(done.path)
    given = staff.send(
        page,
        form="form[action$=hand-over]",
        recipient="Mme Dubois, présidente",
        day="2026-03-05",
        hour="10:00",
    )
    session.expire_all()
    assert "Mme Dubois, présidente" in given.words
    assert "Salle Colbert" in given.words
    assert (note.state, note.version, note.fingerprint) == (State.HANDED_OVER, 1, marks[-1])
    assert len(set(marks)) == 3
    event = note.events[-1]
    assert (event.digest, event.given_at.isoformat()) == (digest, "2026-03-05T09:00:00+00:00")
    assert call.handed_over_at == event.given_at
    actions = [one.action for one in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-4:] == ["note.build", "note.review", "note.approved", "note.handed_over"]
    assert given.select("aside form") == []


def test_a_version_under_review_goes_back_with_a_reason_only(staff, session, composed):
    review = staff.send(composed, form="form[action$=review]")
    refused = staff.send(review, form="form[action$=back]", status=422)
    assert refused.select_one("#words-error, .wrong") is not None

    back = staff.send(refused, form="form[action$=back]", words="Le chiffre de la page 2.")

    assert "Le chiffre de la page 2." in back.select_one(".version-steps").get_text()
    session.expire_all()
    assert session.query(Note).one().state is State.DRAFT


def test_what_somebody_else_did_meanwhile_is_not_done_twice(staff, composed):
    staff.send(composed, form="form[action$=review]")

    staff.send(composed, form="form[action$=review]", status=409)


def test_a_figure_that_counts_otherwise_stands_in_the_way(staff, session, call, composed):
    review = staff.send(composed, form="form[action$=review]")
    office.contribution(session, invitations(session, call)[1])

    refused = staff.send(review, form="form[action$=approve]", status=409)

    (obstacle,) = [one for one in refused.select("#obstacles a") if "chiffre" in one.text]
    listed = staff.get(obstacle["href"].split("#")[0])
    first = listed.select_one("#figures li")
    assert (first.find("del").text, first.find("ins").text) == (
        "1 agence sur 3",
        "2 agences sur 3",
    )
    assert session.query(Note).one().state is State.REVIEW


def test_a_quote_that_its_agency_changed_stands_in_the_way(staff, session, call):
    words = "Nos entreprises demandent un interlocuteur unique pour leurs projets d’implantation."
    contribution = session.query(Contribution).one()
    version = contribution.versions[0]
    version.content = {**version.content, "answers": {"needs": words, "scale": "a"}}
    session.flush()
    page = staff.send(staff.get(f"/staff/calls/{call.slug}/note"), form="aside form")
    assert words in session.query(Note).one().snapshot
    version.content = {**version.content, "answers": {"needs": words[:-1] + " !", "scale": "a"}}
    session.flush()

    since = staff.get(f"{page.path}/since")

    assert "1 citation a changé depuis cette version." in since.words
    assert "sa dernière version ne dit plus ces mots" in since.words


def test_a_version_that_nothing_touched_is_up_to_date(staff, composed):
    since = staff.get(f"{composed.path}/since")

    assert since.select_one(".pill.good").text == "à jour"


def test_handing_over_in_the_future_or_before_its_approval_is_refused(
    staff, session, composed, made
):
    page = approved(staff, composed)
    made()
    page = staff.get(page.path)
    for day in ("2026-03-06", "2026-03-04"):
        refused = staff.send(
            page,
            form="form[action$=hand-over]",
            recipient="Mme Dubois",
            day=day,
            hour="09:00",
            status=422,
        )
        assert "entre sa validation et maintenant" in refused.words


@pytest.mark.parametrize("times", [1, 3])
def test_who_approves_looks_again_when_something_was_sent_meanwhile(
    staff, session, call, composed, monkeypatch, times
):
    review = staff.send(composed, form="form[action$=review]")
    looks = []

    def looking(reading, **given):
        seen = look(reading, **given)
        looks.append(seen.found)
        if len(looks) <= times:
            seen = replace(seen, stood=replace(seen.stood, sent=-1))
        return seen

    monkeypatch.setattr("consult.synthesis.views.moving_on.look", looking)
    page = staff.send(review, form="form[action$=approve]", status=200 if times == 1 else 409)

    assert len(looks) == (2 if times == 1 else 3)
    session.expire_all()
    expected = State.APPROVED if times == 1 else State.REVIEW
    assert session.query(Note).one().state is expected
    assert (page.select_one("#obstacles") is None) is (times == 1)


def test_the_version_of_staff_is_handed_over_to_nobody(staff, session, call, made):
    page = staff.get(f"/staff/calls/{call.slug}/note")
    page = approved(staff, staff.send(page, form="aside form", audience="staff"))
    digest = made()

    assert staff.get(page.path).select("form[action$=hand-over]") == []
    with pytest.raises(Invalid):
        moving.hand_over(
            session,
            note=session.query(Note).one(),
            recipient="Mme Dubois",
            place="",
            given_at=LATER,
            digest=digest,
            by="paul",
            at=LATER,
        )


def test_the_database_refuses_to_change_a_version_handed_over(staff, session, composed, made):
    page = approved(staff, composed)
    made()
    staff.send(
        staff.get(page.path),
        form="form[action$=hand-over]",
        recipient="Mme Dubois",
        day="2026-03-05",
        hour="10:00",
    )
    session.commit()

    for change in ("snapshot = '{}'", "fingerprint = 'x'", "state = 'draft'", "version = 9"):
        with pytest.raises(DatabaseError, match="never changes"):
            session.execute(text(f"UPDATE note SET {change}"))
        session.rollback()


def test_the_snapshot_of_a_state_is_spelled_as_it_was_frozen(staff, session, composed):
    note = session.query(Note).one()
    frozen = note.snapshot

    approved(staff, composed)
    session.expire_all()

    assert to_json(from_json(note.snapshot)) == note.snapshot
    assert note.snapshot.replace('"state":"approved"', '"state":"draft"') == frozen
    assert hashlib.sha256(note.snapshot.encode()).hexdigest() == note.fingerprint


def test_a_reader_sees_where_a_version_is_and_moves_nothing(client, session, call, composed):
    office.sign_in(client, session, role=Role.READER, email="lecteur@federation.example")

    page = client.get(composed.path)

    assert page.select(".version-steps li") != []
    assert page.select("main form") == []


def test_two_versions_are_compared_by_themselves(staff, session, call, composed):
    office.contribution(session, invitations(session, call)[1], needs="Du foncier disponible.")
    staff.send(staff.get(f"/staff/calls/{call.slug}/note"), form="aside form")

    page = staff.get(f"/staff/calls/{call.slug}/note/compare")
    beside = staff.get(f"/staff/calls/{call.slug}/note/compare?from=1&to=2&view=beside")

    assert "Version 1" in page.words
    assert page.select("ins") != []
    assert page.select("del") != []
    assert beside.select(".compared-beside") != []


def test_the_pages_ask_the_same_of_one_version_and_of_many(staff, session, call, composed, queries):
    approved(staff, composed)
    address = f"/staff/calls/{call.slug}/note"
    for more in (0, 3):
        for _ in range(more):
            office.note(session, call, state=State.APPROVED)
        with queries(10):
            staff.get(address)
        with queries(12):
            staff.get(composed.path)
