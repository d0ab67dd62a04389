"""What is done to the codings can be undone, by whoever did it, unless others built on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import Role, User
from consult.analysis.coding import journal
from consult.analysis.material import Stance
from consult.analysis.models import Act, Coding, Excerpt, Origin, Theme
from consult.calls.models import Question
from consult.contributions.models import Version
from consult.erasing import erase
from tests import office
from tests.office import AT

LATER = AT + timedelta(minutes=1)


@pytest.fixture
def call(session):
    asked = office.call(session, audience=1)
    office.contribution(session, asked.invitations[0])
    return asked


@pytest.fixture
def reader(session):
    return person(session, "lea@example.org")


def person(session, email):
    user = User(email=email, name="", role=Role.MANAGER, created_at=AT)
    session.add(user)
    session.flush()
    return user


def a_theme(session, call, **told):
    theme = Theme(
        call=call, key="k", position=9, label="Délais", claim="", description="", colour=3, **told
    )
    session.add(theme)
    return theme


def coded(session, theme, user, stance=None):
    version = session.scalars(select(Version)).one()
    question = session.scalars(select(Question).where(Question.key == "needs")).one()
    excerpt = Excerpt(
        version=version, question=question, start=0, end=5, confidential=False, position=0
    )
    coding = Coding(
        excerpt=excerpt, theme=theme, stance=stance, origin=Origin.HUMAN, user=user, coded_at=AT
    )
    session.add(coding)
    return coding


def labels(session):
    return list(session.scalars(select(Theme.label).where(Theme.position == 9)))


def test_what_was_added_is_taken_away_and_comes_back(session, call, reader):
    with journal.act(session, call=call, user=reader, kind="coded", at=AT):
        coding = coded(session, a_theme(session, call), reader, Stance.SUPPORT)
    told = (coding.id, coding.excerpt_id, coding.stance, coding.coded_at)

    journal.undo(session, call=call, user=reader, at=LATER)
    assert labels(session) == []
    journal.redo(session, call=call, user=reader, at=LATER)

    again = session.get(Coding, told[0])
    assert (again.id, again.excerpt_id, again.stance, again.coded_at) == told
    assert labels(session) == ["Délais"]


def test_what_was_changed_twice_in_one_act_goes_back_to_what_it_was(session, call, reader):
    theme = a_theme(session, call)
    with journal.act(session, call=call, user=reader, kind="renamed", at=AT):
        theme.label = "Lenteurs"
        session.flush()
        theme.label = "Attentes"

    journal.undo(session, call=call, user=reader, at=LATER)
    assert labels(session) == ["Délais"]
    journal.redo(session, call=call, user=reader, at=LATER)
    assert labels(session) == ["Attentes"]


def test_what_was_deleted_comes_back_with_what_hung_on_it(session, call, reader):
    theme = a_theme(session, call)
    child = Theme(call=call, key="c", position=9, label="Gare", claim="", description="")
    child.parent = theme
    coding = coded(session, theme, reader)
    session.add(child)
    session.flush()
    with journal.act(session, call=call, user=reader, kind="removed", at=AT):
        session.delete(coding)
        session.delete(child)
        session.flush()
        session.delete(theme)

    journal.undo(session, call=call, user=reader, at=LATER)

    assert sorted(labels(session)) == ["Délais", "Gare"]
    assert session.get(Theme, child.id).parent_id == theme.id
    assert session.get(Coding, coding.id).theme_id == theme.id


def test_what_was_merely_let_go_comes_back(session, call, reader):
    coding = coded(session, a_theme(session, call), reader, Stance.OPPOSE)
    session.flush()
    told = (coding.id, coding.excerpt_id, Stance.OPPOSE)
    with journal.act(session, call=call, user=reader, kind="uncoded", at=AT):
        coding.excerpt.codings.remove(coding)
    assert session.scalars(select(Coding)).all() == []

    journal.undo(session, call=call, user=reader, at=LATER)

    again = session.scalars(select(Coding)).one()
    assert (again.id, again.excerpt_id, again.stance) == told


def test_what_rests_on_a_contribution_that_is_erased_is_not_undone(session, call, reader):
    coding = coded(session, a_theme(session, call), reader)
    session.flush()
    with journal.act(session, call=call, user=reader, kind="dropped", at=AT):
        session.delete(coding.excerpt)
    version = session.scalars(select(Version)).one()
    erase(session, {"contribution": [version.contribution_id]})

    with pytest.raises(journal.ChangedSince):
        journal.undo(session, call=call, user=reader, at=LATER)
    assert session.scalars(select(Excerpt)).all() == []


def test_what_is_done_within_an_act_is_undone_with_it(session, call, reader):
    with journal.act(session, call=call, user=reader, kind="coded", at=AT):
        with journal.act(session, call=call, user=reader, kind="theme_added", at=AT):
            theme = a_theme(session, call)
        coded(session, theme, reader)
    assert [one.kind for one in session.scalars(select(Act))] == ["coded"]

    journal.undo(session, call=call, user=reader, at=LATER)

    assert (labels(session), session.scalars(select(Coding)).all()) == ([], [])


def test_an_act_that_changed_nothing_is_not_kept(session, call, reader):
    theme = a_theme(session, call)
    with journal.act(session, call=call, user=reader, kind="renamed", at=AT):
        theme.label = "Délais"

    assert session.scalars(select(Act)).all() == []
    with pytest.raises(journal.NothingToUndo):
        journal.undo(session, call=call, user=reader, at=LATER)


def test_one_undoes_only_what_one_did(session, call, reader):
    other = person(session, "max@example.org")
    with journal.act(session, call=call, user=other, kind="added", at=AT):
        a_theme(session, call)

    with pytest.raises(journal.NothingToUndo):
        journal.undo(session, call=call, user=reader, at=LATER)


def test_what_somebody_changed_since_is_left_as_it_is(session, call, reader):
    other = person(session, "max@example.org")
    theme = a_theme(session, call)
    with journal.act(session, call=call, user=reader, kind="renamed", at=AT):
        theme.label = "Lenteurs"
    with journal.act(session, call=call, user=other, kind="renamed", at=AT):
        theme.label = "Attentes"

    with pytest.raises(journal.ChangedSince):
        journal.undo(session, call=call, user=reader, at=LATER)

    assert labels(session) == ["Attentes"]


def test_a_theme_that_somebody_has_used_since_is_not_taken_away(session, call, reader):
    other = person(session, "max@example.org")
    with journal.act(session, call=call, user=reader, kind="added", at=AT):
        theme = a_theme(session, call)
    with journal.act(session, call=call, user=other, kind="coded", at=AT):
        coded(session, theme, other)

    with pytest.raises(journal.ChangedSince):
        journal.undo(session, call=call, user=reader, at=LATER)


def test_what_is_done_after_an_undo_ends_what_could_be_done_again(session, call, reader):
    theme = a_theme(session, call)
    for label in ("un", "deux"):
        with journal.act(session, call=call, user=reader, kind="renamed", at=AT):
            theme.label = label
    journal.undo(session, call=call, user=reader, at=LATER)
    journal.undo(session, call=call, user=reader, at=LATER)
    journal.redo(session, call=call, user=reader, at=LATER)
    assert labels(session) == ["un"]
    with journal.act(session, call=call, user=reader, kind="renamed", at=LATER):
        session.get(Theme, theme.id).label = "trois"

    with pytest.raises(journal.NothingToUndo):
        journal.redo(session, call=call, user=reader, at=LATER)


def test_pages_that_are_open_hear_of_what_was_undone_too(session, call, reader):
    with journal.act(session, call=call, user=reader, kind="added", at=AT):
        a_theme(session, call)
    assert [one.kind for one in journal.since(session, call, AT)] == ["added"]
    assert journal.since(session, call, LATER) == []

    journal.undo(session, call=call, user=reader, at=LATER)

    assert [one.undone_at for one in journal.since(session, call, LATER)] == [LATER]


def test_what_is_changed_without_being_read_first_goes_back_too(session, call, reader):
    theme = a_theme(session, call)
    session.flush()
    session.expire_all()
    with journal.act(session, call=call, user=reader, kind="renamed", at=AT):
        theme.label = "Lenteurs"

    journal.undo(session, call=call, user=reader, at=LATER)

    assert labels(session) == ["Délais"]


def test_a_passage_put_elsewhere_lets_the_theme_it_went_to_be_taken_back(session, call, reader):
    theme = a_theme(session, call)
    coding = coded(session, theme, reader)
    session.flush()
    with journal.act(session, call=call, user=reader, kind="split", at=AT):
        made = Theme(call=call, key="m", position=9, label="Neuf", claim="", description="")
        session.add(made)
        coding.theme = made

    journal.undo(session, call=call, user=reader, at=LATER)
    assert (labels(session), session.get(Coding, coding.id).theme_id) == (["Délais"], theme.id)
    journal.redo(session, call=call, user=reader, at=LATER)
    assert sorted(labels(session)) == ["Délais", "Neuf"]


def test_a_key_that_another_theme_has_taken_since_is_not_taken_twice(session, call, reader):
    other = person(session, "max@example.org")
    with journal.act(session, call=call, user=reader, kind="added", at=AT):
        a_theme(session, call)
    journal.undo(session, call=call, user=reader, at=LATER)
    with journal.act(session, call=call, user=other, kind="added", at=LATER):
        a_theme(session, call)

    with pytest.raises(journal.ChangedSince):
        journal.redo(session, call=call, user=reader, at=LATER)

    assert labels(session) == ["Délais"]


def test_a_key_is_not_taken_back_from_a_theme_of_every_question(session, call, reader):
    other = person(session, "max@example.org")
    needs = session.scalars(select(Question).where(Question.key == "needs")).one()
    with journal.act(session, call=call, user=reader, kind="added", at=AT):
        a_theme(session, call, question=needs)
    journal.undo(session, call=call, user=reader, at=LATER)
    with journal.act(session, call=call, user=other, kind="added", at=LATER):
        a_theme(session, call)

    with pytest.raises(journal.ChangedSince):
        journal.redo(session, call=call, user=reader, at=LATER)

    assert [one.question_id for one in session.scalars(select(Theme))] == [None]
