"""The pages of the search: who finds what, in which words, in how many statements."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from consult.accounts.models import Role
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.analysis.searching import tasks
from consult.calls.queries import call_with_questions, invitations
from consult.contributions.models import Contribution
from tests import office
from tests.analysis.searching.corpus import TEXTS


@pytest.fixture
def call(session, client):
    office.sign_in(client, session, Role.READER)
    made = office.call(session, audience=len(TEXTS))
    for invitation, said in zip(invitations(session, made), TEXTS, strict=True):
        office.contribution(session, invitation, needs=said)
    session.commit()
    return made


def search(client, call, **given):
    return client.get(f"/staff/calls/{call.slug}/search", query_string=given)


def shown(page):
    return [one.get_text().strip() for one in page.select(".hits blockquote")]


def test_words_are_shown_where_they_stand(client, call):
    page = search(client, call, q="industrielles foncier")

    assert shown(page) == ["L’accès au foncier industriel reste le premier frein des PME."]
    assert [one.text for one in page.select("mark")] == ["foncier", "industriel"]
    assert page.select_one(".hit-count").text == "1 réponse, 1 agence"
    [link] = page.select(".hits h3 a")
    path, _, anchor = link["href"].partition("#")
    assert path == f"/staff/calls/{call.slug}/reading?agency=A1"
    assert client.get(path).select_one(f"#{anchor}") is not None


def test_a_page_takes_so_many_statements_whatever_is_found(
    app, settle, client, call, queries, work
):
    address = f"/staff/calls/{call.slug}/search"
    settle()
    with app.app_context():
        tasks.calendar(office.AT)
    assert work() == 1
    for asked in ("le OR la OR les OR un", "foncier"):
        # Who asks, the call with its questions, groups, two to find, one to show.
        with queries(8):
            client.get(address, query_string={"q": asked})
    with queries(8):  # nothing to show, but the words that somebody wrote
        client.get(address, query_string={"q": "rien de tout cela xyz"})


def test_hostile_text_is_only_text(session, client, call):
    contribution = session.query(Contribution).first()
    version = contribution.sent
    text = '<script>alert(1)</script> "foncier" <b>&amp;</b>'
    version.content = {**version.content, "answers": {"needs": text}}
    session.commit()

    page = search(client, call, q='<script> "foncier')
    assert shown(page) == ['<script>alert(1)</script> "foncier" <b>&amp;</b>']
    assert page.select_one("main script, main b:not(.hit-count b)") is None


def test_what_is_confidential_says_so(session, client, call):
    version = session.query(Contribution).first().sent
    version.content = {**version.content, "confidential": ["needs"]}
    session.commit()

    page = search(client, call, q="foncier")
    assert [one.text for one in page.select(".hits .pill")] == ["confidentielle"]


def test_a_slip_is_met_with_the_nearest_word(app, settle, client, call, work):
    for indexed in (False, True):
        if indexed:
            settle()
            with app.app_context():
                tasks.calendar(office.AT)
            work()
        page = search(client, call, q="fonsier industriel")
        assert page.select_one(".empty a").text == "foncier industriel"
        page = client.get(page.select_one(".empty a")["href"])
        assert len(shown(page)) == 1


def test_agencies_and_questions_can_be_chosen(client, call):
    assert len(shown(search(client, call, q="foncier", agency="A1"))) == 1
    assert shown(search(client, call, q="foncier", agency="A2")) == []
    assert shown(search(client, call, q="foncier", question="scale")) == []
    assert len(shown(search(client, call, q="foncier", region="Bretagne", level="locale"))) == 1


def test_many_answers_are_shown_so_many_at_a_time(client, call):
    page = search(client, call, q="le OR la OR les OR un OR une OR des OR de OR l")
    assert len(page.select(".hits > li")) == 25
    following = client.get(page.select_one("a[rel=next]")["href"])
    assert 0 < len(following.select(".hits > li")) < 25


def test_comments_and_coded_passages_are_found(session, client, call):
    made = call_with_questions(session, call.slug)
    question = made.sections[0].questions[0]
    version = session.query(Contribution).first().sent
    theme = Theme(
        call_id=call.id,
        question_id=question.id,
        key="land",
        position=0,
        label="Le foncier",
        claim="",
        description="",
    )
    excerpt = Excerpt(
        version_id=version.id,
        question_id=question.id,
        start=0,
        end=26,
        confidential=False,
        position=0,
    )
    excerpt.codings.append(
        Coding(
            theme=theme, comment="À vérifier auprès d’elle", origin=Origin.HUMAN, coded_at=office.AT
        )
    )
    session.add_all([theme, excerpt])
    session.commit()

    page = search(client, call, q="foncier", kind="excerpts")
    assert shown(page) == ["L’accès au foncier industr"]
    assert [one.text for one in page.select(".hits .tag")] == ["Le foncier"]
    assert shown(search(client, call, q="PME", kind="excerpts")) == []
    assert shown(search(client, call, q="verifier", kind="comments")) == [
        "À vérifier auprès d’elle"
    ]
    assert shown(search(client, call, q="verifier", kind="notes")) == []


def test_every_call_is_searched_but_rehearsals(session, client, call, queries):
    other = office.call(session, title="Autre appel", audience=1)
    [invitation] = invitations(session, other)
    office.contribution(session, invitation, needs="Du foncier, encore.")
    session.commit()

    with queries(7):
        page = client.get("/staff/search", query_string={"q": "fonciers"})
    assert sorted(shown(page)) == [
        "Du foncier, encore.",
        "L’accès au foncier industriel reste le premier frein des PME.",
    ]
    assert len(page.select(".hit-call")) == 2


@pytest.mark.parametrize("asked", ["", "  ", '"', "-x", "*", "a" * 400, "\u0000", "(((", "l'"])
def test_odd_questions_have_a_page_too(client, call, asked):
    search(client, call, q=asked, page="x", kind="y")
    client.get("/staff/search", query_string={"q": asked})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_is_told_at_once_how_much_came_in(app, session, settle, call, work, monkeypatch):
    """Until then PostgreSQL takes every table for a small one: see `take_stock`."""
    monkeypatch.setattr(tasks, "BATCH", 4)
    settle()
    with app.app_context():
        tasks.calendar(office.AT)
    assert work() == 1

    known = "SELECT reltuples FROM pg_class WHERE relname = :name"
    for name in ("search_text", "searched_version", "version", "contribution", "invitation"):
        assert session.scalar(text(known), {"name": name}) >= 4, name
