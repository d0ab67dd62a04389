"""The pages of the deadline and of its reminders, as staff use them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult import jobs
from consult.calls import deadlines
from consult.calls.models import DeadlineChange
from consult.calls.queries import invitations
from consult.calls.rules import Move, Phase
from consult.campaign import closing, reminding
from consult.campaign.deadline_forms import MOVE_WORDS
from tests import office
from tests.mail import body_of
from tests.office import AT, CLOSES, STAFF

DAY = timedelta(days=1)


@pytest.fixture
def now(monkeypatch):
    def at(instant):
        monkeypatch.setattr("consult.clock.now", lambda: instant)

    at(AT + timedelta(minutes=5))
    return at


@pytest.fixture
def staff(client, session, now):
    office.sign_in(client, session)
    return client


@pytest.fixture
def call(session):
    made = office.call(session, audience=3)
    reminding.plan(session, call=made, at=AT)
    return made


def address(call, name="deadline"):
    return f"/staff/calls/{call.slug}/{name}"


def test_closing_wants_a_reason_and_a_confirmation(staff, session, call):
    page = staff.get(address(call))
    refused = staff.send(page, form="form[action$=close]", status=422)

    assert [one.get_text(strip=True) for one in refused.select("p.error")] == [
        "Ce champ est nécessaire.",
        "Cochez cette case pour confirmer.",
    ]
    session.refresh(call)
    assert call.closes_at == CLOSES


@pytest.mark.parametrize("tell", [True, False])
def test_closing_tells_those_who_have_a_draft_if_staff_wish(
    staff, session, call, work, postbox, now, tell
):
    sender, drafting, _ = invitations(session, call)
    office.contribution(session, sender)
    office.contribution(session, drafting, sent=False)
    given = {"close-reason": "Tout est là", "close-sure": "y", "close-tell": ["y"] if tell else []}
    page = staff.send(staff.get(address(call)), form="form[action$=close]", **given)
    work()

    assert "Tout est là" in page.words
    assert [one["To"] for one in postbox] == (["a2@agence.example"] if tell else [])
    if tell:
        said = body_of(postbox[0])
        assert "a été clos le lundi 2 mars 2026 à 10 h 05" in said.replace("\u00a0", " ")
        assert "http://localhost/r/" in said, "its draft stays readable"


def test_a_closed_call_is_opened_again_by_somebody_for_a_reason(
    staff, session, call, work, postbox, now
):
    now(CLOSES + DAY)
    page = staff.get(address(call))
    asked = {"reopen-day": "2026-03-20", "reopen-hour": "18:00"}
    staff.send(page, form="form[action$=reopen]", status=422, **asked)
    given = {**asked, "reopen-reason": "Audition repoussée"}
    shown = staff.send(page, form="form[action$=reopen]", **given)
    work()

    assert call.window.phase(CLOSES + DAY) is Phase.OPEN
    assert "L’appel est rouvert. 3 agences sont prévenues." in shown.words
    (trace,) = session.scalars(select(DeadlineChange))
    assert (trace.kind, trace.by, trace.reason) == (Move.REOPENED, STAFF, "Audition repoussée")
    assert "Le motif : Audition repoussée" in body_of(postbox[0]).replace("\u00a0", " ")
    planned = [one.day.isoformat() for one in reminding.plans(session, call) if not one.outcome]
    assert planned == ["2026-03-18", "2026-03-20"]


def test_a_past_deadline_does_not_open_a_call_again(staff, call, now):
    now(CLOSES + DAY)
    given = {"reopen-day": "2026-03-12", "reopen-hour": "18:00", "reopen-reason": "Oubli"}
    page = staff.send(staff.get(address(call)), form="form[action$=reopen]", status=422, **given)

    assert "Choisissez une date postérieure" in page.words


def test_a_closed_call_gives_longer_to_one_agency_only(staff, call, now):
    now(CLOSES + DAY)
    page = staff.get(address(call))

    assert [one.get_text() for one in page.select("#who option")] == ["A1", "A2", "A3"]


def test_the_list_of_a_closing_is_shown_and_downloads(staff, session, call, now):
    office.contribution(session, invitations(session, call)[0])
    at = CLOSES + timedelta(minutes=3)
    made = closing.make_list(session, call_id=call.id, closes_at=CLOSES, at=at)
    now(at)
    page = staff.get(address(call))
    assert "1 contribution reçue" in page.words

    (link,) = page.select("a[href$='.csv']")
    got = staff.request("GET", link["href"])
    lines = got.text.removeprefix("\ufeff").splitlines()
    assert got.mimetype == "text/csv"
    assert lines[0] == "agency;reference;version;sent_at;digest"
    assert lines[1].split(";")[0] == made.entries[0]["agency"] == "A1"
    other = office.call(session, title="Un autre")
    assert staff.request("GET", address(other, f"lists/{made.id}.csv")).status_code == 404


def test_every_move_has_words():
    assert set(MOVE_WORDS) == set(Move)


def test_what_is_planned_is_shown_with_its_instant_and_whom_it_reaches(staff, session, call):
    office.contribution(session, invitations(session, call)[0])
    page = staff.get(address(call, "reminders"))
    rows = [
        (row.th.get_text("|", strip=True), row.td.get_text(strip=True))
        for row in page.select("tbody tr")
    ]

    reached = "2 agences, à cette heure"
    assert [(when.replace("\u00a0", " "), told) for when, told in rows] == [
        ("jeudi 5 mars 2026 à 9 h 00 (heure de Paris)|7 jours avant la date limite", reached),
        ("mardi 10 mars 2026 à 9 h 00 (heure de Paris)|2 jours avant la date limite", reached),
        ("jeudi 12 mars 2026 à 8 h 00 (heure de Paris)|le jour de la date limite", reached),
    ]


def test_the_page_takes_as_many_statements_for_three_reminders_as_for_one(
    staff, session, call, settle, queries
):
    page = address(call, "reminders")
    settle()
    with queries(6):
        staff.get(page)
    for plan in reminding.plans(session, call)[1:]:
        session.delete(plan)
    settle()
    with queries(6):
        staff.get(page)


def test_a_draft_shows_what_will_be_planned(staff, session):
    draft = office.call(session, opened=False, title="En préparation")
    coming = staff.get(address(draft, "reminders")).select_one(".empty li")

    assert coming.get_text().startswith("jeudi 5 mars 2026")


def test_a_reminder_is_added_moved_paused_and_taken_away(staff, session, call, settle):
    page = staff.get(address(call, "reminders"))
    page = staff.send(page, form="#add-reminder", **{"add-day": "2026-03-06", "add-hour": "14:30"})
    settle()
    added = reminding.plans(session, call)[1]
    assert (added.day.isoformat(), added.days_before) == ("2026-03-06", None)

    moved = {f"r{added.id}-day": "2026-03-09", f"r{added.id}-hour": "08:15"}
    page = staff.send(page, form=f"form[action$='{added.id}/move']", **moved)
    page = staff.send(page, form=f"form:has([name=plan][value='{added.id}'])", button="pause")
    session.refresh(added)
    assert (added.day.isoformat(), added.hour.isoformat("minutes")) == ("2026-03-09", "08:15")
    assert added.paused_at == AT + timedelta(minutes=5)

    staff.send(page, form=f"form[action$='{added.id}/drop']")
    settle()
    assert added.id not in {one.id for one in reminding.plans(session, call)}


def test_two_reminders_on_one_day_are_refused_with_a_sentence(staff, call):
    page = staff.get(address(call, "reminders"))
    given = {"add-day": "2026-03-10", "add-hour": "15:00"}
    refused = staff.send(page, form="#add-reminder", status=422, **given)

    assert "Une autre relance part ce jour-là" in refused.words


def test_extending_moves_the_reminders_at_once(staff, session, call, settle):
    page = staff.get(address(call))
    staff.send(page, form="#longer-form", day="2026-03-20", hour="18:00", reason="Congés")
    settle()

    assert [one.day.isoformat() for one in reminding.plans(session, call)] == [
        "2026-03-13",
        "2026-03-18",
        "2026-03-20",
    ]


def test_the_command_line_closes_and_reopens_with_the_same_trace(cli, session, call, now, settle):
    cli("call", "close", call.slug, "--reason", "Tout est là")
    refused = cli(
        "call", "reopen", call.slug, "--until", "2020-01-01T18:00", "--reason", "x", code=1
    )
    said = cli("call", "reopen", call.slug, "--until", "2026-03-20T18:00", "--reason", "Erreur")
    settle()

    assert refused.output == "Error: 2020-01-01T18:00 must be later than now.\n"
    assert said.output.splitlines()[-1] == (
        f"{call.slug} is open again until 2026-03-20 18:00 Europe/Paris."
    )
    assert [(one.kind, one.by, one.reason) for one in deadlines.history(session, call)] == [
        (Move.REOPENED, "command", "Erreur"),
        (Move.CLOSED, "command", "Tout est là"),
    ]


def test_extending_a_closed_call_from_a_terminal_reopens_it(cli, session, call, now, settle):
    now(CLOSES + DAY)
    cli("call", "extend", call.slug, "--until", "2026-03-20T18:00")
    settle()

    assert [one.kind for one in deadlines.history(session, call)] == [Move.REOPENED]
    assert session.query(jobs.Job).filter_by(kind="close").count() == 0
