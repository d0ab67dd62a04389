"""A deadline moves later, comes now, or comes again; each move leaves who and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.calls import deadlines, queries
from consult.calls.rules import Move, Phase
from consult.errors import Invalid
from tests import office
from tests.office import AT, CLOSES, STAFF

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
LATER = CLOSES + DAY


def traces(session, call):
    return [
        (one.kind, one.before, one.after, one.by, one.reason, one.at)
        for one in deadlines.history(session, call)
    ]


def test_closing_early_makes_now_the_deadline(session):
    made = office.call(session)
    at = AT + timedelta(hours=1)
    deadlines.close(session, call=made, actor=STAFF, at=at, reason="Tout est là")

    assert made.window.phase(at) is Phase.CLOSED
    assert made.window.phase(at - INSTANT) is Phase.OPEN
    assert traces(session, made) == [(Move.CLOSED, CLOSES, at, STAFF, "Tout est là", at)]
    with pytest.raises(Invalid):
        deadlines.close(session, call=made, actor=STAFF, at=at)


def test_the_grace_runs_from_an_early_closing_as_from_any_deadline(session):
    made = office.call(session)
    at = AT + timedelta(hours=1)
    deadlines.close(session, call=made, actor=STAFF, at=at)
    end = at + timedelta(seconds=120)

    assert made.window.accepts(end - INSTANT)
    assert not made.window.accepts(end)
    assert made.window.ends_at == end


@pytest.mark.parametrize("until", [CLOSES, CLOSES - INSTANT])
def test_an_extension_must_be_later_than_the_deadline(session, until):
    made = office.call(session)

    with pytest.raises(Invalid):
        deadlines.extend(session, call=made, until=until, actor=STAFF, at=AT)


def test_an_open_call_is_extended_until_its_deadline_and_reopened_from_then_on(session):
    made = office.call(session)

    with pytest.raises(Invalid, match="not_closed"):
        deadlines.reopen(
            session, call=made, until=LATER, reason="Oui", actor=STAFF, at=CLOSES - INSTANT
        )
    with pytest.raises(Invalid, match="closed"):
        deadlines.extend(session, call=made, until=LATER, actor=STAFF, at=CLOSES)

    deadlines.reopen(session, call=made, until=LATER, reason=" Oui ", actor=STAFF, at=CLOSES)
    assert made.window.phase(LATER - INSTANT) is Phase.OPEN
    assert traces(session, made) == [(Move.REOPENED, CLOSES, LATER, STAFF, "Oui", CLOSES)]


@pytest.mark.parametrize(
    ("until", "reason", "wrong"),
    [(CLOSES, "Oui", "until"), (LATER, " ", "reason"), (CLOSES - DAY, "Oui", "until")],
)
def test_opening_again_wants_a_later_instant_and_a_reason(session, until, reason, wrong):
    made = office.call(session)

    with pytest.raises(Invalid, match=wrong):
        deadlines.reopen(session, call=made, until=until, reason=reason, actor=STAFF, at=CLOSES)


def test_an_extension_of_one_agency_moves_nobody_else(session):
    made = office.call(session)
    first, second, _ = queries.invitations(session, made)
    deadlines.extend_one(session, invitation=first, until=LATER, actor=STAFF, at=AT)

    assert first.window.phase(CLOSES) is Phase.OPEN
    assert second.window.phase(CLOSES) is Phase.CLOSED
    (trace,) = deadlines.history(session, made)
    assert (trace.kind, trace.invitation.acronym) == (Move.EXTENDED_ONE, first.acronym)


def test_a_second_extension_of_one_agency_starts_from_its_own_deadline(session):
    made = office.call(session)
    first = queries.invitations(session, made)[0]
    for days in (1, 2):
        until = CLOSES + days * DAY
        deadlines.extend_one(session, invitation=first, until=until, actor=STAFF, at=AT)

    assert [one.before for one in deadlines.history(session, made)] == [LATER, CLOSES]


def test_every_move_is_in_the_audit_trail(session):
    made = office.call(session)
    deadlines.extend(session, call=made, until=LATER, actor=STAFF, at=AT, reason="Congés")
    deadlines.close(session, call=made, actor=STAFF, at=AT + DAY)
    deadlines.reopen(session, call=made, until=LATER, reason="Erreur", actor=STAFF, at=AT + 2 * DAY)

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(3)).all()
    assert [(one.actor, one.action, one.details.get("reason")) for one in entries] == [
        (STAFF, "call.reopen", "Erreur"),
        (STAFF, "call.close", None),
        (STAFF, "call.extend", "Congés"),
    ]


def test_every_move_has_a_name_in_the_trail():
    assert set(deadlines.ACTIONS) == set(Move)
