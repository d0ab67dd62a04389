"""Whoever writes is soon done, so that nobody waits long for a turn (P10).

Measured is the work that each writing transaction gives the processor between taking its turn
and giving it back: what a clock would say depends on what else the machine is doing.
"""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event, func, select

from consult import clock, jobs
from consult.calls.models import Call
from consult.campaign.closing import SETTLE, closings
from consult.contributions.models import Version
from consult.post import OutboxLetter
from tests import office
from tests.browser import fields
from tests.contributions.world import link_to
from tests.trust.sizes import sized

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BUDGET, COLD = 0.2, 1.0
"""Seconds of a processor; the second for few agencies, whose process may have all to load yet."""


class Turns:
    """How long the longest turn of each act was."""

    def __init__(self, database):
        self.longest, self.count, self.act, self.since = {}, 0, "", None
        for name in ("commit", "rollback"):
            event.listen(database.write_engine, name, self._ended)
        event.listen(database.write_engine, "begin", self._begun)

    @contextmanager
    def of(self, act):
        """Without the collector, which looks at all that the tests of this process left behind."""
        gc.collect()
        gc.disable()
        self.act = act
        try:
            yield
        finally:
            self.act = ""
            gc.enable()

    def _begun(self, connection):
        self.since = time.thread_time()

    def _ended(self, connection):
        if self.act and self.since is not None:
            spent = time.thread_time() - self.since
            self.longest[self.act] = max(spent, self.longest.get(self.act, 0.0))
            self.count += 1
        self.since = None


def post(client, path, **data):
    """Press a button that stands on no page of this test, with the token of one that does."""
    token = client.get("/account").select_one("[name=csrf_token]")["value"]
    answer = client.request("POST", path, data={"csrf_token": token, **data})
    assert answer.status_code == 200, answer.status
    return answer


def sends(app, token, public_id):
    """An agency opens its form by its link and sends it."""
    agency, here = app.test_client(), f"/contribution/{public_id}/"
    agency.get(f"/r/{token}")
    form = BeautifulSoup(agency.get(here).text, "html.parser").select_one("form.sheet")
    said = {**fields(form, "save"), "act": "send", "q.needs": "De l’eau."}
    assert "/receipt" in agency.post(here, data=said).location


def all_jobs(app):
    with app.app_context():
        jobs.tick()
        while jobs.run_next():
            pass


@ONLY_SQLITE
@pytest.mark.parametrize("agencies", sized(30, 1000))
def test_no_turn_to_write_is_long_however_many_agencies(
    app, client, session, settle, monkeypatch, agencies
):
    """From the list of agencies to the list of those who answered, as staff press the buttons."""
    app.extensions["post"] = (lambda message: None, "consult@localhost", "localhost")
    now = clock.now()
    office.sign_in(client, session)
    call = office.call(session, opened=False, audience=0, closes_at=now + timedelta(days=9))
    settle()
    slug = call.slug
    turns = Turns(app.extensions["database"])
    lines = "".join(f"A{n};Agence {n};Bretagne;a{n}@a.example\n" for n in range(agencies))
    table = BytesIO(f"Sigle;Nom;Région;Courriel\n{lines}".encode())
    with turns.of("import"):
        chosen = {"file": (table, "agencies.csv")}
        shown = client.send(client.get("/staff/agencies/import"), beyond=chosen)
        client.send(shown)
    with turns.of("audience"):
        post(client, f"/staff/calls/{slug}/audience", scope="filter", view="")
    with turns.of("launch"):
        post(client, f"/staff/calls/{slug}/launch")
    with turns.of("letters"):
        all_jobs(app)
    settle()
    call = session.scalars(select(Call)).one()
    assert session.scalar(select(func.count()).select_from(OutboxLetter)) == agencies

    first, some, *others = call.invitations
    for one in others[: agencies // 2]:
        office.contribution(session, one)
    waiting = [(link_to(session, one), one.public_id) for one in (first, some)]
    over = call.closes_at + timedelta(seconds=call.grace_seconds) + SETTLE
    settle()
    sends(app, *waiting[0])  # the first of a process loads what the others find there
    with turns.of("send"):
        sends(app, *waiting[1])
    with turns.of("remind"):
        monkeypatch.setattr("consult.clock.now", lambda: now + timedelta(days=2))
        post(client, f"/staff/calls/{slug}/letters/remind")
        all_jobs(app)
    with turns.of("close"):
        monkeypatch.setattr("consult.clock.now", lambda: over)
        all_jobs(app)
    settle()
    (made,) = closings(session, session.scalars(select(Call)).one())
    sent = session.scalar(select(func.count()).select_from(Version))
    assert len(made.entries) == sent == agencies // 2 + 2

    assert turns.count > 10
    budget = BUDGET if agencies > 100 else COLD
    too_long = {act: f"{spent:.3f}" for act, spent in turns.longest.items() if spent > budget}
    assert too_long == {}, f"{turns.longest}"
