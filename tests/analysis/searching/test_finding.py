"""Both databases find the same, before and after the index knows it."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from consult.analysis.models import SearchedVersion, SearchText
from consult.analysis.searching import tasks
from consult.analysis.searching.finding import Finder, Narrowed
from consult.analysis.searching.language import parsed
from consult.calls.queries import call_with_questions, invitations
from consult.contributions.models import Version
from consult.erasing import erase
from tests import office
from tests.analysis.searching.corpus import QUERIES, TEXTS


@pytest.fixture
def call(session):
    made = office.call(session, audience=len(TEXTS))
    for invitation, text in zip(invitations(session, made), TEXTS, strict=True):
        office.contribution(session, invitation, needs=text)
    session.commit()
    return call_with_questions(session, made.slug)


@pytest.fixture
def index(app, settle, work):
    """Have the worker index what came in; says how many jobs that took."""

    minutes = itertools.count()

    def indexed():
        settle()
        with app.app_context():
            tasks.calendar(office.AT + timedelta(minutes=next(minutes)))
        return work()

    return indexed


def found(session, call, asked, **narrowed):
    finder = Finder(session, [call], {"fr": parsed(asked)})
    return [place.contribution for place in finder.places(Narrowed(**narrowed))]


def expected(session, asked):
    query = parsed(asked)
    versions = session.scalars(select(Version).order_by(Version.id))
    return [
        one.contribution_id
        for one in versions
        if query.answered_by(one.content["answers"]["needs"])
    ]


def test_what_is_found_is_the_same_before_and_after_indexing(session, call, index, queries):
    with queries(2):
        found(session, call, "eau")
    before = {asked: found(session, call, asked) for asked in QUERIES}

    assert index() == 1

    known = session.scalar(select(func.count()).select_from(SearchedVersion))
    assert known == len(TEXTS)
    assert {asked: found(session, call, asked) for asked in QUERIES} == before
    assert before == {asked: expected(session, asked) for asked in QUERIES}
    assert sum(map(bool, before.values())) > 60


def test_nothing_typed_makes_an_error(session, call, index):
    index()

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.text(max_size=60)
        | st.lists(st.sampled_from([*QUERIES, "(", ")", "NOT", "AND", "*", '"']), max_size=4).map(
            " ".join
        )
    )
    def typed(asked):
        assert found(session, call, asked) == expected(session, asked)

    typed()


def test_what_was_just_sent_takes_the_place_of_what_was_sent_before(session, call, index):
    index()
    [contribution] = found(session, call, "foncier")
    first = session.scalars(select(Version).where(Version.contribution_id == contribution)).one()
    content = {**first.content, "answers": {"needs": "Du transport ferroviaire."}}
    session.add(
        Version(
            contribution_id=contribution,
            number=2,
            reference="TEST-AGAIN",
            sent_at=office.AT,
            channel="web",
            late=False,
            content=content,
            digest="1" * 64,
        )
    )
    session.commit()

    assert found(session, call, "foncier") == []
    assert contribution in found(session, call, "ferroviaire")
    assert index() == 1
    assert found(session, call, "foncier") == []
    assert contribution in found(session, call, "ferroviaire")
    held = select(func.count()).select_from(SearchText)
    assert session.scalar(held.where(SearchText.contribution_id == contribution)) == 1


def test_drafts_and_what_was_withdrawn_are_not_found(session, call, index):
    draft = office.call(session, title="Autre", audience=1)
    [invitation] = invitations(session, draft)
    office.contribution(session, invitation, sent=False)
    session.commit()
    index()
    assert found(session, call_with_questions(session, draft.slug), "eau OR besoins") == []

    [contribution] = found(session, call, "foncier")
    session.execute(
        update(office.Contribution)
        .where(office.Contribution.id == contribution)
        .values(withdrawn_at=office.AT)
    )
    session.commit()
    assert found(session, call, "foncier") == []


def test_one_can_look_in_one_place_alone(session, call, index):
    everywhere = found(session, call, "le OR la OR les")
    for _ in range(2):  # not indexed, then indexed
        assert found(session, call, "foncier", agency="A1") != []
        assert found(session, call, "foncier", agency="A2") == []
        assert found(session, call, "le OR la OR les", region="Bretagne") == everywhere
        assert found(session, call, "foncier", region="Corse") == []
        assert found(session, call, "foncier", level="locale", question="needs") != []
        assert found(session, call, "foncier", question="scale") == []
        index()


def test_a_text_too_long_for_the_index_is_read_as_it_is(session, call, index, monkeypatch):
    monkeypatch.setattr("consult.analysis.searching.words.MOST", 60)
    index()

    kept = set(session.scalars(select(SearchText.words).where(SearchText.words == "any")))
    assert kept == {"any"}
    assert {asked: found(session, call, asked) for asked in QUERIES} == {
        asked: expected(session, asked) for asked in QUERIES
    }


def test_the_calendar_asks_once_and_then_for_nothing(app, settle, call, work, queries):
    settle()
    with app.app_context():
        tasks.calendar(office.AT)
        tasks.calendar(office.AT)
    assert work() == 1
    with queries(1), app.app_context():
        tasks.calendar(office.AT)
    assert work() == 0


def test_erasing_a_call_leaves_nothing_of_it_in_the_index(session, call, index):
    index()
    erase(session, {"call": [call.id]})

    assert session.scalar(select(func.count()).select_from(SearchText)) == 0
    assert session.scalar(select(func.count()).select_from(SearchedVersion)) == 0
