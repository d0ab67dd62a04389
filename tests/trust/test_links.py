"""Links are inert to whoever only looks, and nobody reads them in a log or in the database."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request

import pytest

from consult import clock
from consult.accounts import service as accounts
from consult.accounts.models import Purpose, Role
from consult.calls import service as calls
from consult.publication import service as publication
from consult.storage import storage
from consult.synthesis.models import Format
from tests import office
from tests.mail import everything_in
from tests.trust.sizes import sized
from tests.trust.watching import JOURNAL, checksums, raw, secrets_in

DAY = office.timedelta(days=1)


@pytest.fixture
def secrets(app, session):
    """A personal link, a sign-in link and a delegate's link, as addresses."""
    at = clock.now()
    call = office.call(session, closes_at=at + DAY, audience=2)
    invitation = call.invitations[0]
    user = accounts.create_user(session, email="a@b.example", role=Role.READER, at=at)
    with app.app_context():
        digest = storage().put(b"%PDF-1.7 a note")
    note = office.note(session, call, files={Format.PDF: digest})
    _, delegates = publication.deliver(
        session, note=note, recipient="R", expires_at=at + DAY, actor="s@f.example", at=at
    )
    personal = calls.personal_link(session, invitation=invitation, actor="s@f.example", at=at)
    signing = accounts.issue_sign_in(session, user=user, actor="s@f.example", at=at)
    session.commit()
    return {
        f"/r/{personal}": personal,
        f"/sign-in/{signing}": signing,
        f"/d/{delegates}": delegates,
    }


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def visit(address, method):
    """The status that a scanner sees; it keeps no cookie and follows nothing."""
    asked = urllib.request.Request(address, method=method)
    try:
        with urllib.request.build_opener(Staying).open(asked, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code


@pytest.mark.parametrize("times", sized(10, 1000))
def test_looking_at_a_link_changes_nothing_and_leaves_no_secret(
    live_server, session, secrets, caplog, times
):
    caplog.set_level(logging.DEBUG)
    database = live_server.app.extensions["database"]
    before = checksums(database, but=JOURNAL)

    for address, secret in secrets.items():
        for method in ("GET", "HEAD"):
            seen = {visit(live_server.url + address, method) for _ in range(times)}
            assert len(seen) == 1
            assert seen <= {200, 302, 303}
        assert visit(live_server.url + address + "x", "GET") == 404
        assert visit(f"{live_server.url}{address[: -len(secret)]}{secret[::-1]}", "GET") == 404

    assert checksums(database, but=JOURNAL) == before
    kept = raw(database)
    written = caplog.text
    assert "/r/…" in written, "requests are written down"
    for secret in secrets.values():
        assert secret.encode() not in kept
        assert secret not in written
        assert secret[::-1] not in written


def test_after_all_that_each_link_still_opens(live_server, client, secrets):
    for address in secrets:
        for _ in range(3):
            visit(live_server.url + address, "HEAD")
            visit(live_server.url + address, "GET")

    assert [client.get(address).response.status_code for address in secrets] == [200, 200, 200]


def test_the_links_of_letters_are_in_the_letters_alone(app, client, session, postbox, work, caplog):
    caplog.set_level(logging.DEBUG)
    office.sign_in(client, session)
    call = office.call(session, closes_at=clock.now() + DAY, audience=5)
    page = client.get(f"/staff/calls/{call.slug}/letters/invite")
    client.send(page, form="form[action*=letters], main form[method=post]")
    work()

    told = {one for letter in postbox for one in secrets_in(everything_in(letter))}

    assert len(told) == 5
    kept = raw(app.extensions["database"])
    assert [one for one in told if one.encode() in kept or one in caplog.text] == []


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_link_that_is_over_opens_nothing_however_often(app, session, secrets, ended, monkeypatch):
    at = clock.now()
    address = next(one for one in secrets if one.startswith("/d/"))
    client = app.test_client()
    inside = client.get(address).location
    if ended == "revoked":
        accounts.revoke_links(session, purpose=Purpose.NOTE, subject_id=1, at=at)
        session.commit()
    else:
        monkeypatch.setattr("consult.clock.now", lambda: at + DAY)

    answers = {app.test_client().get(address).status_code for _ in range(5)}
    answers |= {client.get(inside).status_code}

    assert answers == {410}
