from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import request

from consult import clock, create_app
from consult.accounts import service
from consult.accounts.models import AuditEntry, Purpose, Role, SignInAttempt, User
from consult.accounts.rules import FAILURES, SIGN_IN_LINK
from tests.browser import Browser

PASSWORD = "correct horse battery"
WRONG = "Cette adresse et ce mot de passe ne correspondent pas."


@pytest.fixture
def ana(session):
    return service.create_user(
        session,
        email="ana@fed.example",
        name="Ana",
        role=Role.ADMIN,
        at=clock.now(),
        password=PASSWORD,
    )


@pytest.fixture
def token(session, ana):
    return service.issue_sign_in(session, user=ana, actor="command", at=clock.now())


@pytest.fixture
def elsewhere(app, settle):
    """Another browser."""
    return Browser(app, settle)


def sign_in(client, password=PASSWORD, *, email="ana@fed.example", status=200, path="/sign-in"):
    return client.send(client.get(path), email=email, password=password, status=status)


def test_the_first_page_says_where_each_person_goes(client):
    page = client.get("/")

    assert [title.get_text() for title in page.select("h2")] == [
        "Vous représentez une agence",
        "Vous êtes délégué",
        "Vous travaillez pour la fédération",
    ]
    assert page.select_one("main a.btn")["href"] == "/sign-in"


def test_a_password_opens_a_session_and_signing_out_ends_it(client, ana):
    page = sign_in(client)
    assert (page.path, page.select_one(".end a").get_text()) == ("/staff/", "Ana")

    left = client.send(page, form=".end form")
    assert (left.path, client.get("/staff/").path) == ("/", "/sign-in?next=campaign.dashboard")


@pytest.mark.parametrize("email", ["ana@fed.example", "nobody@fed.example"])
def test_a_known_and_an_unknown_address_get_the_same_answer(client, session, ana, email):
    page = sign_in(client, "wrong", email=email, status=422)

    assert page.select_one("#errors li").get_text() == WRONG
    assert session.query(SignInAttempt).count() == 2


def test_after_five_failures_the_visitor_waits_even_with_the_right_password(client, ana):
    for _ in range(FAILURES):
        sign_in(client, "wrong", status=422)

    assert sign_in(client, status=429).h1.get_text() == "Trop d’essais"


@pytest.mark.parametrize("field", ["email", "password"])
def test_what_is_missing_is_named_beside_its_field(client, field):
    page = client.send(client.get("/sign-in"), status=422, **{"email": "a@b.example", field: ""})

    assert page.select_one("#errors a")["href"] in {f"#{field}", "#password"}
    assert page.select_one(f"#{field}")["aria-invalid"] == "true"


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_stranger_does_not_fill_the_database_with_what_they_type(client, session, field):
    given = {"email": "a@b.example", "password": "wrong", field: "x" * 1001}
    page = client.send(client.get("/sign-in"), status=422, **given)

    assert page.select_one(f"#{field}")["aria-invalid"] == "true"
    assert session.query(SignInAttempt).count() == 0


def test_whoever_writes_does_not_wait_for_a_password_that_is_tried(
    app, client, session, ana, monkeypatch
):
    """Trying one takes a tenth of a second of a processor, and any stranger may ask for it."""
    session.commit()
    written = []
    monkeypatch.setattr("consult.turns.PATIENCE", 0.2)

    def slow(held, password):
        with app.extensions["database"].writer() as other:
            service.record(other, actor="x", action="x", subject="x", at=clock.now())
            other.commit()
        written.append(password)
        return True

    monkeypatch.setattr(service, "_matches", slow)
    assert sign_in(client, "anything at all").path == "/staff/"
    assert written == ["anything at all"]


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/staff/agencies", "/staff/agencies"),
        ("/account", "/account"),
        ("/sign-in?next=https://evil.example", "/staff/"),
        ("/sign-in?next=//evil.example", "/staff/"),
        ("/sign-in?next=accounts.sign_out", "/staff/"),
    ],
)
def test_after_signing_in_one_goes_on_to_a_page_of_the_list_only(client, ana, asked, reached):
    assert sign_in(client, path=asked).path == reached


def test_a_visitor_is_sent_on_to_the_call_they_wanted(client, ana):
    asked = client.get("/staff/calls/friches/note")
    assert asked.path == "/sign-in?next=synthesis.notes&slug=friches"

    page = client.send(asked, email="ana@fed.example", password=PASSWORD, status=404)
    assert page.path == "/staff/calls/friches/note"


def test_opening_a_sign_in_link_uses_nothing_up(client, session, ana, token):
    for method in ("HEAD", "GET", "GET"):
        assert client.request(method, f"/sign-in/{token}").status_code == 200
    page = client.send(client.get(f"/sign-in/{token}"))

    assert page.path == "/staff/"
    assert [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)] == [
        "user.create",
        "user.link",
        "user.sign_in_by_link",
    ]


def test_a_sign_in_link_opens_one_session(client, elsewhere, ana, token):
    shown = elsewhere.get(f"/sign-in/{token}")
    client.send(client.get(f"/sign-in/{token}"))

    assert elsewhere.send(shown, status=410).h1.get_text() == "Ce lien n’ouvre plus rien"
    elsewhere.get(f"/sign-in/{token}", status=410)


def test_an_altered_link_is_not_there(client, token):
    client.get(f"/sign-in/{token[:-1]}", status=404)


def test_a_new_link_closes_the_one_before(client, session, ana, token):
    service.issue_sign_in(session, user=ana, actor="command", at=clock.now())

    client.get(f"/sign-in/{token}", status=410)


