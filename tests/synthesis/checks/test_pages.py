"""The checks beside the note, what mends in one gesture, and the page of the coverage."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from consult import db
from consult.accounts.models import Role
from consult.synthesis import models
from consult.synthesis.checks.loading import ground
from consult.synthesis.checks.running import run
from consult.synthesis.drafting import writing
from tests import office
from tests.synthesis.checks.written import SAID, written_call


@pytest.fixture
def desk(session):
    """A call with three contributions and a manuscript of which one statement has no source."""
    return written_call(session)


def contents(session, call):
    session.expire_all()
    found = session.scalars(select(models.ManuscriptBlock).order_by(models.ManuscriptBlock.place))
    return [one.content for one in found]


def finding(session, call, check):
    return next(one for one in run(ground(session, call.slug)) if one.check.value == check)


def test_everything_is_read_in_the_same_few_statements(session, queries, desk, settle):
    slug = desk.slug
    settle()
    with queries(13):
        ground(session, slug)


class Hand:
    """One person at the desk of one call."""

    def __init__(self, client, call):
        self.client = client
        self.here = f"/staff/calls/{call.slug}/note/desk"
        self.token = client.get(self.here).select_one("[name=csrf_token]")["value"]

    def post(self, where, **body):
        headers = {"X-CSRFToken": self.token}
        return self.client.request("POST", self.here + where, json=body, headers=headers)


def test_the_panel_says_what_is_found_with_its_place_and_what_mends_it(
    client, session, desk, settle
):
    office.sign_in(client, session, role=Role.READER)
    settle()
    page = client.get(f"/staff/calls/{desk.slug}/note/desk/checks")
    names = [one.get_text() for one in page.select(".nc-blocks .nc-name a")]
    keys = [one.key for one in writing.in_order(session.scalars(select(models.Manuscript)).one())]
    assert names == [
        "Affirmation sans source",
        "Nombre tapé à la main",
        "Citation tapée à la main",
    ]
    assert [one["href"] for one in page.select(".nc-blocks .nc-name a")] == [
        f"#block-{key}" for key in (keys[1], keys[1], keys[2])
    ]
    assert page.select("[data-fix]") == []


def test_a_reader_writes_nothing(client, session, desk, settle):
    office.sign_in(client, session, role=Role.READER)
    settle()
    hand = Hand(client, desk)
    wanted = ("/checks/mend", "/checks/typography", "/coverage")
    assert [hand.post(one).status_code for one in wanted] == [403, 403, 403]


def test_a_number_becomes_a_figure_and_a_typed_quotation_is_locked(client, session, desk, settle):
    office.sign_in(client, session)
    settle()
    hand = Hand(client, desk)
    number, typed = (finding(session, desk, one) for one in ("numbers.typed", "quotes.typed"))
    for one in (number, typed):
        answer = hand.post("/checks/mend", finding=one.id, choice=0)
        assert answer.status_code == 200, answer.text
    claim, text = contents(session, desk)[1:3]
    assert claim["content"][0] == {"figure": "answered", "form": "agencies"}
    assert text["content"][1]["quote"] == {
        "agency": "A1",
        "version": 1,
        "question": "needs",
        "start": 0,
        "end": len(SAID),
        "text": SAID,
        "item": None,
        "field": None,
    }
    assert hand.post("/checks/mend", finding=number.id, choice=0).status_code == 409


def test_all_the_typography_is_corrected_as_one_thing_that_undoes(client, session, desk, settle):
    office.sign_in(client, session)
    settle()
    hand = Hand(client, desk)
    before = contents(session, desk)
    assert hand.post("/checks/typography").status_code == 200
    after = contents(session, desk)
    assert after[1]["content"] == [{"text": "Trois agences parlent de la 2e crise."}]
    assert after[2] == before[2]
    hand.post("/undo")
    assert contents(session, desk) == before


@pytest.mark.parametrize("where", ["/checks/mend", "/checks/typography"])
def test_colleagues_write_while_the_checks_look_and_nothing_is_mended_over_them(
    client, session, desk, settle, monkeypatch, where
):
    office.sign_in(client, session)
    settle()
    hand, wanted = Hand(client, desk), finding(session, desk, "numbers.typed")
    before = contents(session, desk)
    session.rollback()

    def looking(looked_at):
        with db.database().writer() as colleague:
            colleague.execute(update(models.Manuscript).values(revision=99))
            colleague.commit()
        return run(looked_at)

    monkeypatch.setattr("consult.synthesis.views.checks.run", looking)
    assert hand.post(where, finding=wanted.id).status_code == 409
    assert contents(session, desk) == before


def test_the_coverage_is_recorded_when_it_is_opened_and_asked_again_after_a_change(
    client, session, desk, settle
):
    office.sign_in(client, session)
    settle()
    hand = Hand(client, desk)
    client.get(f"{hand.here}/coverage")
    assert session.scalars(select(models.Manuscript)).one().coverage_at is None
    client.send(client.get(f"{hand.here}/coverage"))
    session.expire_all()
    manuscript = session.scalars(select(models.Manuscript)).one()
    assert (manuscript.coverage_revision, manuscript.coverage_by) == (
        manuscript.revision,
        office.STAFF,
    )
    asked = [one.check.value for one in run(ground(session, desk.slug))]
    assert "coverage.unopened" not in asked
    manuscript.revision += 1
    session.flush()
    again = [one.check.value for one in run(ground(session, desk.slug))]
    assert "coverage.unopened" in again
