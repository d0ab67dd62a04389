"""The worker's day, and the web server beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import ROOT
from consult import jobs, serving
from consult.jobs import Job, JobState

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 120


@pytest.fixture
def sung(app):
    songs = []
    app.extensions["jobs"]["sing"] = lambda job: songs.append(job.payload["song"])
    return songs


def test_working_once_runs_what_is_due_and_ends(app, session, sung):
    for song in ("one", "two"):
        jobs.enqueue(session, "sing", key=song, payload={"song": song}, at=AT)
    session.commit()

    assert serving.work(app, threading.Event(), once=True) == 2
    assert sung == ["one", "two"]
    assert {job.state for job in session.query(Job)} == {JobState.DONE}


def test_a_worker_that_is_told_to_stop_stops(app):
    stop = threading.Event()
    stop.set()

    assert serving.work(app, stop) == 0


def test_one_worker_checkpoints_at_a_time(app):
    database = app.extensions["database"]
    if not database.is_sqlite:
        assert serving.checkpoint(database) is False
        return
    with Path(f"{database.url.database}.checkpoint").open("w") as lock:
        serving.fcntl.flock(lock, serving.fcntl.LOCK_EX)
        assert serving.checkpoint(database) is False
    assert serving.checkpoint(database) is True


def test_a_port_that_somebody_listens_on_is_not_free():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert not serving.is_free(port)
    assert serving.is_free(port)


@pytest.fixture
def served(tmp_path):
    """`flask serve` as somebody starts it, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env={
            **os.environ,
            "PORT": str(port),
            "SECRET_KEY": "not a secret",
            "DATABASE_URL": f"sqlite:///{tmp_path}/consult.db",
            "STORAGE_URL": str(tmp_path / "files"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        yield process, f"http://127.0.0.1:{port}"
        process.kill()


def answer(url):
    """What the server says, once it listens; a crowded machine takes its time."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def children(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def worker_of(process):
    """The child that has no children of its own: the web server has two."""
    return next((pid for pid in children(process.pid) if not children(pid)), None)


def test_one_signal_stops_the_server_and_its_worker(served):
    process, url = served
    assert answer(f"{url}/readyz") == b"ready\n"
    started = set(children(process.pid))

    process.send_signal(signal.SIGINT)
    code = process.wait(PATIENCE)

    assert (code, len(started)) == (0, 2)
    assert [pid for pid in started if Path("/proc", str(pid)).exists()] == []


def test_a_worker_that_dies_is_replaced(served):
    process, url = served
    answer(f"{url}/healthz")
    first = worker_of(process)

    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while worker_of(process) in (None, first) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert worker_of(process) not in (None, first)


def test_a_worker_says_that_it_runs_until_it_stops(app, session, monkeypatch):
    seen, stop = [], threading.Event()

    def look(at):
        for _ in range(100):
            with app.extensions["database"].reader() as reading:
                seen[:] = [one.name for one in reading.query(jobs.WorkerBeat)]
            if seen:
                break
            time.sleep(0.05)
        stop.set()

    app.extensions["calendar"] = (look,)
    serving.work(app, stop)

    assert seen == [f"{socket.gethostname()}:{os.getpid()}"]
    assert session.query(jobs.WorkerBeat).all() == []


def test_every_room_is_loaded_before_two_threads_meet_it(app, monkeypatch):
    done, stop = [], threading.Event()
    stop.set()
    monkeypatch.setattr(serving.tables, "every_table", lambda: done.append("loaded"))
    monkeypatch.setattr(serving.jobs, "beat", lambda *_: done.append("beat"))
    serving.work(app, stop)

    assert done == ["loaded", "beat"]