def test_a_link_is_too_late_at_the_instant_it_expires(client, session, ana):
    at = clock.now()
    token = service.issue_sign_in(session, user=ana, actor="command", at=at - SIGN_IN_LINK)

    client.get(f"/sign-in/{token}", status=410)


def test_a_new_password_signs_out_everywhere_else(client, elsewhere, ana):
    sign_in(elsewhere)
    page = client.send(sign_in(client, path="/account"), password="another long sentence")

    assert page.select_one("[role=status] p").get_text() == (
        "Le mot de passe est changé. Les autres sessions ont été fermées."
    )
    assert elsewhere.get("/account").path == "/sign-in?next=accounts.account"
    assert client.get("/account").path == "/account"


def test_a_short_password_is_refused_beside_its_field(client, ana):
    page = client.send(sign_in(client, path="/account"), password="short", status=422)

    assert page.select_one("#password-error").get_text() == "Choisissez au moins 12 caractères."


def test_an_administrator_adds_somebody_who_signs_in_by_the_link_shown(app, client, ana):
    page = client.send(
        sign_in(client, path="/staff/people"),
        form="aside form",
        email="Bob@Fed.example",
        name="Bob",
        role="manager",
    )
    address = page.select_one("#address")["value"]

    client.send(client.get("/staff/"), form=".end form")
    page = client.send(client.get(address.removeprefix("http://localhost")))
    assert page.select_one(".end a").get_text() == "Bob"


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("ANA@fed.example", "Cette adresse a déjà un compte."),
        ("not an address", "Ceci n’est pas une adresse électronique."),
        ("", "Indiquez une adresse électronique."),
    ],
)
def test_an_account_needs_an_address_of_its_own(client, ana, email, why):
    page = client.send(
        sign_in(client, path="/staff/people"), form="aside form", email=email, status=422
    )

    assert page.select_one("#email-error").get_text() == why


def test_a_closed_account_signs_nobody_in_until_it_is_opened_again(client, session, ana):
    bob = service.create_user(
        session, email="bob@fed.example", role=Role.READER, at=clock.now(), password=PASSWORD
    )
    token = service.issue_sign_in(session, user=bob, actor="command", at=clock.now())
    page = sign_in(client, path="/staff/people")

    page = client.send(page, form=f"form[action='/staff/people/{bob.id}/disable']")
    client.get(f"/sign-in/{token}", status=410)
    assert session.get(User, bob.id).disabled_at is not None

    client.send(page, form=f"form[action='/staff/people/{bob.id}/enable']")
    assert session.get(User, bob.id).disabled_at is None


def test_nobody_closes_their_own_account(client, ana):
    page = sign_in(client, path="/staff/people")

    assert page.select_one(f"form[action='/staff/people/{ana.id}/disable']") is None
    answer = client.request(
        "POST",
        f"/staff/people/{ana.id}/disable",
        data={"csrf_token": page.select_one("[name=csrf_token]")["value"]},
    )
    assert answer.status_code == 403


def test_a_session_ends_by_itself_twelve_hours_after_the_last_page(client, ana):
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as travel:
        sign_in(client)
        for hours in (11, 11):
            travel.shift(timedelta(hours=hours))
            assert client.get("/staff/").path == "/staff/"
        travel.shift(timedelta(hours=12, seconds=1))
        assert client.get("/staff/").path == "/sign-in?next=campaign.dashboard"


def test_a_session_ends_when_the_account_is_closed(client, session, ana):
    sign_in(client)
    session.get(User, ana.id).disabled_at = datetime(2026, 3, 1, tzinfo=UTC)

    assert client.get("/staff/").path == "/sign-in?next=campaign.dashboard"


def test_a_command_makes_a_user_and_a_link_that_works(client, cli, session):
    said = cli("user", "create", "Zoe@fed.example", "--role", "reader", "--name", "Zoé").output
    address = said.split()[-1]

    assert session.query(User).one().name == "Zoé"
    assert client.send(client.get(address.removeprefix("http://localhost"))).path == "/staff/"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("create", "nobody", "--role", "admin"), "'nobody' is not an e-mail address."),
        (
            ("create", "ana@fed.example", "--role", "admin"),
            "ana@fed.example already has an account.",
        ),
        (("link", "zoe@fed.example"), "There is no user zoe@fed.example."),
    ],
)
def test_a_command_that_cannot_says_why(cli, ana, arguments, sentence):
    assert cli("user", *arguments, code=1).output == f"Error: {sentence}\n"


def test_a_link_of_another_purpose_signs_nobody_in(client, session, ana):
    token = service.issue_link(
        session,
        purpose=Purpose.CONTRIBUTION,
        subject_id=ana.id,
        at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )

    client.get(f"/sign-in/{token}", status=404)


def test_a_command_tells_whether_the_trail_was_altered(cli, session):
    assert cli("trail", "check").output == "0 entries, none altered. Last fingerprint: none\n"
    cli("user", "create", "zoe@fed.example", "--role", "reader")
    last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert cli("trail", "check").output.endswith(f"none altered. Last fingerprint: {last.digest}\n")

    last.actor = "somebody else"

    said = cli("trail", "check", code=1).output
    assert said.startswith(f"Error: Entry {last.id} (")
    assert "was altered" in said


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")]
)
def test_the_visitor_is_known_by_what_our_own_proxies_say(settings, proxies, seen):
    app = create_app(replace(settings, trusted_proxies=proxies))
    app.add_url_rule("/who", view_func=lambda: request.remote_addr)
    said = app.test_client().get(
        "/who", headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.9"}
    )
    app.extensions["database"].dispose()
    assert said.text == seen
