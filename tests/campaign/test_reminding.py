"""Reminders: planned by themselves, moved along, sent to the silent at the moment they leave."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from consult import jobs
from consult.calls import deadlines, queries
from consult.campaign import reminding, rescheduling
from consult.campaign.models import ReminderPlan
from consult.campaign.planning import Outcome
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import Declaration
from consult.errors import Invalid, NotFound
from consult.post import LetterState, OutboxLetter
from tests import office
from tests.office import AT, CLOSES, STAFF

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
NINE = datetime(2026, 3, 10, 8, tzinfo=UTC)  # two days before the deadline, 9 o'clock in Paris


@pytest.fixture
def clock(monkeypatch):
    def at(instant):
        monkeypatch.setattr("consult.clock.now", lambda: instant)

    at(AT)
    return at


@pytest.fixture
def tick(app, settle, clock):
    """The worker asks the calendar at an instant."""

    def asked(at):
        settle()
        clock(at)
        with app.app_context():
            jobs.tick()
        settle()

    return asked


def days(session, call, one=None):
    return [
        (plan.day.isoformat(), plan.hour.isoformat("minutes"), plan.days_before)
        for plan in reminding.plans(session, call)
        if plan.outcome is None and plan.invitation_id == (one.id if one else None)
    ]


def outcomes(session, call):
    return [(plan.day.isoformat(), plan.outcome) for plan in reminding.plans(session, call)]


USUAL = [("2026-03-05", "09:00", 7), ("2026-03-10", "09:00", 2), ("2026-03-12", "08:00", 0)]


def test_an_opened_call_is_planned_by_the_calendar_and_once(session, tick):
    call = office.call(session)
    tick(AT)
    tick(AT + timedelta(seconds=5))

    assert days(session, call) == USUAL


def test_neither_a_draft_nor_a_closed_call_is_planned(session, tick):
    call = office.call(session, opened=False)
    tick(AT)
    assert days(session, call) == []

    from consult.calls import service  # noqa: PLC0415

    service.open_call(session, call=call, actor=STAFF, at=AT)
    tick(CLOSES)
    assert days(session, call) == []


def test_reminders_follow_the_deadline_and_come_again_before_the_new_one(session, tick):
    call = office.call(session)
    tick(AT)
    tick(datetime(2026, 3, 5, 8, tzinfo=UTC))
    deadlines.extend(session, call=call, until=CLOSES + 10 * DAY, actor=STAFF, at=NINE - INSTANT)
    tick(NINE - INSTANT)

    assert days(session, call) == [
        ("2026-03-15", "09:00", 7),
        ("2026-03-20", "09:00", 2),
        ("2026-03-22", "08:00", 0),
    ]
    assert outcomes(session, call)[0] == ("2026-03-05", Outcome.SENT)


def test_a_move_by_the_distance_between_two_reminders_is_no_collision(session, tick):
    call = office.call(session)
    tick(AT)
    deadlines.extend(session, call=call, until=CLOSES + 5 * DAY, actor=STAFF, at=AT)
    tick(AT)

    assert [day for day, _, _ in days(session, call)] == ["2026-03-10", "2026-03-15", "2026-03-17"]


def test_what_staff_took_away_or_chose_stays_so_when_the_deadline_moves(session, tick):
    call = office.call(session)
    tick(AT)
    seven, two, _ = reminding.plans(session, call)
    rescheduling.drop(session, plan=two, actor=STAFF, at=AT)
    rescheduling.move(session, plan=seven, day=seven.day, hour=time(14), actor=STAFF, at=AT)
    rescheduling.add(session, call=call, day=date(2026, 3, 4), hour=time(10), actor=STAFF, at=AT)
    deadlines.extend(session, call=call, until=CLOSES + DAY, actor=STAFF, at=AT)
    tick(AT)

    assert days(session, call) == [
        ("2026-03-04", "10:00", None),
        ("2026-03-06", "14:00", 7),
        ("2026-03-13", "08:00", 0),
    ]


def test_pausing_all_holds_for_those_that_are_planned_anew(session, tick):
    call = office.call(session)
    tick(AT)
    plans = reminding.plans(session, call)
    rescheduling.pause(session, call=call, plans=plans, paused=True, actor=STAFF, at=AT)
    deadlines.extend(session, call=call, until=CLOSES + 10 * DAY, actor=STAFF, at=AT)
    tick(AT)

    assert {plan.paused_at for plan in reminding.plans(session, call)} == {AT}
    tick(datetime(2026, 3, 15, 8, tzinfo=UTC))
    assert session.scalars(select(OutboxLetter)).all() == []


def test_exactly_those_who_sent_nothing_are_written_to(session, tick, work, postbox):
    call = office.call(session)
    first, _, _ = queries.invitations(session, call)
    tick(AT)
    office.contribution(session, first)
    tick(NINE - INSTANT)
    work()
    assert postbox == []

    tick(NINE)
    work()
    assert sorted(one["To"] for one in postbox) == ["a2@agence.example", "a3@agence.example"]
    two = session.scalars(select(ReminderPlan).where(ReminderPlan.days_before == 2)).one()
    assert (two.outcome, two.letters) == (Outcome.SENT, 2)


def declined(session, invitation):
    session.add(
        Declaration(
            invitation_id=invitation.id,
            kind=DeclarationKind.DECLINED,
            grounds=None,
            reason="",
            joined_id=None,
            declared_at=NINE,
        )
    )


def sent(session, invitation):
    office.contribution(session, invitation)


def closed(session, invitation):
    deadlines.close(session, call=invitation.call, actor=STAFF, at=NINE)


@pytest.mark.parametrize("happened", [declined, sent, closed])
def test_a_reminder_that_lost_its_reason_on_the_way_does_not_leave(
    app, session, tick, work, postbox, settle, happened
):
    call = office.call(session, audience=1)
    (only,) = queries.invitations(session, call)
    tick(AT)
    tick(NINE)
    settle()
    with app.app_context():
        assert jobs.run_next(), "the letters are written"
    assert [one.state for one in session.scalars(select(OutboxLetter))] == [LetterState.PLANNED]

    happened(session, only)
    work()

    assert postbox == []
    session.expire_all()
    assert [one.state for one in session.scalars(select(OutboxLetter))] == [LetterState.CANCELLED]


def test_a_worker_that_was_down_sends_the_same_day_and_no_burst(session, tick, work, postbox):
    call = office.call(session, audience=1)
    tick(AT)
    evening = datetime(2026, 3, 12, 16, tzinfo=UTC)  # an hour before the deadline
    tick(evening)
    work()

    assert outcomes(session, call) == [
        ("2026-03-05", Outcome.MISSED),
        ("2026-03-10", Outcome.MISSED),
        ("2026-03-12", Outcome.SENT),
    ]
    assert len(postbox) == 1


def test_nothing_is_sent_at_the_deadline(session, tick, work, postbox):
    call = office.call(session, audience=1)
    tick(AT)
    tick(CLOSES)
    work()

    assert {outcome for _, outcome in outcomes(session, call)} == {Outcome.MISSED}
    assert postbox == []


def test_letters_asked_for_one_day_and_written_the_next_reach_nobody(
    session, tick, work, clock, postbox
):
    office.call(session, audience=1)
    tick(AT)
    tick(NINE)
    clock(datetime(2026, 3, 10, 23, tzinfo=UTC))
    work()

    assert postbox == []


def test_staff_and_the_calendar_write_once_a_day(client, session, tick, work, postbox, clock):
    office.sign_in(client, session)
    call = office.call(session, audience=1)
    tick(AT)
    clock(NINE - timedelta(hours=1))
    client.send(client.get(f"/staff/calls/{call.slug}/letters/remind"), form="main form.actions")
    tick(NINE)
    work()

    assert len(postbox) == 1


def test_an_agency_given_longer_is_reminded_before_its_own_deadline(session, tick, work, postbox):
    call = office.call(session, audience=2)
    first, _ = queries.invitations(session, call)
    tick(AT)
    deadlines.extend_one(session, invitation=first, until=CLOSES + 5 * DAY, actor=STAFF, at=AT)
    tick(AT)
    assert days(session, call, first) == [
        ("2026-03-10", "09:00", 7),
        ("2026-03-15", "09:00", 2),
        ("2026-03-17", "08:00", 0),
    ]

    tick(datetime(2026, 3, 12, 7, tzinfo=UTC))
    work()
    assert [one["To"] for one in postbox] == ["a2@agence.example"], "not its deadline"
    tick(datetime(2026, 3, 15, 8, tzinfo=UTC))
    work()
    assert [one["To"] for one in postbox][1:] == ["a1@agence.example"], "the call is closed"


@pytest.mark.parametrize(
    ("day", "hour", "wrong"),
    [
        (date(2026, 3, 2), time(10), "past"),  # 9 o'clock UTC is now
        (date(2026, 3, 12), time(18), "after_the_deadline"),
        (date(2026, 3, 10), time(15), "taken"),
    ],
)
def test_a_reminder_must_be_to_come_before_the_deadline_and_alone_on_its_day(
    session, tick, day, hour, wrong
):
    call = office.call(session)
    tick(AT)

    with pytest.raises(Invalid, match=wrong):
        rescheduling.add(session, call=call, day=day, hour=hour, actor=STAFF, at=AT)
    seven = reminding.plans(session, call)[0]
    with pytest.raises(Invalid, match=wrong):
        rescheduling.move(session, plan=seven, day=day, hour=hour, actor=STAFF, at=AT)


def test_a_reminder_taken_away_can_come_back_on_its_day(session, tick):
    call = office.call(session)
    tick(AT)
    seven = reminding.plans(session, call)[0]
    rescheduling.drop(session, plan=seven, actor=STAFF, at=AT)
    assert len(days(session, call)) == 2

    rescheduling.add(session, call=call, day=seven.day, hour=time(11), actor=STAFF, at=AT)
    assert days(session, call)[0] == ("2026-03-05", "11:00", 7)


def test_a_reminder_that_is_settled_is_nobodys_to_change(session, tick):
    call = office.call(session)
    tick(AT)
    tick(datetime(2026, 3, 5, 8, tzinfo=UTC))
    seven = reminding.plans(session, call)[0]

    with pytest.raises(NotFound):
        reminding.plan_of(session, call, seven.id)
