"""Looking changes nothing, and nothing is changed by a form that is not ours."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from werkzeug.routing import IntegerConverter

from consult import clock
from consult.accounts.models import Role
from consult.calls import service as calls
from consult.contributions.models import Contribution
from consult.publication import service as publication
from consult.storage import storage
from consult.synthesis.models import Format
from tests import office
from tests.trust.watching import JOURNAL, checksums

DAY = office.timedelta(days=1)
ENOUGH = 200


@pytest.fixture
def world(app, session, client):
    """An office with an open call, contributions, a draft, a note handed to somebody."""
    at = clock.now()
    user = office.sign_in(client, session, role=Role.ADMIN)
    call = office.call(session, closes_at=at + 10 * DAY, audience=4)
    first, second, third, _ = call.invitations
    office.contribution(session, first)
    office.contribution(session, second, sent=False)
    with app.app_context():
        pdf, html = storage().put(b"%PDF-1.7 a note"), storage().put(b"<!doctype html>")
    note = office.note(session, call, files={Format.PDF: pdf, Format.HTML: html})
    given, secret = publication.deliver(
        session, note=note, recipient="R", expires_at=at + DAY, actor="s@f.example", at=at
    )
    token = calls.personal_link(session, invitation=third, actor="s@f.example", at=at)
    session.commit()
    return {
        "slug": call.slug,
        "acronym": first.acronym,
        "invitation": third.public_id,
        "delivery": given.public_id,
        "number": note.version,
        "user": user.id,
        "agency_id": first.agency_id,
        "first_id": first.agency_id,
        "second_id": third.agency_id,
        "personal": f"/r/{token}",
        "delegate": f"/d/{secret}",
    }


def known(world, rule):
    """What stands in an address so that it leads to something that is there."""
    for name in sorted(rule.arguments):
        if name == "public_id":
            of_note = rule.endpoint.startswith("publication.")
            yield name, world["delivery" if of_note else "invitation"]
        elif name == "token":
            kind = "personal" if rule.endpoint.startswith("contributions.") else "delegate"
            yield name, world[kind].rsplit("/", 1)[1]
        elif name in ("id_", "key", "kind"):
            yield name, {"id_": world["user"], "key": "needs", "kind": "invite"}[name]
        else:
            whole = isinstance(rule._converters[name], IntegerConverter)
            yield name, world.get(name, 1 if whole else "fr")


def addresses(app, world, method):
    for rule in app.url_map.iter_rules():
        if method in rule.methods and rule.endpoint != "static":
            with app.test_request_context():
                yield rule.endpoint, rule.build(dict(known(world, rule)))[1]


def crawl(client, starts):
    """Every address that the pages lead to, visited by GET and by HEAD; with its status.

    Whatever it is, nobody on the way keeps it.
    """
    waiting, seen = list(starts), {}
    while waiting and len(seen) < ENOUGH:
        path = urldefrag(waiting.pop(0))[0]
        if path in seen or urlsplit(path).netloc or not path.startswith("/"):
            continue
        client.head(path)
        answer = client.get(path)
        seen[path] = answer.status_code
        assert answer.cache_control.no_store or path.startswith("/static/"), path
        if answer.location:
            waiting.append(answer.location)
        elif answer.mimetype == "text/html":
            page = BeautifulSoup(answer.text, "html.parser")
            waiting += [str(one["href"]) for one in page.select("a[href]")]
    return seen


@pytest.mark.parametrize("who", ["staff", "agency", "delegate"])
def test_whatever_somebody_looks_at_nothing_changes(app, client, session, world, who):
    session.close()
    database = app.extensions["database"]
    before = checksums(database, but=JOURNAL)
    visitor = client.client if who == "staff" else app.test_client()
    starts = {
        "staff": ["/staff/", *(path for _, path in addresses(app, world, "GET"))],
        "agency": [world["personal"]],
        "delegate": [world["delegate"]],
    }[who]

    seen = crawl(visitor, starts)

    assert len(seen) >= {"staff": 25, "agency": 2, "delegate": 3}[who], seen
    assert {path: status for path, status in seen.items() if status >= 500} == {}
    assert checksums(database, but=JOURNAL) == before


def test_no_form_of_another_site_changes_anything(app, client, session, world):
    """Signed in, with the cookies of the link, and with everything but the token."""
    visitor = client.client
    visitor.get(world["personal"])
    visitor.get(world["delegate"])
    started = session.query(Contribution).count()
    session.close()
    database = app.extensions["database"]
    before = checksums(database)

    answers = {}
    for endpoint, path in addresses(app, world, "POST"):
        for forged in ({}, {"csrf_token": "x"}):
            answer = visitor.post(path, data={"act": "send", "q.needs": "x", **forged})
            answers[f"{endpoint} {forged}"] = answer.status_code

    assert {name: status for name, status in answers.items() if status != 400} == {}
    assert len(answers) > 30
    assert checksums(database) == before
    assert started == 2
