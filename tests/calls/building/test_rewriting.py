"""A questionnaire rewritten, and every act on it taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.calls import queries as read
from consult.calls.building import rewriting
from consult.calls.building.acts import added, removed, replaced, section_moved, with_section
from consult.calls.models import Act, Question
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import QuestionKind, Section
from consult.errors import StaleRevision
from tests import office
from tests.office import AT, QUESTIONNAIRE, STAFF

MORE = Asked("more", QuestionKind.SHORT_TEXT, "Autre chose ?", max_chars=200)


def rewrite(session, call, questionnaire, act=Act.EDIT, revision=None):
    expected = call.questionnaire_revision if revision is None else revision
    return rewriting.rewrite(
        session,
        call=call,
        questionnaire=questionnaire,
        expected_revision=expected,
        act=act,
        subject="Sujet",
        actor=STAFF,
        at=AT,
    )


def undo(session, call, act=rewriting.undo):
    return act(
        session, call=call, expected_revision=call.questionnaire_revision, actor=STAFF, at=AT
    )


def test_the_rows_become_the_questionnaire(session):
    call = office.call(session, opened=False)
    wanted = section_moved(
        with_section(QUESTIONNAIRE, Section("last", "À part", "Bref.")), "last", "needs"
    )
    wanted = added(removed(wanted, "scale"), "last", MORE)

    assert rewrite(session, call, wanted) == wanted

    session.expire_all()
    assert read.call_with_questions(session, call.slug).questionnaire == wanted
    assert set(session.scalars(select(Question.key))) == {"needs", "more"}
    assert call.questionnaire_revision == 1


def test_a_question_moves_to_another_section_with_its_id(session):
    call = office.call(session, opened=False)
    before = read.question(session, call, "scale").id
    wanted = removed(with_section(QUESTIONNAIRE, Section("last", "À part")), "scale")
    wanted = added(wanted, "last", QUESTIONNAIRE.by_key["scale"])

    rewrite(session, call, wanted)

    assert read.question(session, call, "scale").id == before
    assert call.questionnaire == wanted


def test_asking_the_same_is_no_act(session):
    call = office.call(session, opened=False)

    rewrite(session, call, QUESTIONNAIRE)

    assert rewriting.history(session, call) == []
    assert call.questionnaire_revision == 0


def test_who_looked_at_an_older_questionnaire_overwrites_nothing(session):
    call = office.call(session, opened=False)
    rewrite(session, call, added(QUESTIONNAIRE, "needs", MORE))

    with pytest.raises(StaleRevision):
        rewrite(session, call, removed(QUESTIONNAIRE, "scale"), revision=0)

    assert set(call.questionnaire.by_key) == {"needs", "scale", "more"}


def test_every_act_is_taken_back_and_done_again(session):
    call = office.call(session, opened=False)
    first = added(QUESTIONNAIRE, "needs", MORE)
    second = removed(first, "scale")
    rewrite(session, call, first, Act.ADD)
    rewrite(session, call, second, Act.REMOVE)

    assert undo(session, call).act is Act.REMOVE
    assert call.questionnaire == first
    assert undo(session, call).act is Act.ADD
    assert call.questionnaire == QUESTIONNAIRE
    assert undo(session, call) is None
    assert undo(session, call, rewriting.redo).act is Act.ADD
    assert undo(session, call, rewriting.redo).act is Act.REMOVE
    assert undo(session, call, rewriting.redo) is None
    assert call.questionnaire == second


def test_what_was_taken_back_is_forgotten_once_something_else_is_done(session):
    call = office.call(session, opened=False)
    rewrite(session, call, added(QUESTIONNAIRE, "needs", MORE), Act.ADD)
    undo(session, call)

    rewrite(session, call, removed(QUESTIONNAIRE, "scale"), Act.REMOVE)

    assert rewriting.to_redo(session, call) is None
    assert [edit.act for edit in rewriting.history(session, call)] == [Act.REMOVE]


def test_on_an_open_call_a_question_is_retired_and_keeps_its_row(session):
    call = office.call(session)
    row = read.question(session, call, "scale").id

    after = rewrite(session, call, removed(QUESTIONNAIRE, "scale"), Act.REMOVE)

    assert after.retired == {"scale"}
    kept = read.question(session, call, "scale")
    assert (kept.id, kept.retired_at) == (row, AT)
    undo(session, call)
    assert call.questionnaire == QUESTIONNAIRE


def test_undoing_an_addition_on_an_open_call_retires_the_question(session):
    call = office.call(session)
    rewrite(session, call, added(QUESTIONNAIRE, "needs", MORE), Act.ADD)

    undo(session, call)
    assert call.questionnaire.retired == {"more"}
    assert call.questionnaire.asked == QUESTIONNAIRE

    undo(session, call, rewriting.redo)
    assert call.questionnaire == added(QUESTIONNAIRE, "needs", MORE)


@pytest.mark.parametrize("count", [1, 9])
def test_rewriting_takes_the_same_statements_however_many_questions_change(session, queries, count):
    call = office.call(session, opened=False)
    wanted = QUESTIONNAIRE
    for number in range(count):
        wanted = added(wanted, "needs", replace(MORE, key=f"more_{number}"))
    rewrite(session, call, wanted)
    wanted = call.questionnaire
    for one in tuple(wanted):
        wanted = replaced(wanted, one.key, replace(one, label=f"{one.label} vraiment"))

    # PostgreSQL is asked besides to let nobody else write in the trail meanwhile.
    with queries(8 + (session.get_bind().dialect.name == "postgresql")):
        rewrite(session, call, wanted, revision=1)
