"""No acknowledged answer is lost, and none enters once the call has closed."""

from __future__ import annotations

import itertools
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.contributions.models import Contribution, Version
from consult.post import OutboxLetter
from tests.browser import fields
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited, link_to
from tests.trust.sizes import sized

ASKED = Questionnaire(
    (Section("s", "S", "", (Question("view", QuestionKind.LONG_TEXT, "View", required=True),)),)
)
END = CLOSES + GRACE
THREADS = 12
TOKEN = re.compile(r'name="form_token"[^>]* value="([^"]+)"')


class Agency:
    """One agency with its form open; it presses « send » as often as it is told.

    All forms are alike but for the token of each: thousands are parsed once.
    """

    FORM: ClassVar[dict[str, Any]] = {}

    def __init__(self, app, token, public_id, name):
        self.app, self.name, self.here = app, name, f"/contribution/{public_id}/"
        client = app.test_client()
        client.get(f"/r/{token}")
        shown = client.get(self.here).text
        self.cookies = "; ".join(
            f"{one.key}={one.value}"
            for path in ("/", self.here)
            for key in ("session", "contribution")
            if (one := client.get_cookie(key, path=path))
        )
        mine = TOKEN.search(shown)[1]
        if not self.FORM:
            form = BeautifulSoup(shown, "html.parser").select_one("form.sheet")
            self.FORM.update(fields(form, "save"))
            assert self.FORM["form_token"] == mine
        said = {"act": "send", "q.view": f"What {name} thinks"}
        self.data = {**self.FORM, "form_token": mine, **said}

    def send(self):
        """The same form; the status and where it leads."""
        response = self.app.test_client(use_cookies=False).post(
            self.here, data=self.data, headers={"Cookie": self.cookies}
        )
        return response.status_code, response.headers.get("Location", "")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets, or that moves a millisecond each time it is asked."""

    def at(instant, *, running=False):
        ticks = itertools.count()
        lock = threading.Lock()

        def now():
            with lock:
                return instant + (next(ticks) if running else 0) * timedelta(milliseconds=1)

        monkeypatch.setattr("consult.clock.now", now)

    at(DURING)
    return at


@pytest.fixture
def agencies(app, session, clock):
    def made(number):
        call = call_of(session, ASKED)
        found = [(invited(session, call, f"A{n}"), f"A{n}") for n in range(number)]
        tokens = [link_to(session, one) for one, _ in found]
        session.commit()
        return [
            Agency(app, token, one.public_id, name)
            for (one, name), token in zip(found, tokens, strict=True)
        ]

    return made


def sent(app):
    """What each agency's last version says, and how many versions there are of it."""
    with app.extensions["database"].reader() as session:
        return {
            version.content["answers"]["view"]: (version.number, version.sent_at)
            for version in session.scalars(select(Version).order_by(Version.number))
        }


def settled(app):
    """How many contributions, versions and receipts there are."""
    with app.extensions["database"].reader() as session:
        return [
            session.scalar(select(func.count()).select_from(one))
            for one in (Contribution, Version, OutboxLetter)
        ]


@pytest.mark.parametrize("number", sized(24, 5000))
def test_across_the_closing_instant_what_is_acknowledged_is_kept_and_the_rest_is_not(
    app, agencies, clock, number
):
    everybody = agencies(number)
    # Each sends twice, side by side with others, and half of all requests come too late.
    clock(END - timedelta(milliseconds=number), running=True)
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(
            pool.map(lambda one: (one.name, *one.send()), [*everybody, *reversed(everybody)])
        )

    assert {status for _, status, _ in answers} <= {303, 403}
    acknowledged = {
        f"What {name} thinks"
        for name, status, where in answers
        if status == 303 and "/receipt" in where
    }
    found = sent(app)
    assert set(found) == acknowledged, "lost or entered unseen"
    assert len(acknowledged) > 0
    assert {version for version, _ in found.values()} == {1}, "a replay made a second version"
    assert max(at for _, at in found.values()) < END
    # Two addresses each: a receipt leaves with its version or not at all.
    kept = len(found)
    assert settled(app) == [kept, kept, 2 * kept]


def test_the_list_at_the_end_of_the_grace_is_final(app, agencies, clock):
    everybody = agencies(8)
    clock(END - timedelta(milliseconds=1))
    assert [one.send()[0] for one in everybody[:5]] == [303] * 5
    final = sent(app)

    clock(END)
    with ThreadPoolExecutor(THREADS) as pool:
        late = list(pool.map(lambda one: one.send()[0], everybody[5:]))

    assert late == [403] * 3
    assert sent(app) == final


@pytest.mark.parametrize("number", sized(6, 200))
def test_pressing_the_button_many_times_at_once_is_sending_once(app, agencies, number):
    agency = agencies(1)[0]
    with ThreadPoolExecutor(THREADS) as pool:
        answers = set(pool.map(lambda _: agency.send()[0], range(number)))

    assert answers == {303}
    assert settled(app) == [1, 1, 2]
