from datetime import UTC, datetime, timedelta

import pytest

from consult.accounts import service
from consult.accounts.models import AuditEntry, Link, Purpose, Role, SignInAttempt
from consult.accounts.rules import FAILURES, FAILURES_OF_ADDRESS, REMEMBERED, THROTTLE
from consult.errors import Invalid, LinkExpired, NotFound, TooManyAttempts

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


def user(session, **given):
    given = {"email": "Anna@Fed.example", "role": Role.MANAGER, "password": PASSWORD, **given}
    return service.create_user(session, at=AT, **given)


def try_to_sign_in(session, password=PASSWORD, *, at=AT, email="anna@fed.example", address="1"):
    tried = tried_now(session, password, at=at, email=email, address=address)
    return service.authenticate(session, email=email, tried=tried, address=address, at=at)


def tried_now(session, password=PASSWORD, *, at=AT, email="anna@fed.example", address="1"):
    return service.try_password(session, email=email, password=password, address=address, at=at)


def test_an_address_is_one_account_whatever_its_case(session):
    user(session)

    with pytest.raises(Invalid, match="already"):
        user(session, email="anna@fed.EXAMPLE ")


def test_a_short_password_is_refused(session):
    with pytest.raises(Invalid, match="12 characters"):
        user(session, password="short")


def test_the_right_password_signs_in_and_the_wrong_one_does_not(session):
    anna = user(session)

    assert try_to_sign_in(session, email=" ANNA@fed.example") is anna
    assert try_to_sign_in(session, "wrong") is None
    assert try_to_sign_in(session, email="bob@fed.example") is None


def test_a_disabled_user_and_one_without_password_cannot_sign_in(session):
    user(session).disabled_at = AT
    user(session, email="bob@fed.example", password=None)

    assert try_to_sign_in(session) is None
    assert try_to_sign_in(session, email="bob@fed.example") is None


def test_a_try_costs_the_same_whoever_is_asked_for(session, monkeypatch):
    """Nobody learns from the time it takes which addresses have an account."""
    user(session)
    user(session, email="gone@fed.example").disabled_at = AT
    user(session, email="new@fed.example", password=None)
    verify, tried = service._matches, []
    monkeypatch.setattr(service, "_matches", lambda *given: tried.append(given) or verify(*given))

    for name in ("anna", "gone", "new", "nobody"):
        tried_now(session, "wrong", email=f"{name}@fed.example")

    costs = {held.rpartition("$")[0].rpartition("$")[0] for held, _ in tried}
    assert (len(tried), len(costs)) == (4, 1), "one each, at one price"


def test_a_password_changed_while_it_was_tried_signs_nobody_in(session):
    anna = user(session)
    tried = tried_now(session)
    service.choose_password(anna, "another horse battery")

    said = service.authenticate(session, email=anna.email, tried=tried, address="1", at=AT)
    assert said is None


def test_those_who_try_at_the_same_time_have_no_more_tries_than_one_after_the_other(session):
    user(session)
    tried = tried_now(session)
    for _ in range(FAILURES):
        try_to_sign_in(session, "wrong")

    with pytest.raises(TooManyAttempts):
        service.authenticate(session, email="anna@fed.example", tried=tried, address="2", at=AT)


def test_what_was_typed_to_sign_in_is_forgotten_after_a_day(session):
    try_to_sign_in(session, "wrong")
    try_to_sign_in(session, "wrong", at=AT + REMEMBERED)
    assert session.query(SignInAttempt).count() == 4

    instant = timedelta(microseconds=1)
    try_to_sign_in(session, "wrong", at=AT + REMEMBERED + instant, email="bob@fed.example")
    kept = session.query(SignInAttempt).order_by(SignInAttempt.id)
    assert [one.at - AT for one in kept] == [REMEMBERED] * 2 + [REMEMBERED + instant] * 2


def test_after_five_failures_even_the_right_password_waits(session):
    user(session)
    for _ in range(FAILURES):
        try_to_sign_in(session, "wrong")

    with pytest.raises(TooManyAttempts):
        try_to_sign_in(session, address="2")
    assert try_to_sign_in(session, at=AT + THROTTLE) is not None


def test_one_address_that_tries_many_accounts_waits_as_well(session):
    for number in range(FAILURES_OF_ADDRESS - 1):
        try_to_sign_in(session, email=f"{number}@fed.example", address="7")
    assert try_to_sign_in(session, "wrong", address="7") is None

    with pytest.raises(TooManyAttempts):
        try_to_sign_in(session, email="anna@fed.example", address="7")
    assert try_to_sign_in(session, email="anna@fed.example", address="8") is None


def test_a_success_forgets_the_failures_before_it(session):
    user(session)
    for _ in range(FAILURES - 1):
        try_to_sign_in(session, "wrong")
    try_to_sign_in(session, at=AT + timedelta(seconds=1))

    for second in range(2, FAILURES + 1):
        assert try_to_sign_in(session, "wrong", at=AT + timedelta(seconds=second)) is None


def issued(session, *, expires_at=None, purpose=Purpose.NOTE):
    return service.issue_link(session, purpose=purpose, subject_id=7, at=AT, expires_at=expires_at)


def opened(session, token, *, at=AT, purpose=Purpose.NOTE):
    return service.open_link(session, token, purpose=purpose, at=at)


def test_a_link_is_opened_by_its_secret_which_is_nowhere_in_the_database(session):
    token = issued(session)

    assert opened(session, token).subject_id == 7
    assert token not in {link.digest for link in session.query(Link)}


@pytest.mark.parametrize("other", ["", "x", "é" * 43])
def test_an_altered_secret_finds_nothing(session, other):
    with pytest.raises(NotFound):
        opened(session, other)


def test_a_secret_opens_nothing_of_another_purpose(session):
    token = issued(session, purpose=Purpose.SIGN_IN)

    with pytest.raises(NotFound):
        opened(session, token)


def test_expired_and_revoked_links_say_that_they_were_good_once(session):
    expired = issued(session, expires_at=AT)
    revoked = issued(session)
    service.revoke_links(session, purpose=Purpose.NOTE, subject_id=7, at=AT)

    for token in (expired, revoked):
        with pytest.raises(LinkExpired):
            opened(session, token)


def test_a_link_used_once_cannot_be_used_again(session):
    token = issued(session, purpose=Purpose.SIGN_IN)
    service.use_link(session, token, purpose=Purpose.SIGN_IN, at=AT)

    with pytest.raises(LinkExpired):
        service.use_link(session, token, purpose=Purpose.SIGN_IN, at=AT)


def test_revoking_counts_the_links_it_closed(session):
    issued(session)
    issued(session)

    assert service.revoke_links(session, purpose=Purpose.NOTE, subject_id=7, at=AT) == 2
    assert service.revoke_links(session, purpose=Purpose.NOTE, subject_id=7, at=AT) == 0


def recorded(session, *actions):
    for action in actions:
        service.record(session, actor="a", action=action, subject="s", at=AT, details={"é": 1})


def test_an_untouched_trail_is_whole(session):
    recorded(session, "one", "two", "three")
    session.expire_all()

    assert service.first_broken_entry(session) is None


@pytest.mark.parametrize("damage", ["alter", "remove"])
def test_an_altered_or_missing_entry_breaks_the_trail(session, damage):
    recorded(session, "one", "two", "three")
    second = session.query(AuditEntry).filter_by(action="two").one()
    if damage == "alter":
        second.actor = "somebody else"
    else:
        session.delete(second)
    session.flush()

    assert service.first_broken_entry(session).action == ("two" if damage == "alter" else "three")
