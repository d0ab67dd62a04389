"""Everything is killed while agencies send: what was acknowledged is there, and stays one."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from config import ROOT, Settings
from consult import clock
from consult.contributions.models import Contribution, Version
from consult.post import OutboxLetter
from tests.contributions.world import call_of, invited, link_to
from tests.trust.sizes import sized
from tests.trust.test_closing import ASKED, Agency

SEED = 20181026
CLIENTS = 8
PATIENCE = 180
"""Seconds; a machine at its limits is slow, and only a failure takes so long."""


class Server:
    """`flask serve` in a process group of its own, so that one signal ends all of it."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.port = port
        self.environment = {
            **os.environ,
            "PORT": str(port),
            "SECRET_KEY": settings.secret_key,
            "DATABASE_URL": settings.database_url,
            "STORAGE_URL": settings.storage_url,
            "SMTP_URL": "smtp://127.0.0.1:9",  # nobody: the letters wait in their rows
        }
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "serve"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """No warning and no goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_and_start(self) -> None:
        self.kill()
        self.process = self._start()

    def answers(self) -> bool:
        try:
            return ask(self.port, "GET", "/healthz")[0] == 200
        except (OSError, HTTPException):
            return False

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None, "the server ended by itself"
            assert time.monotonic() < until, "the server never came back"
            time.sleep(0.05)


def ask(port, method, path, body=None, headers=None):
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture
def server(settings) -> Iterator[Server]:
    running = Server(settings, free_port())
    yield running
    running.kill()


def persistent(port, agency):
    """Send until somebody answers; the receipt's address, as an agency that presses again."""
    headers = {"Cookie": agency.cookies, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(agency.data)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            status, where = ask(port, "POST", agency.here, body, headers)
        except (OSError, HTTPException):
            time.sleep(0.05)
            continue
        if status == 303:
            return where
        assert status == 503, f"{status} for {agency.name}"
        time.sleep(0.05)
    raise AssertionError(f"nobody answered {agency.name}")


@pytest.mark.parametrize("number", sized(60, 6000))
def test_what_was_acknowledged_survives_every_kill(app, session, server, number):
    kills = min(15, number // 20)
    call = call_of(session, ASKED, closes_at=clock.now() + timedelta(days=2))
    made = [(invited(session, call, f"A{n}"), f"A{n}") for n in range(number)]
    tokens = [link_to(session, one) for one, _ in made]
    session.commit()
    agencies = [
        Agency(app, token, one.public_id, name)
        for (one, name), token in zip(made, tokens, strict=True)
    ]
    server.wait()
    sent = threading.Semaphore(0)
    over = threading.Event()

    def reaper():
        """Kill when the next share of all submissions came in, at an instant of chance."""
        chance = random.Random(SEED)
        for _ in range(kills):
            for _ in range(number // (kills + 1)):
                if not sent.acquire(timeout=PATIENCE) or over.is_set():
                    return
            time.sleep(chance.random() / 20)
            server.kill_and_start()
            server.wait()

    def one(agency):
        where = persistent(server.port, agency)
        sent.release()
        return agency.name, where

    killing = threading.Thread(target=reaper)
    killing.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        acknowledged = dict(pool.map(one, agencies))
    over.set()
    sent.release(number)
    killing.join()
    server.wait()

    with ThreadPoolExecutor(CLIENTS) as pool:
        again = dict(pool.map(lambda one: (one.name, persistent(server.port, one)), agencies))

    with app.extensions["database"].reader() as reading:
        kept = {
            version.content["answers"]["view"]: version.number
            for version in reading.scalars(select(Version))
        }
        counts = [
            reading.scalar(select(func.count()).select_from(each))
            for each in (Contribution, Version, OutboxLetter)
        ]
    assert set(kept) == {f"What {name} thinks" for name in acknowledged}, "lost"
    assert set(kept.values()) == {1}, "a replay made a second version"
    assert counts == [number, number, 2 * number]
    assert {where.partition("?")[0] for where in again.values()} == {
        where.partition("?")[0] for where in acknowledged.values()
    }
