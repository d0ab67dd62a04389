from datetime import UTC, datetime, timedelta

import pytest

from consult import db, jobs
from consult.jobs import DELAYS, LEASE, Job, JobState, enqueue, finish, lease
from consult.post.outbox import ring

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def planned(session, key="one", **given):
    job = enqueue(session, "sing", key=key, payload={"song": key}, at=AT, **given)
    session.commit()
    return job


def test_the_same_key_twice_is_one_job(session):
    assert planned(session) is planned(session)
    assert session.query(Job).count() == 1


def test_a_job_is_due_at_its_instant_and_not_the_moment_before(session):
    planned(session, run_at=AT + timedelta(hours=1))

    assert lease(session, at=AT + timedelta(hours=1) - MOMENT) is None
    assert lease(session, at=AT + timedelta(hours=1)).key == "one"


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(session):
    planned(session)
    lease(session, at=AT)
    session.commit()

    assert lease(session, at=AT + LEASE - MOMENT) is None
    again = lease(session, at=AT + LEASE)
    assert (again.key, again.attempts) == ("one", 2)


def test_the_job_that_waited_longest_comes_first(session):
    planned(session, "late", run_at=AT + timedelta(minutes=2))
    planned(session, "early", run_at=AT + timedelta(minutes=1))

    assert lease(session, at=AT + LEASE).key == "early"


def test_a_crowd_of_letters_holds_up_nothing_else_that_is_due(session):
    for number in range(3):
        ring(session, [number], at=AT, run_at=AT)
    enqueue(session, "close", key="close", payload={}, at=AT + MOMENT)

    taken = [lease(session, at=AT + MOMENT).kind for _ in range(4)]
    assert taken == ["close", *["deliver_letter"] * 3]


def test_a_failure_is_tried_again_after_growing_delays_and_then_shown(session):
    job = planned(session)
    at = AT
    for delay in DELAYS:
        assert lease(session, at=at) is job
        finish(session, run=job, error="no", at=at)
        assert (job.state, job.run_at) == (JobState.WAITING, at + delay)
        at = job.run_at
    lease(session, at=at)
    finish(session, run=job, error="no", at=at)

    assert (job.state, job.error, job.finished_at) == (JobState.FAILED, "no", at)


@pytest.fixture
def worker(app):
    with app.app_context():
        yield jobs.run_next


@pytest.fixture
def sung(app):
    songs = []
    app.extensions["jobs"]["sing"] = lambda job: songs.append(job.payload["song"])
    return songs


def test_running_does_each_due_job_once(worker, session, sung):
    planned(session, "one")
    planned(session, "two")

    assert [worker(), worker(), worker()] == [True, True, False]
    assert sung == ["one", "two"]


def test_a_job_that_breaks_is_recorded_and_does_not_stop_the_worker(app, worker, session, caplog):
    def choke(job):
        raise RuntimeError("a fly in the throat")

    app.extensions["jobs"]["sing"] = choke
    planned(session)

    assert worker()
    with db.writing() as other:
        job = other.query(Job).one()
    assert (job.state, job.error) == (JobState.WAITING, "RuntimeError: a fly in the throat")
    assert "Job" in caplog.text


def test_progress_is_seen_by_others_while_the_job_runs(app, worker, session):
    seen = []

    def work(job):
        jobs.report(job.id, "half way")
        with db.writing() as other:
            seen.append(other.get(Job, job.id).progress)

    app.extensions["jobs"]["sing"] = work
    planned(session)
    worker()

    assert seen == ["half way"]


def test_a_failed_job_is_tried_again_as_often_as_a_new_one(session):
    job = planned(session)
    job.state, job.attempts, job.finished_at, job.error = JobState.FAILED, 7, AT, "no"

    jobs.retry(job, at=AT + LEASE)

    assert (job.state, job.attempts, job.run_at) == (JobState.WAITING, 0, AT + LEASE)
    assert job.finished_at is None


@pytest.mark.parametrize("state", [JobState.LEASED, JobState.DONE])
def test_what_runs_or_is_done_is_neither_tried_again_nor_cancelled(session, state):
    job = planned(session)
    job.state = state

    assert not jobs.retry(job, at=AT)
    assert not jobs.cancel(job, at=AT)

    assert (job.state, job.run_at) == (state, AT)
    session.rollback()


