"""Ten thousand sendings over a hundred connections, across the instant at which a call ends (P1).

The same promise as in `test_closing`, kept by the server as it is really run: two processes of
four threads, a worker beside them, the machine's own clock, and no more patience than a browser's.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPException
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from consult import clock
from consult.calls.models import Call
from consult.campaign.closing import SETTLE, closings
from consult.contributions.models import Contribution, Version
from consult.post import OutboxLetter
from tests.contributions.world import GRACE, call_of, invited, link_to
from tests.trust.test_closing import ASKED, Agency
from tests.trust.test_killed_server import PATIENCE, ask, server

__all__ = ["server"]

CONNECTIONS = 100
AGENCIES = 5_000
TWICE = 2
"""Each agency presses twice, on two connections."""


@pytest.fixture
def agencies(app, session):
    """Five thousand agencies with their forms open, in a call that is far from its end."""
    call = call_of(session, ASKED, closes_at=clock.now() + timedelta(days=2))
    made = [(invited(session, call, f"A{n}"), f"A{n}") for n in range(AGENCIES)]
    tokens = [link_to(session, one) for one, _ in made]
    session.commit()
    return [
        Agency(app, token, one.public_id, name)
        for (one, name), token in zip(made, tokens, strict=True)
    ]


class Crowd:
    """A hundred that send at once, and what each was told."""

    def __init__(self, port, agencies):
        self.port = port
        self.turns = [(one, turn) for one in agencies for turn in range(TWICE)]
        self.told, self.lock = [], threading.Lock()
        self.begun = time.monotonic()

    def send(self, turn):
        agency, _ = turn
        headers = {"Cookie": agency.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            status, where = ask(self.port, "POST", agency.here, urlencode(agency.data), headers)
        except (OSError, HTTPException) as problem:
            status, where = type(problem).__name__, ""
        with self.lock:
            self.told.append((agency.name, status, where))

    def all_send(self):
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(self.send, self.turns))

    @property
    def share(self):
        return len(self.told) / len(self.turns)


def ends(session, at):
    """From `at` on, nothing is taken any more."""
    session.rollback()
    call = session.scalar(select(Call))
    call.closes_at = at - GRACE
    session.commit()
    return at


def final(app):
    """The agencies in the list of the closing, once the worker has made it."""
    with app.extensions["database"].reader() as reading:
        made = closings(reading, reading.scalar(select(Call)))
        return [entry["agency"] for one in made for entry in one.entries]


@pytest.mark.trust
def test_ten_thousand_sendings_across_the_end_are_taken_whole_or_refused(
    app, session, server, agencies
):
    server.wait()
    crowd = Crowd(server.port, agencies)
    sending = threading.Thread(target=crowd.all_send)
    sending.start()
    while crowd.share < 0.4:
        time.sleep(0.05)
    # As much again as was needed for the first tenth: the end falls among the sendings.
    end = ends(session, clock.now() + timedelta(seconds=(time.monotonic() - crowd.begun) / 4))
    sending.join()

    assert clock.now() > end, "the end came before the last sending"
    assert all("/receipt" in where for _, status, where in crowd.told if status == 303)
    assert {status for _, status, _ in crowd.told} == {303, 403}, Counter(
        status for _, status, _ in crowd.told
    )
    acknowledged = {name for name, status, _ in crowd.told if status == 303}
    with app.extensions["database"].reader() as reading:
        versions = reading.scalars(select(Version)).all()
        kept = Counter(one.content["answers"]["view"] for one in versions)
        counts = [
            reading.scalar(select(func.count()).select_from(one))
            for one in (Contribution, Version, OutboxLetter)
        ]
    assert set(kept) == {f"What {name} thinks" for name in acknowledged}, "lost or unseen"
    assert set(kept.values()) == {1}, "double"
    assert max(one.sent_at for one in versions) < end, "late"
    assert counts == [len(kept), len(kept), 2 * len(kept)], "partial"
    assert len({where.partition("?")[0] for _, _, where in crowd.told if where}) == len(kept)

    until = time.monotonic() + SETTLE.total_seconds() + PATIENCE
    while not (listed := final(app)):
        assert time.monotonic() < until, "the list was never made"
        time.sleep(1)
    assert sorted(listed) == sorted(acknowledged)
