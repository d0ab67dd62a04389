from datetime import UTC, datetime, timedelta

import pytest

from consult.accounts.models import Role
from consult.accounts.rules import FAILURES, THROTTLE, must_wait, opens, reaches

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("role", "reached"),
    [
        (Role.ADMIN, {Role.ADMIN, Role.MANAGER, Role.READER, Role.DELEGATE}),
        (Role.MANAGER, {Role.MANAGER, Role.READER, Role.DELEGATE}),
        (Role.READER, {Role.READER, Role.DELEGATE}),
        (Role.DELEGATE, {Role.DELEGATE}),
    ],
)
def test_a_role_reaches_itself_and_what_is_below(role, reached):
    assert {one for one in Role if reaches(role, one)} == reached


def test_the_fifth_failure_closes_the_door_and_the_fourth_does_not():
    assert not must_wait([AT] * (FAILURES - 1), AT)
    assert must_wait([AT] * FAILURES, AT)


def test_failures_are_forgotten_when_the_throttle_ends_and_not_the_moment_before():
    failures = [AT] * FAILURES

    assert must_wait(failures, AT + THROTTLE - MOMENT)
    assert not must_wait(failures, AT + THROTTLE)


def test_a_link_opens_until_the_moment_before_it_expires():
    link = {"expires_at": AT, "revoked_at": None, "used_at": None}

    assert opens(**link, at=AT - MOMENT)
    assert not opens(**link, at=AT)


@pytest.mark.parametrize("ended", ["revoked_at", "used_at"])
def test_a_link_that_was_revoked_or_used_opens_nothing(ended):
    link = {"expires_at": None, "revoked_at": None, "used_at": None, ended: AT}

    assert not opens(**link, at=AT - MOMENT)