def test_a_job_that_waits_can_be_cancelled(session):
    job = planned(session)
    jobs.cancel(job, at=AT)
    session.commit()

    assert lease(session, at=AT + LEASE) is None
    assert (job.state, job.finished_at) == (JobState.CANCELLED, AT)


def test_a_job_called_off_while_it_runs_ends_and_nothing_failed(app, worker, session, caplog):
    def work(job):
        jobs.ensure_wanted(job)
        with db.writing() as other:
            jobs.cancel(other.get(Job, job.id), at=AT, running=True)
            other.commit()
        jobs.report(job.id, "too late")
        jobs.ensure_wanted(job)

    app.extensions["jobs"]["sing"] = work
    planned(session)

    assert worker()
    with db.writing() as other:
        job = other.query(Job).one()
    assert (job.state, job.error, job.progress) == (JobState.CANCELLED, "", "")
    assert (job.finished_at, job.lease_until) == (AT, None)
    assert "failed" not in caplog.text


def test_a_job_wiped_while_it_runs_does_not_stop_the_worker(app, worker, session, caplog):
    def wiped(job):
        with db.writing() as other:
            other.delete(other.get(Job, job.id))
            other.commit()
        jobs.ensure_wanted(job)

    app.extensions["jobs"]["sing"] = wiped
    planned(session)

    assert worker()
    assert session.query(Job).count() == 0
    assert "failed" not in caplog.text


def test_a_job_cancelled_and_tried_again_at_once_is_run_by_the_second_run_alone(
    app, worker, session
):
    runs = []

    def work(job):
        runs.append(job.run_at)
        if len(runs) == 1:
            with db.writing() as other:
                held = other.get(Job, job.id)
                assert jobs.cancel(held, at=AT, running=True)
                assert jobs.retry(held, at=AT + MOMENT)
                other.commit()
            assert worker()
        jobs.ensure_wanted(job)
        runs.append("done")

    app.extensions["jobs"]["sing"] = work
    planned(session)

    assert worker()
    assert runs == [AT, AT + MOMENT, "done"]
    assert [one.state for one in session.query(Job)] == [JobState.DONE]


def test_a_run_that_was_called_off_does_not_say_that_the_next_one_is_done(app, session):
    job = planned(session)
    first = lease(session, at=AT)
    session.commit()
    session.expunge(first)
    with app.app_context(), db.writing() as other:
        held = other.get(Job, job.id)
        jobs.cancel(held, at=AT, running=True)
        jobs.retry(held, at=AT + MOMENT)
        other.commit()

    finish(session, run=first, error="", at=AT)

    session.rollback()
    assert session.query(Job).one().state is JobState.WAITING


def test_jobs_done_long_ago_are_forgotten_and_failures_stay(app, session, monkeypatch):
    old = AT - jobs.REMEMBERED
    for state in JobState:
        for name, at in (("old", old), ("young", old + MOMENT)):
            job = planned(session, f"{name} {state}")
            job.state, job.finished_at = state, at
            job.lease_until = at if state is JobState.LEASED else None
    session.commit()
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    app.extensions["calendar"] = ()
    with app.app_context():
        jobs.tick()

    left = {one.key for one in session.query(Job)}
    every = {f"{name} {state}" for name in ("old", "young") for state in JobState}
    assert every - left == {"old done", "old cancelled"}


def test_the_calendar_is_asked_what_is_due(app):
    asked = []
    app.extensions["calendar"] = (asked.append,)
    with app.app_context():
        jobs.tick()

    assert [type(one) for one in asked] == [datetime]


def test_a_calendar_that_breaks_stops_neither_the_worker_nor_the_next_one(app, caplog):
    heard = []

    def broken(at):
        raise ValueError("no such day")

    app.extensions["calendar"] = (broken, heard.append)
    with app.app_context():
        jobs.tick()

    assert len(heard) == 1
    assert "no such day" in caplog.text


def test_a_worker_is_seen_until_it_rests_and_forgotten_after_a_day(app, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    with app.app_context():
        jobs.beat("here:1", AT)
        jobs.beat("here:2", AT)
        jobs.rest("here:2")
    seen = [(one.name, one.seen_at) for one in session.query(jobs.WorkerBeat)]
    session.rollback()
    monkeypatch.setattr("consult.clock.now", lambda: AT + jobs.FORGOTTEN + MOMENT)
    with app.app_context():
        jobs.beat("there:3", AT)

    assert seen == [("here:1", AT)]
    session.expire_all()
    assert [one.name for one in session.query(jobs.WorkerBeat)] == ["there:3"]
