"""Progress counts the questions put to that very agency."""

from __future__ import annotations

import pytest

from consult.campaign.queries import standings
from consult.contributions.models import Answer, Attachment
from tests import office
from tests.contributions.world import CLOSES, call_of, invited
from tests.office import AT


@pytest.fixture
def call(session):
    """Twelve questions with those of consent; `share` is put after “land” alone."""
    return call_of(session, closes_at=CLOSES)


def drafted(session, call, acronym, **values):
    """An agency whose draft holds these answers."""
    draft = office.contribution(session, invited(session, call, acronym), sent=False)
    ids = {one.key: one.id for section in call.sections for one in section.questions}
    session.add_all(
        Answer(
            contribution_id=draft.id,
            question_id=ids[key],
            value=value,
            confidential=False,
            saved_at=AT,
        )
        for key, value in values.items()
    )
    session.flush()
    return draft, ids


def extents(session, call):
    return [(one.answered, one.asked) for one in standings(session, call)]


def test_a_question_that_is_not_put_does_not_count_as_unanswered(session, call):
    drafted(session, call, "TOWN", team="Pôle", scale="town")
    drafted(session, call, "LAND", team="Pôle", scale="land")
    drafted(session, call, "BOTH", team="Pôle", scale="land", share=12.5)

    assert extents(session, call) == [(2, 9), (2, 10), (3, 10)]


def test_an_answer_to_a_question_no_longer_put_does_not_count(session, call):
    drafted(session, call, "TOWN", scale="town", share=12.5)

    assert extents(session, call) == [(1, 9)]


def test_an_answer_marked_confidential_and_left_empty_is_none(session, call):
    drafted(session, call, "TOWN", team=None, text="Un avis")

    assert extents(session, call) == [(1, 9)]


def test_files_at_hand_answer_their_question_once(session, call):
    draft, ids = drafted(session, call, "TOWN")
    for name in ("a.pdf", "b.pdf"):
        session.add(
            Attachment(
                contribution_id=draft.id,
                question_id=ids["papers"],
                filename=name,
                media_type="application/pdf",
                size_bytes=1,
                digest="0" * 64,
                added_at=AT,
                removed_at=None,
            )
        )
    session.flush()

    assert extents(session, call) == [(1, 9)]


@pytest.mark.parametrize("audience", [1, 3])
def test_conditions_cost_one_statement_whatever_the_audience(session, call, queries, audience):
    for number in range(audience):
        drafted(session, call, f"A{number}", scale="land")

    with queries(4):
        assert len(standings(session, call)) == audience
