"""Erasing takes a row, all that rests on it, and nothing else."""

from __future__ import annotations

from sqlalchemy import func, select

from consult.calls.models import Call, Invitation, Question
from consult.calls.queries import invitations
from consult.contributions.models import Contribution, Version
from consult.db import Base
from consult.erasing import erase
from tests import office


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def sizes(session):
    return [count(session, table) for table in Base.metadata.sorted_tables]


def test_a_call_goes_with_its_questions_its_audience_and_their_answers(session):
    gone, kept = (office.call(session, title=title) for title in ("Une", "Autre"))
    for call in (gone, kept):
        for invitation in invitations(session, call)[:2]:
            office.contribution(session, invitation)
    slug = kept.slug
    found = erase(session, {"call": [gone.id]})

    assert [call.slug for call in session.scalars(select(Call))] == [slug]
    assert [count(session, one) for one in (Question, Invitation, Contribution, Version)] == [
        2,
        3,
        2,
        2,
    ]
    known = ("section", "question", "invitation", "contribution", "version")
    assert [len(found[name]) for name in known] == [1, 2, 3, 2, 2]


def test_erasing_nothing_touches_nothing(session):
    office.call(session)
    session.flush()
    before = sizes(session)
    found = erase(session, {"call": [], "agency": [9999]})

    assert not any(found.values())
    assert sizes(session) == before
