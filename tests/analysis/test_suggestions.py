"""Suggestions from the question to the coding: searched, shown apart, taken up by a person."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult import jobs
from consult.accounts.models import Role, User
from consult.analysis import tasks
from consult.analysis.coding import journal
from consult.analysis.models import (
    Act,
    Coding,
    Excerpt,
    Origin,
    RunState,
    SuggestedAnswer,
    SuggestionRun,
    Theme,
)
from consult.analysis.queries import material
from consult.analysis.suggesting import searches as proposals
from consult.analysis.suggesting.assistant import NoAnswer
from consult.calls import queries as calls
from consult.calls.models import Question
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.models import ConsentChange, Version
from consult.jobs import Job, JobState
from tests import office
from tests.analysis.coded import code, spot_of
from tests.analysis.planted import OPENINGS, SUBJECTS
from tests.office import AT

FREIGHT = (
    "Le fret ferroviaire doit être fiable toute l’année, car chaque train supprimé coûte cher."
)
TEXTS = (
    f"{FREIGHT} Il nous manque 350 apprentis en Bretagne.",
    f"{FREIGHT.replace('doit', 'ne doit pas')} Nos lycées forment trop peu.",
    "Le prix de l’électricité menace nos fonderies.",
)


@pytest.fixture
def now(monkeypatch):
    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT + timedelta(days=1))
    return told


@pytest.fixture
def staff(client, session, now):
    office.sign_in(client, session)
    return client


@pytest.fixture
def work(app, settle):
    """The worker does all there is to do."""

    def worked():
        settle()
        with app.app_context():
            while jobs.run_next():
                continue
        settle()

    return worked


@pytest.fixture(autouse=True)
def by_words(app):
    """Without the encoder, which takes a second to load; the lemmas do the same work."""
    object.__setattr__(app.extensions["settings"], "suggestions", "words")


def asked(session, texts=TEXTS):
    call = office.call(session, audience=len(texts))
    for invitation, text in zip(call.invitations, texts, strict=True):
        office.contribution(session, invitation, needs=text)
    session.flush()
    return calls.call_with_questions(session, call.slug)


def needs_of(call):
    return next(q for s in call.sections for q in s.questions if q.key == "needs")


def a_theme(session, call, label="Fret ferroviaire", description="Trains et sillons", key="fret"):
    theme = Theme(
        call_id=call.id,
        question_id=needs_of(call).id,
        key=key,
        position=0,
        label=label,
        claim="",
        description=description,
    )
    session.add(theme)
    session.flush()
    return theme


def page_of(call, rest=""):
    return f"/staff/calls/{call.slug}/suggestions{rest}"


def searched(staff, work, call):
    page = staff.get(page_of(call))
    staff.send(page, form='main form[action$="/search"]')
    work()
    return staff.get(page_of(call))


def many(count=44):
    subjects = list(SUBJECTS.values())
    return [
        f"{OPENINGS[n % 4]} : {', '.join(subjects[n % 4][(n // 4 + k) % 7] for k in range(4))}."
        for n in range(count)
    ]


def codings(session):
    return session.scalar(select(func.count()).select_from(Coding))


def test_few_answers_have_phrases_and_mentions_and_no_group(staff, session, work):
    call = asked(session)

    page = searched(staff, work, call)

    assert page.select("#groups") == []
    assert "40" in page.select_one("#few").parent.text
    figures = [mark.text for mark in page.select("section[aria-labelledby=figures] mark")]
    places = [one.text.split()[0] for one in page.select("section[aria-labelledby=places] summary")]
    assert (figures, places) == (["350 apprentis"], ["Bretagne"])
    assert (codings(session), session.scalar(select(func.count()).select_from(Theme))) == (0, 0)


def test_a_result_holds_no_words_of_an_answer_but_its_phrases(staff, session, work):
    call = asked(session)
    searched(staff, work, call)
    run = session.scalars(select(SuggestionRun)).one()

    assert FREIGHT not in str(run.result)
    assert (run.state, run.engine["name"], run.engine["parameters"]["seed"]) == (
        RunState.DONE,
        "lemmas-louvain",
        2018,
    )
    assert set(run.result["read"].values()) == set(session.scalars(select(Version.id)))


def test_forty_answers_have_groups_and_one_becomes_a_theme_in_ones_own_words(staff, session, work):
    call = asked(session, many())
    page = searched(staff, work, call)
    assert len(page.select(".suggest-group")) >= 4
    assert codings(session) == 0

    group = staff.get(page.select_one(".suggest-group h4 a")["href"])
    refused = staff.send(group, form="form.suggest-accept", status=422, label=" ")
    assert "Écrivez" in refused.select_one(".error-summary").text or "Write" in refused.text
    ticked = len(group.select("[name=member][checked]"))
    staff.send(group, form="form.suggest-accept", label="Le rail", definition="Trains")

    theme = session.scalars(select(Theme)).one()
    found = session.scalars(select(Coding)).all()
    assert (theme.label, theme.description, len(found)) == ("Le rail", "Trains", ticked)
    assert {one.origin for one in found} == {Origin.ACCEPTED}
    assert {one.proposal["name"] for one in found} == {"lemmas-louvain"}
    assert {one.suggested for one in material(session, call.slug).passages} == {True}
    assert session.scalars(select(Act)).one().kind == "theme_accepted"


def test_an_accepted_group_is_undone_at_once(staff, session, work):
    call = asked(session, many())
    page = searched(staff, work, call)
    group = staff.get(page.select_one(".suggest-group h4 a")["href"])
    staff.send(group, form="form.suggest-accept", label="Le rail")
    act = session.scalars(select(Act)).one()

    journal.undo(session, call=calls.call_by_slug(session, call.slug), user=act.user, at=AT)

    assert [codings(session), session.scalar(select(func.count()).select_from(Theme))] == [0, 0]


def test_three_themes_for_a_passage_and_what_is_chosen_counts(staff, session, work, queries, app):
    call = asked(session)
    fret = a_theme(session, call)
    a_theme(session, call, "Énergie", "Prix de l’électricité et du gaz", "energie")
    a_theme(session, call, "Formation", "Apprentis, lycées", "formation")
    searched(staff, work, call)

    page = staff.get(page_of(call, "/passages"))
    first = page.select_one("[data-offer]")
    assert len(page.select("[data-offer]")) == 5
    assert first.select_one("button[name=theme]")["value"] == str(fret.id)
    staff.send(page, form="[data-offer] form", button="theme")

    coding = session.scalars(select(Coding)).one()
    assert (coding.theme_id, coding.origin, coding.proposal["rank"]) == (
        fret.id,
        Origin.ACCEPTED,
        1,
    )
    excerpt = session.scalars(select(Excerpt)).one()
    assert excerpt.version.content["answers"]["needs"][excerpt.start : excerpt.end] == FREIGHT
    assert len(staff.get(page_of(call, "/passages")).select("[data-offer]")) == 4


def on_desk(staff, call):
    return staff.get(f"/staff/calls/{call.slug}/reading?question=needs")


def test_what_is_proposed_for_an_answer_is_taken_up_where_it_is_read(staff, session, work):
    call = asked(session)
    fret = a_theme(session, call)
    searched(staff, work, call)

    page = on_desk(staff, call)
    assert [len(one.select("li")) for one in page.select(".sheet-proposed")] == [2, 2, 1]
    assert page.select_one(".sheet-proposed").get("open") is None
    assert page.select_one(".sheet-proposed q").text == FREIGHT
    after = staff.send(page, form=".sheet-proposed form", button="theme")

    (coding,) = session.scalars(select(Coding))
    assert (coding.theme_id, coding.origin) == (fret.id, Origin.ACCEPTED)
    assert [len(one.select("li")) for one in after.select(".sheet-proposed")] == [1, 2, 1]
    assert after.select_one(".strand-quote") is not None

    last = staff.send(after, form=".sheet-proposed form", button="skip")
    assert [len(one.select("li")) for one in last.select(".sheet-proposed")] == [2, 1]


def test_nothing_is_proposed_on_the_desk_to_who_codes_blind(staff, session, work):
    call = asked(session)
    a_theme(session, call)
    searched(staff, work, call)

    page = staff.send(on_desk(staff, call), form='form[action$="/coding/blind"]')

    assert page.select(".sheet-proposed") == []


def test_nothing_is_proposed_on_the_desk_to_a_reader(client, session, now, work):
    office.sign_in(client, session, role=Role.READER)
    call = asked(session)
    a_theme(session, call)
    proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    work()
    assert (
        client.get(f"/staff/calls/{call.slug}/reading?question=needs").select(".sheet-proposed")
        == []
    )


def test_passages_coded_by_hand_count_like_those_accepted(staff, session, work):
    call = asked(session)
    fret = a_theme(session, call)
    searched(staff, work, call)
    spot = spot_of(session, call)
    code(session, call, session.scalars(select(User)).first(), fret, (0, 20), spot=spot)
    page = staff.get(page_of(call, "/passages"))
    assert len(page.select("[data-offer]")) == 4
    page = staff.send(page, form="[data-offer] form", button="theme")
    page = staff.send(page, form="[data-offer] form", button="skip")

    told = staff.get(page_of(call, "/passages")).select_one(".suggest-counts")

    assert [int(one) for one in re.findall(r"\d+", told.text)] == [5, 2, 1]
    assert len(page.select("[data-offer]")) == 2


def test_a_passage_left_is_proposed_no_more(staff, session, work):
    call = asked(session)
    a_theme(session, call)
    searched(staff, work, call)

    page = staff.get(page_of(call, "/passages"))
    again = staff.send(page, form="[data-offer] form", button="skip")

    assert len(again.select("[data-offer]")) == len(page.select("[data-offer]")) - 1
    assert codings(session) == 0


def test_only_a_theme_that_was_proposed_is_accepted_and_only_on_the_last_version(
    staff, session, work
):
    call = asked(session)
    fret = a_theme(session, call)
    searched(staff, work, call)
    other = a_theme(session, call, "Autre", "", "autre")
    page = staff.get(page_of(call, "/passages"))
    staff.send(page, form="[data-offer] form", beyond={"theme": str(other.id)})
    assert codings(session) == 0

    version = session.scalars(select(Version).order_by(Version.id)).first()
    newer = Version(
        contribution=version.contribution,
        number=2,
        reference="AGAIN",
        sent_at=AT + timedelta(days=1),
        channel="web",
        late=False,
        content={**version.content, "answers": {"needs": "Tout autre chose, à présent."}},
        digest="1" * 64,
    )
    session.add(newer)
    staff.send(page, form="[data-offer] form", beyond={"theme": str(fret.id)})

    assert codings(session) == 0
    told = staff.get(page_of(call)).select_one("main .notice").text
    assert "1" in told


def test_texts_nearly_the_same_with_a_negation_are_told_to_be_read(staff, session, work):
    end = " Nous le disons depuis dix ans."
    call = asked(session, (FREIGHT + end, FREIGHT.replace("doit", "ne doit pas") + end))
    searched(staff, work, call)

    page = staff.get(page_of(call, "/shared"))

    (group,) = page.select(".shared-group")
    assert group.select_one(".notice") is not None
    assert [one.text for one in group.select(".common")] == [end.strip()] * 2
    assert [mark.text for mark in group.select("mark")] == [
        f"{FREIGHT} ",
        f"{FREIGHT.replace('doit', 'ne doit pas')} ",
    ]


def test_what_was_withdrawn_is_shown_no_more(staff, session, work):
    call = asked(session)
    searched(staff, work, call)
    version = session.scalars(select(Version).order_by(Version.id)).first()
    version.contribution.withdrawn_at = AT + timedelta(days=1)

    assert "350" not in staff.get(page_of(call)).select_one("main").text


def test_words_that_an_agency_keeps_confidential_since_are_shown_so(staff, session, work):
    call = asked(session)
    searched(staff, work, call)
    assert staff.get(page_of(call)).select("main .pill.warn") == []
    version = session.scalars(select(Version).order_by(Version.id)).first()
    session.add(
        ConsentChange(
            contribution_id=version.contribution_id,
            attribution=Attribution.NAMED,
            quote_permission=QuotePermission.REFUSED,
            confidential=["needs"],
            at=AT + timedelta(days=1),
        )
    )
    session.flush()

    page = staff.get(page_of(call))

    (figure,) = page.select("section[aria-labelledby=figures] .mentions li")
    assert figure.select_one(".pill.warn") is not None


def test_whoever_codes_blind_sees_neither_coded_passages_nor_what_rests_on_them(
    staff, session, work
):
    call = asked(session)
    a_theme(session, call)
    searched(staff, work, call)
    desk = staff.get(f"/staff/calls/{call.slug}/reading?question=needs")
    staff.send(desk, form='form[action$="/coding/blind"]')

    page = staff.get(page_of(call, "/passages"))

    assert page.select("[data-offer]") == []
    assert page.select_one(".empty h2") is not None


def test_a_member_of_a_group_that_is_no_number_is_none(staff, session, work):
    call = asked(session, many())
    page = searched(staff, work, call)
    group = staff.get(page.select_one(".suggest-group h4 a")["href"])

    staff.send(group, form="form.suggest-accept", beyond={"member": "9" * 5000}, status=422)

    assert codings(session) == 0


def test_the_source_of_a_passage_is_there_to_read_for_a_reader(client, session, now, work):
    office.sign_in(client, session, role=Role.READER)
    call = asked(session)
    proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    work()

    source = client.get(page_of(call)).select_one(".suggested-quote footer a")

    anchor = source["href"].partition("#")[2]
    assert client.get(source["href"]).select_one(f"[id={anchor}]") is not None


def test_a_search_that_waits_is_called_off_for_good(staff, session, work):
    call = asked(session)
    page = staff.send(staff.get(page_of(call)), form='main form[action$="/search"]')
    assert page.select_one("[data-searching]") is not None

    page = staff.send(page, form=".searching form")
    work()

    run = session.scalars(select(SuggestionRun)).one()
    assert (run.state, session.scalars(select(Job.state)).one()) == (
        RunState.CANCELLED,
        JobState.CANCELLED,
    )
    assert page.select_one("[data-searching]") is None


def test_one_search_at_a_time_and_only_the_last_is_kept(staff, session, work):
    call = asked(session)
    a_theme(session, call)
    question = session.get_one(Question, needs_of(call).id)
    first = proposals.ask(session, call=call, question=question, user=None, at=AT)
    assert proposals.ask(session, call=call, question=question, user=None, at=AT) is first
    first_id = first.id
    work()
    proposals.ask(session, call=call, question=question, user=None, at=AT)
    work()

    runs = session.scalars(select(SuggestionRun)).all()
    assert [(one.id, one.state) for one in runs] == [(first_id + 1, RunState.DONE)]
    assert set(session.scalars(select(SuggestedAnswer.run_id))) == {first_id + 1}


def test_a_search_called_off_while_it_runs_writes_nothing(session, app, settle, monkeypatch):
    call = asked(session)
    run = proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    settle()

    def stopped(number, step):
        with app.extensions["database"].writer() as other:
            proposals.call_off(other, run=other.get_one(SuggestionRun, number), at=AT)
            other.commit()
        monkeypatch.setattr(tasks, "SECOND", 0.0)
        step(1, 2)
        raise AssertionError("it went on")

    monkeypatch.setattr(tasks, "_found", stopped)
    with app.app_context():
        assert jobs.run_next()

    session.expire_all()
    assert (run.state, run.result) == (RunState.CANCELLED, {})
    assert session.scalars(select(Job.state)).one() is JobState.DONE


def test_a_failure_is_said_and_tried_again(staff, session, work, monkeypatch):
    call = asked(session)
    staff.send(staff.get(page_of(call)), form='main form[action$="/search"]')
    monkeypatch.setattr("consult.analysis.tasks._found", lambda *_: 1 / 0)
    work()

    run = session.scalars(select(SuggestionRun)).one()
    assert (run.state, run.error) == (RunState.WAITING, "ZeroDivisionError: division by zero")
    assert "ZeroDivisionError" not in staff.get(page_of(call)).select_one("[role=status]").text


def test_the_pages_take_as_many_statements_whatever_they_show(session, app, settle, queries, work):
    call = asked(session)
    a_theme(session, call)
    run = proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    work()
    pairs = {
        (one, needs_of(call).id) for one in session.scalars(select(SuggestedAnswer.contribution_id))
    }
    session.expire_all()
    call = calls.call_by_slug(session, call.slug)
    session.refresh(call)
    with queries(4):
        found = proposals.of(session, call, pairs)

    assert [len(found[pair]) for pair in sorted(pairs)] == [2, 2, 1]
    assert run.state is RunState.DONE


@pytest.mark.parametrize(("rest", "statements"), [("", 12), ("/passages", 16), ("/shared", 8)])
def test_a_page_takes_the_same_statements_however_many_answers(
    staff, session, work, queries, rest, statements
):
    call = asked(session, many(12))
    a_theme(session, call)
    proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    work()

    staff.client.get(page_of(call, rest))  # What every version answers is remembered from here.
    with queries(statements):
        staff.client.get(page_of(call, rest))


def test_a_reader_sees_and_decides_nothing(client, session, now, work):
    office.sign_in(client, session, role=Role.READER)
    call = asked(session)
    a_theme(session, call)
    proposals.ask(session, call=call, question=needs_of(call), user=None, at=AT)
    work()

    assert client.get(page_of(call)).select('main form[action$="/search"]') == []
    assert client.get(page_of(call, "/passages")).select("button[name=theme]") == []


def assisted_by(app, monkeypatch, said):
    settings = app.extensions["settings"]
    object.__setattr__(settings, "assistant_url", "http://localhost:1/v1")
    object.__setattr__(settings, "assistant_model", "a-model")
    monkeypatch.setattr("consult.analysis.suggesting.assistant._asked", said)


def test_what_an_assistant_proposes_is_shown_apart_with_what_was_dropped(
    staff, session, work, app, monkeypatch
):
    told = {
        "themes": [
            {
                "title": "Le rail <i>",
                "definition": "Trains",
                "passages": [{"id": "p1", "quote": FREIGHT}, {"id": "p2", "quote": "inventé"}],
            }
        ]
    }
    assisted_by(app, monkeypatch, lambda *_: json.dumps(told))
    call = asked(session)

    page = searched(staff, work, call)

    section = page.select_one("section[aria-labelledby=assistant]")
    assert [one.text for one in section.select("h4")] == ["Le rail <i>"]
    assert [one.select_one(".muted").text for one in section.select(".mentions li")] == ["inventé"]
    group = staff.get(section.select_one("h4 a")["href"])
    staff.send(group, form="form.suggest-accept")
    coding = session.scalars(select(Coding)).one()
    assert (coding.theme.label, coding.theme.description, coding.proposal["assistant"]) == (
        "Le rail <i>",
        "Trains",
        "a-model",
    )


def test_without_an_answer_of_the_assistant_the_rest_stands(staff, session, work, app, monkeypatch):
    def silent(*_):
        raise NoAnswer("HTTP 500")

    assisted_by(app, monkeypatch, silent)
    call = asked(session)

    page = searched(staff, work, call)

    assert "HTTP 500" in page.select_one("section[aria-labelledby=assistant] .notice").text
    assert page.select(".suggest-phrase")
