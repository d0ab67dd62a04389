"""Files given while the form is open: kept at once, taken back, scanned, withheld."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from consult import jobs
from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.contributions.files.kinds import MOST_FILES
from consult.contributions.models import Attachment, Contribution, Scan, Version
from consult.jobs import Job, JobState
from consult.post import OutboxLetter
from tests.clamd import EICAR, Clamd
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited, link_to

HERE = "/contribution/publicABC/"
WHOLE = {"q.team": "Pôle", "q.text": "Un avis"}


@pytest.fixture
def clock():
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scanner(app):
    running = Clamd()
    app.extensions["settings"] = replace(app.extensions["settings"], clamd_url=running.url)
    yield running
    running.close()


@pytest.fixture
def form(client, session, clock):
    invitation = invited(session, call_of(session))
    session.commit()
    return client.get(f"/r/{link_to(session, invitation)}")


@pytest.fixture
def give(client, form):
    """Send files and requests as the page does; the answer as JSON."""
    token = form.select_one("input[name=form_token]")["value"]

    def sent(*files, status=200, **asked):
        data = {"form_token": token, **asked}
        if files:
            data["q.papers"] = [(io.BytesIO(content), name) for name, content in files]
        answer = client.request(
            "POST", f"{HERE}files", data=data, content_type="multipart/form-data"
        )
        assert answer.status_code == status
        return answer.json

    return sent


def names(told):
    page = BeautifulSoup(told["held"]["papers"], "html.parser")
    return [
        (line.select_one(".files-name").text, line.select_one(".files-state").text)
        for line in page.select("li")
    ]


def files(session):
    session.rollback()
    found = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    session.commit()
    return found


def send(client):
    """Transmit the whole form by hand, with what it hides."""
    hidden = client.get(HERE).select("form.sheet input[type=hidden]")
    data = {one["name"]: one.get("value", "") for one in hidden}
    client.request("POST", HERE, data={**data, **WHOLE, "act": "send"})


def work(app):
    with app.app_context():
        while jobs.run_next():
            pass


def test_a_file_is_kept_as_soon_as_it_comes(give, session, client):
    assert names(give(("été.txt", b"un"))) == [("été.txt", "Received")]
    assert names(give(("b.txt", b"deux"))) == [("été.txt", "Received"), ("b.txt", "Received")]
    assert names(client.request("GET", f"{HERE}files").json) == [
        ("été.txt", "Received"),
        ("b.txt", "Received"),
    ]
    (contribution,) = session.scalars(select(Contribution)).all()
    assert (contribution.revision, len(files(session))) == (2, 2)


def test_a_file_that_cannot_be_taken_is_refused_in_words(give, session):
    told = give(("a.pdf", b"no pdf"), ("b.txt", b""), ("c.txt", b"ok"))

    assert names(told) == [("c.txt", "Received")]
    assert len(told["refused"]) == 2


def test_a_file_removed_can_be_put_back(give, session):
    give(("a.txt", b"un"))
    (kept,) = files(session)

    assert names(give(remove=kept.id)) == []
    assert names(give(remove=kept.id)) == []
    assert names(give(restore=kept.id)) == [("a.txt", "Received")]


def test_a_file_is_not_put_back_where_there_is_no_room(give, session):
    give(("a.txt", b"un"))
    (kept,) = files(session)
    give(remove=kept.id)
    for rank in range(MOST_FILES):
        give((f"{rank}.txt", str(rank).encode()))

    assert len(names(give(restore=kept.id))) == MOST_FILES
    assert "a.txt" not in [name for name, _ in names(give())]


def test_the_files_of_somebody_else_are_nobodys(give):
    give(remove=999, status=404)


def test_files_that_come_too_late_are_refused_and_nothing_is_kept(give, session, clock):
    clock.move_to(CLOSES + GRACE)

    assert give(("a.txt", b"un"), status=403) == {"state": "closed"}
    assert files(session) == []


def test_files_of_another_page_are_refused(client, form, session):
    answer = client.request(
        "POST", f"{HERE}files", data={"form_token": "x", "q.papers": (io.BytesIO(b"a"), "a.txt")}
    )

    assert (answer.status_code, answer.json) == (400, {"state": "expired"})
    assert files(session) == []


def test_a_file_waits_for_the_scanner_and_is_then_clean(give, session, scanner, app, client):
    assert names(give(("a.txt", b"un"))) == [("a.txt", "Received, being scanned for viruses")]
    work(app)
    (file,) = files(session)

    assert (file.scan, scanner.heard) == (Scan.CLEAN, [b"un"])
    assert names(give()) == [("a.txt", "Received and scanned")]
    assert client.request("GET", f"{HERE}files/{file.id}").data == b"un"


def test_an_infected_file_is_told_and_never_leaves(give, session, scanner, app, client):
    give(("a.txt", EICAR), ("b.txt", b"sain"))
    work(app)
    (file, clean) = files(session)
    told = names(give())

    assert (file.scan, clean.scan) == (Scan.INFECTED, Scan.CLEAN)
    assert told[0][0] == "a.txt"
    assert told[0][1].startswith("Set aside")
    client.get(f"{HERE}files/{file.id}", status=409)
    letters = session.scalars(select(OutboxLetter).where(OutboxLetter.kind == "infected_file"))
    assert {one.subject for one in letters} == {"A file was set aside: a.txt"}


def test_what_is_sent_holds_no_infected_file(give, session, scanner, app, client):
    give(("a.txt", EICAR), ("b.txt", b"sain"))
    work(app)
    send(client)
    session.rollback()

    (version,) = session.scalars(select(Version)).all()
    assert [one["filename"] for one in version.content["answers"]["papers"]] == ["b.txt"]


def test_staff_read_only_what_was_found_clean(give, session, scanner, app, client):
    give(("a.txt", b"un"))
    send(client)
    (file,) = files(session)
    user = accounts.create_user(
        session, email="s@x.example", role=Role.READER, at=DURING, password="a long password"
    )
    session.commit()
    page = client.get("/sign-in")
    client.send(page, email=user.email, password="a long password")
    place = "/staff/calls/autumn-2026/contributions/ABC"

    assert "Pas encore analysé" in client.get(place).text
    client.get(f"{place}/files/{file.id}", status=409)
    work(app)
    assert "Pas encore analysé" not in client.get(place).text
    assert client.request("GET", f"{place}/files/{file.id}").data == b"un"


def test_a_scanner_that_is_away_is_asked_again_and_then_given_up(
    give, session, scanner, app, clock
):
    scanner.says = b"ERROR\0"
    give(("a.txt", b"un"))
    work(app)
    assert files(session)[0].scan is Scan.PENDING
    for _ in range(len(jobs.DELAYS) + 1):
        clock.shift(timedelta(days=1))
        work(app)

    assert files(session)[0].scan is Scan.FAILED
    (job,) = session.scalars(select(Job).where(Job.kind == "scan_file")).all()
    assert job.state is JobState.FAILED


def test_files_from_before_the_scanner_are_scanned_on_request(give, session, app):
    give(("a.txt", b"un"))
    refused = app.test_cli_runner().invoke(args=["files", "scan"])
    assert (refused.exit_code, "CLAMD_URL" in refused.output) == (1, True)
    running = Clamd()
    app.extensions["settings"] = replace(app.extensions["settings"], clamd_url=running.url)
    told = app.test_cli_runner().invoke(args=["files", "scan"])
    work(app)
    running.close()

    assert told.output.startswith("1 files wait")
    assert files(session)[0].scan is Scan.CLEAN
