from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from consult import create_app, jobs, post

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_installation_that_works_says_so(client):
    assert client.get("/healthz").get_text() == "ok\n"
    assert client.get("/readyz").get_text() == "ready\n"


def test_without_its_database_it_is_alive_and_not_ready(app, client, monkeypatch):
    def away():
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(app.extensions["database"], "reader", away)

    assert client.get("/healthz").get_text() == "ok\n"
    assert client.get("/readyz", status=503).h1.get_text() == (
        "Le service est momentanément indisponible"
    )


def test_what_waits_and_what_failed_is_counted(session, client, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT + timedelta(seconds=90))
    for name, seen in (("here:1", AT + timedelta(seconds=60)), ("gone:2", AT)):
        session.add(jobs.WorkerBeat(name=name, started_at=AT, seen_at=seen))
    letter = post.Letter(key="k", kind="receipt", to="a@b.example", subject="s", body="b")
    post.enqueue(session, letter, at=AT)
    jobs.enqueue(session, "other", key="o", payload={}, at=AT).state = jobs.JobState.FAILED

    assert client.get("/metrics").get_text().splitlines() == [
        "# TYPE consult_jobs gauge",
        'consult_jobs{state="waiting"} 1',
        'consult_jobs{state="leased"} 0',
        'consult_jobs{state="done"} 0',
        'consult_jobs{state="failed"} 1',
        'consult_jobs{state="cancelled"} 0',
        "# TYPE consult_jobs_of_kind gauge",
        'consult_jobs_of_kind{kind="deliver_letter",state="waiting"} 1',
        'consult_jobs_of_kind{kind="other",state="failed"} 1',
        "# TYPE consult_oldest_waiting_seconds gauge",
        "consult_oldest_waiting_seconds 90",
        "# TYPE consult_workers gauge",
        "consult_workers 1",
        "# TYPE consult_letters gauge",
        *(
            f'consult_letters{{state="{state.value}"}} {int(state is post.LetterState.PLANNED)}'
            for state in post.LetterState
        ),
    ]


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ({}, 200),
        ({"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}, 404),
        ({"headers": {"X-Forwarded-For": "192.0.2.1"}}, 404),
    ],
)
def test_counts_are_for_this_machine(client, where, status):
    assert client.request("GET", "/metrics", **where).status_code == status


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer right", 200), ("Bearer wrong", 404), ("", 404)]
)
def test_with_a_token_only_the_token_counts(settings, given, status):
    app = create_app(replace(settings, metrics_token="right"))
    response = app.test_client().get("/metrics", headers={"Authorization": given})

    assert response.status_code == status
    app.extensions["database"].dispose()
