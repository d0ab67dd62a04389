"""Every route, every role, every method, from a written table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.routing import Rule

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.calls.models import Call
from tests.project.roles import ANYONE, LINK, WHO

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "a password for the tests"
VISITORS = [None, *Role]


@pytest.fixture
def call(session):
    """A call that is there, so that a refusal is not mistaken for an absence."""
    call = Call(
        slug="housing",
        language="fr",
        title="Housing",
        context="",
        commissioner="",
        federation="",
        folder="",
        hearing_at=None,
        hearing_place="",
        opens_at=AT,
        closes_at=AT + timedelta(days=10),
        timezone="Europe/Paris",
        demonstration=False,
        grace_seconds=0,
        launched_at=AT,
        created_at=AT,
    )
    session.add(call)
    session.commit()
    return call


@pytest.fixture
def visitor(app, session, request):
    """A client signed in with the role that the test names."""
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    if request.param is not None:
        accounts.create_user(
            session, email="ana@fed.example", role=request.param, at=AT, password=PASSWORD
        )
        session.commit()
        client.post("/sign-in", data={"email": "ana@fed.example", "password": PASSWORD})
    return request.param, client


def requests_of(app):
    """Every address with every method, with the call that is there and things that are not."""
    for rule in app.url_map.iter_rules():
        values = {name: value_for(rule, name) for name in rule.arguments}
        with app.test_request_context():
            path = rule.build(values)[1]
        for method in sorted(rule.methods - {"OPTIONS"}):
            yield rule.endpoint, method, path


def value_for(rule: Rule, name: str) -> object:
    if name == "slug":
        return "housing"
    return 999 if type(rule._converters[name]).__name__ == "IntegerConverter" else "unknown"


def test_every_route_has_its_line_in_the_table_and_every_line_its_route(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(WHO)


@pytest.mark.parametrize("visitor", VISITORS, indirect=True, ids=lambda role: role or "nobody")
def test_each_role_reaches_what_the_table_says_and_nothing_else(app, call, visitor):
    role, client = visitor
    wrong = []
    for endpoint, method, path in requests_of(app):
        if endpoint == "accounts.sign_out":
            continue
        response = client.open(path, method=method)
        expected = verdict(WHO[endpoint], role)
        found = seen(response)
        if found != expected and (found, expected) != ("not found", "reached"):
            wrong.append(f"{method} {path} as {role}: {response.status}, expected {expected}")
    assert wrong == []


def verdict(who, role):
    if who == LINK:
        return "not found"
    if who == ANYONE:
        return "reached"
    if role is None:
        return "asked to sign in"
    return "reached" if reaches(role, who) else "forbidden"


def seen(response):
    """What an answer means; a page that finds nothing there was reached all the same."""
    if response.status_code >= 500:
        return "broken"
    if response.status_code == 403:
        return "forbidden"
    if response.status_code == 404:
        return "not found"
    if response.status_code == 302 and response.location.startswith("/sign-in?"):
        return "asked to sign in"
    return "reached"


def test_no_form_is_taken_without_its_token(app, call):
    client = app.test_client()
    taken = []
    for endpoint, method, path in requests_of(app):
        if method == "POST":
            status = client.post(path).status_code
            if status not in {400, 404}:
                taken.append(f"{endpoint}: {status}")
    assert taken == []
