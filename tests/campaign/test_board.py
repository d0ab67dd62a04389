"""The page of jobs: what is late, runs, failed; what staff may try again or call off."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import jobs, post
from consult.accounts.models import AuditEntry, Role
from consult.campaign import board
from consult.campaign.board import LATE_AFTER, Lane
from consult.campaign.job_words import KIND_WORDS, LANE_WORDS, explained
from consult.jobs import LEASE, MISSING, JobState, WorkerBeat
from tests import office
from tests.office import AT, STAFF

INSTANT = timedelta(microseconds=1)


def planned(session, key="k", kind="synthesis.render", **changed):
    payload = {"note": "none", "format": "pdf"}
    job = jobs.enqueue(session, kind, key=key, payload=payload, at=AT)
    for name, value in changed.items():
        setattr(job, name, value)
    session.flush()
    return job


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    session.add(WorkerBeat(name="here:1", started_at=AT, seen_at=AT))
    return client


@pytest.mark.parametrize(
    ("changed", "at", "lane"),
    [
        ({}, AT + LATE_AFTER - INSTANT, Lane.COMING),
        ({}, AT + LATE_AFTER, Lane.LATE),
        ({"state": JobState.LEASED, "lease_until": AT + LEASE}, AT + LEASE - INSTANT, Lane.RUNNING),
        ({"state": JobState.LEASED, "lease_until": AT + LEASE}, AT + LEASE, Lane.LATE),
        ({"state": JobState.FAILED, "finished_at": AT}, AT, Lane.FAILED),
        ({"state": JobState.DONE, "finished_at": AT}, AT, Lane.DONE),
        ({"state": JobState.CANCELLED, "finished_at": AT}, AT, Lane.DONE),
    ],
)
def test_each_job_is_in_one_lane(session, changed, at, lane):
    job = planned(session, **changed)
    found = board.lanes(session, at=at)

    assert {one: list(held) for one, held in found.items() if held} == {lane: [job]}
    assert board.counts(session, at=at) == {one: int(one is lane) for one in Lane}


def test_every_kind_of_job_and_every_lane_has_words(app):
    assert set(KIND_WORDS) == set(app.extensions["jobs"])
    assert set(KIND_WORDS) - set(app.extensions["job_subjects"]) == {"read_mailbox"}
    assert set(LANE_WORDS) == set(Lane)


def test_an_error_tells_no_secret(app):
    token = "x" * 43
    with app.test_request_context():
        words, line = explained(f"TimeoutError: http://a.example/r/{token} and {token}\nTraceback")

    assert words == "Le serveur interrogé a mis trop de temps."
    assert line == "TimeoutError: http://a.example/r/… and …"


def test_a_worker_not_seen_for_a_minute_is_not_there(session):
    session.add(WorkerBeat(name="here:1", started_at=AT, seen_at=AT))
    session.flush()

    assert board.workers(session, at=AT + MISSING - INSTANT) == 1
    assert board.workers(session, at=AT + MISSING) == 0


def test_a_failure_is_said_in_words(staff, session):
    planned(session, state=JobState.FAILED, finished_at=AT, error="OSError: no")

    assert "Le disque ou le réseau a refusé." in staff.get("/staff/jobs").words


@pytest.mark.parametrize("page", ["/staff/", "/staff/jobs"])
def test_nobody_at_work_is_said(staff, session, page):
    said = "Aucun programme de fond ne tourne"
    assert said not in staff.get(page).words

    session.query(WorkerBeat).delete()
    assert said in staff.get(page).words


def test_a_failed_job_is_tried_again_by_somebody(staff, session):
    job = planned(session, state=JobState.FAILED, finished_at=AT, error="OSError: no", attempts=7)
    staff.send(staff.get("/staff/jobs"), form=f"form[action$='/{job.id}/retry']")
    session.refresh(job)

    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.actor, last.action, last.subject) == (STAFF, "job.retry", f"job:{job.id}")


def test_a_job_to_come_is_called_off_by_somebody(staff, session):
    job = planned(session, run_at=AT + LEASE)
    staff.send(staff.get("/staff/jobs"), form=f"form[action$='/{job.id}/cancel']")
    session.refresh(job)

    assert job.state is JobState.CANCELLED


def test_a_note_being_printed_is_called_off_and_another_job_is_not(staff, session):
    running = {"state": JobState.LEASED, "lease_until": AT + LEASE, "attempts": 1}
    note = planned(session, "note", **running)
    other = planned(session, "other", kind="campaign.remind", **running)

    page = staff.get("/staff/jobs")
    assert page.select(f"form[action$='/{other.id}/cancel']") == []
    staff.send(page, form=f"form[action$='/{note.id}/cancel']")

    session.refresh(note)
    assert (note.state, note.lease_until) == (JobState.CANCELLED, None)


def test_what_is_owed_cannot_be_called_off(staff, session):
    call = office.call(session)
    payload = {"call": call.id, "closes_at": call.closes_at.isoformat()}
    job = jobs.enqueue(session, "close", key="c", payload=payload, at=AT)
    page = staff.get("/staff/jobs")

    assert page.select(f"form[action$='/{job.id}/cancel']") == []
    token = page.select_one("[name=csrf_token]")["value"]
    refused = staff.request("POST", f"/staff/jobs/{job.id}/cancel", data={"csrf_token": token})
    session.refresh(job)
    assert (refused.status_code, job.state) == (404, JobState.WAITING)


def test_the_page_says_what_each_job_is_about(staff, session):
    call = office.call(session, title="L’eau")
    letter = post.Letter("k", "invitation", "a@b.example", "Secret", "Body", call_id=call.id)
    post.enqueue(session, letter, at=AT)
    note = office.note(session, call)
    payload = {"note": note.public_id, "format": "pdf"}
    jobs.enqueue(session, "synthesis.render", key="r", payload=payload, at=AT)
    jobs.enqueue(session, "remind", key="m", payload={"plan": 1, "call": call.id}, at=AT)
    told = [
        (cell.get_text(strip=True), cell.a["href"])
        for cell in staff.get("/staff/jobs").select("td[data-label='À propos de']")
    ]

    assert told == [
        ("1 courriel\xa0– L’eau", f"/staff/calls/{call.slug}/outbox"),
        (
            f"L’eau, version {note.version}\xa0: PDF",
            f"/staff/calls/{call.slug}/note/{note.version}",
        ),
        ("L’eau", f"/staff/calls/{call.slug}/reminders"),
    ]


def test_the_page_takes_as_many_statements_for_one_job_as_for_many(staff, session, settle, queries):
    staff.get("/staff/jobs")
    planned(session)
    settle()
    with queries(9):
        staff.get("/staff/jobs")
    for number in range(20):
        planned(session, f"k{number}")
    settle()
    with queries(9):
        staff.get("/staff/jobs")


def test_a_reader_sees_no_jobs(client, session):
    office.sign_in(client, session, Role.READER)

    client.get("/staff/jobs", status=403)


@pytest.mark.parametrize(
    ("became", "told"),
    [
        (JobState.DONE, "La tâche s’est terminée entre-temps"),
        (JobState.FAILED, "La tâche a échoué entre-temps"),
    ],
)
def test_what_was_over_meanwhile_is_not_said_to_be_called_off(staff, session, became, told):
    job = planned(session)
    page = staff.get("/staff/jobs")
    job.state, job.finished_at = became, AT

    after = staff.send(page, form=f"form[action$='/{job.id}/cancel']")

    assert told in after.words
    session.expire_all()
    assert job.state is became
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "job.cancel")).all() == []
