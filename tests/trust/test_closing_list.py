"""The closing list is final (P3): what it holds is what was acknowledged, and nothing is added."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult import jobs
from consult.calls import deadlines
from consult.calls.models import Call, Invitation
from consult.campaign import closing
from consult.campaign.closing import SETTLE, closings
from consult.contributions.models import Version
from tests.contributions.world import CLOSES, DURING, GRACE
from tests.trust.sizes import sized
from tests.trust.test_closing import THREADS, agencies, clock

__all__ = ["agencies", "clock"]

END = CLOSES + GRACE
INSTANT = timedelta(microseconds=1)


def listed(app, call_id, closes_at, at, gate):
    """A worker that makes the list while agencies are still sending."""
    gate.wait()
    with app.extensions["database"].writer() as session:
        made = closing.make_list(session, call_id=call_id, closes_at=closes_at, at=at)
        session.commit()
        return made


def in_hand(app):
    with app.extensions["database"].reader() as session:
        return {
            (one.contribution.invitation.acronym, one.reference, one.digest)
            for one in session.scalars(select(Version))
        }


def call_id_of(app):
    with app.extensions["database"].reader() as session:
        return session.scalar(select(Call.id))


@pytest.mark.parametrize("runs", sized(3, 20))
@pytest.mark.parametrize("number", sized(16, 200))
def test_a_list_made_among_those_who_send_holds_exactly_what_was_acknowledged(
    app, agencies, clock, session, runs, number
):
    everybody = agencies(number * runs)
    call_id = call_id_of(app)
    for run in range(runs):
        closes_at = CLOSES + run * timedelta(days=1)
        senders = everybody[run * number : (run + 1) * number]
        # All of them arrived in time; the list is made in their very midst, without waiting.
        clock(closes_at + GRACE - timedelta(seconds=1))
        gate = threading.Event()
        with ThreadPoolExecutor(THREADS + 1) as pool:
            found = pool.submit(listed, app, call_id, closes_at, closes_at + GRACE, gate)
            answers = [pool.submit(one.send) for one in senders]
            answers[number // 4].result()
            gate.set()
            made = found.result()
            statuses = [one.result() for one in answers]

        assert {status for status, _ in statuses} <= {303, 403}
        assert {(one["agency"], one["reference"], one["digest"]) for one in made.entries} == (
            in_hand(app)
        )
        acknowledged = {
            one.name for one, (status, _) in zip(senders, statuses, strict=True) if status == 303
        }
        assert acknowledged <= {one["agency"] for one in made.entries}
        session.rollback()
        call = session.get_one(Call, call_id)
        clock(closes_at + GRACE + INSTANT)
        deadlines.reopen(
            session,
            call=call,
            until=closes_at + timedelta(days=1),
            reason="Encore un jour",
            actor="x",
            at=closes_at + GRACE + INSTANT,
        )
        session.commit()

    assert len(closings(session, call)) == runs


def tick(app, settled):
    settled()
    with app.app_context():
        jobs.tick()
        while jobs.run_next():
            pass
    settled()


def test_the_list_is_made_when_no_request_can_be_under_way_any_more(
    app, agencies, clock, session, settle
):
    everybody = agencies(3)
    clock(END - INSTANT)
    assert [one.send()[0] for one in everybody[:2]] == [303, 303]
    clock(END + SETTLE - INSTANT)
    tick(app, settle)
    assert session.scalar(select(func.count()).select_from(closing.Closing)) == 0

    clock(END + SETTLE)
    tick(app, settle)
    (made,) = session.scalars(select(closing.Closing))
    assert [one["agency"] for one in made.entries] == ["A0", "A1"]
    assert (made.closes_at, made.taken_at) == (CLOSES, END + SETTLE)


def test_a_request_that_arrived_in_time_and_comes_after_the_list_is_refused_not_lost_in_silence(
    app, agencies, clock, session, settle
):
    (late,) = agencies(1)
    clock(END + SETTLE)
    tick(app, settle)

    clock(END - INSTANT)  # as its arrival says
    assert late.send()[0] == 403
    assert in_hand(app) == set()


def test_a_reopened_call_leads_to_another_list_and_the_first_stays(
    app, agencies, clock, session, settle
):
    first, second = agencies(2)
    clock(DURING)
    first.send()
    clock(END + SETTLE)
    tick(app, settle)
    (before,) = session.scalars(select(closing.Closing))
    digest, call = before.digest, before.call
    at, until = END + SETTLE, CLOSES + timedelta(days=1)
    deadlines.reopen(session, call=call, until=until, reason="Oubli", actor="x", at=at)
    settle()
    assert second.send()[0] == 303

    clock(until + GRACE + SETTLE)
    tick(app, settle)
    after, kept = closings(session, call)
    assert [one["agency"] for one in after.entries] == ["A0", "A1"]
    assert (kept.digest, [one["agency"] for one in kept.entries]) == (digest, ["A0"])


def test_an_agency_given_longer_is_in_the_list_of_its_own_deadline(
    app, agencies, clock, session, settle
):
    first, second = agencies(2)
    clock(DURING)
    first.send()
    one = session.scalar(select(Invitation).where(Invitation.acronym == "A1"))
    until = CLOSES + timedelta(days=2)
    deadlines.extend_one(session, invitation=one, until=until, actor="x", at=DURING)
    settle()
    clock(END + SETTLE)
    tick(app, settle)
    assert second.send()[0] == 303, "its own deadline is to come"
    assert first.send()[0] == 403

    clock(until + GRACE + SETTLE)
    tick(app, settle)
    found = [[one["agency"] for one in made.entries] for made in closings(session, one.call)]
    assert found == [["A0", "A1"], ["A0"]]
    session.rollback()
    assert second.send()[0] == 403


def test_a_deadline_that_moved_before_its_list_has_none(app, agencies, clock, session, settle):
    agencies(1)
    call = session.scalar(select(Call))
    at, until = END + timedelta(seconds=1), CLOSES + timedelta(days=1)
    deadlines.reopen(session, call=call, until=until, reason="Oubli", actor="x", at=at)
    settle()
    clock(END + SETTLE)
    tick(app, settle)

    assert closings(session, call) == []
    assert closing.make_list(session, call_id=call.id, closes_at=CLOSES, at=END + SETTLE) is None


def test_two_workers_make_one_list(app, agencies, clock, session):
    agencies(2)
    call_id, gate = call_id_of(app), threading.Event()
    session.rollback()
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(listed, app, call_id, CLOSES, END, gate) for _ in range(4)]
        gate.set()

    assert sorted(one.result() is None for one in found) == [False, True, True, True]
