"""Figures kept under a name: one name each, counted again, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.accounts.models import AuditEntry, Role, User
from consult.analysis.figures import kept_figures as kept
from consult.analysis.figures.rules import Resolver
from consult.analysis.queries import material
from consult.calls.queries import invitations
from consult.errors import NotFound
from tests import office
from tests.office import AT

LATER = AT + timedelta(days=2)


@pytest.fixture
def call(session):
    made = office.call(session)
    office.contribution(session, invitations(session, made)[0])
    return made


@pytest.fixture
def user(session):
    made = User(email="lea@example.org", name="Léa", role=Role.MANAGER, created_at=AT)
    session.add(made)
    session.flush()
    return made


def resolver(session, call):
    session.flush()
    return Resolver(material(session, call.slug))


def keep(session, call, user, label="Réponses", rule="answered", at=AT):
    figure = resolver(session, call).resolve(rule)
    return kept.keep(session, call=call, label=label, figure=figure, user=user, at=at)


def shown(session, call):
    counted = kept.counted(kept.figures(session, call), resolver(session, call))
    return [
        (one.kept.label, one.figure and (one.figure.value, one.figure.base), one.changed)
        for one in counted
    ]


def test_a_figure_is_its_rule_counted_again(session, call, user):
    keep(session, call, user)
    assert shown(session, call) == [("Réponses", (1, 3), False)]

    office.contribution(session, invitations(session, call)[1])

    assert shown(session, call) == [("Réponses", (2, 3), True)]


def test_what_changed_can_be_accepted(session, call, user):
    made = keep(session, call, user)
    office.contribution(session, invitations(session, call)[1])

    kept.accept(
        session,
        call=call,
        figure_id=made.id,
        resolver=resolver(session, call),
        user=user,
        at=LATER,
    )

    assert shown(session, call) == [("Réponses", (2, 3), False)]
    assert made.at == LATER


def test_entries_have_no_base(session, call, user):
    made = keep(session, call, user, rule="answered_question:needs")

    assert (made.value, made.base) == (1, 1)


def test_figures_come_in_the_order_they_were_kept(session, call, user):
    for label in ("B", "A", "C"):
        keep(session, call, user, label)

    assert [one.position for one in kept.figures(session, call)] == [1, 2, 3]
    assert [one.label for one in kept.figures(session, call)] == ["B", "A", "C"]


def test_two_figures_of_a_call_have_two_names(session, call, user):
    keep(session, call, user, "Réponses")

    with pytest.raises(kept.LabelTaken):
        keep(session, call, user, "  Réponses ")
    keep(session, office.call(session, title="Autre"), user, "Réponses")


@pytest.mark.parametrize("label", ["", "   ", "x" * (kept.LONGEST + 1)])
def test_a_figure_wants_a_name(session, call, user, label):
    with pytest.raises(kept.LabelWanted):
        keep(session, call, user, label)


def test_a_name_as_long_as_may_be_is_kept(session, call, user):
    assert len(keep(session, call, user, "x" * kept.LONGEST).label) == kept.LONGEST


def test_renaming_to_its_own_name_changes_nothing(session, call, user):
    made = keep(session, call, user)
    about = {"call": call, "figure_id": made.id, "user": user, "at": LATER}

    kept.rename(session, label=" Réponses", **about)
    assert actions(session) == ["figure.keep"]

    kept.rename(session, label="Retours", **about)
    assert (made.label, actions(session)) == ("Retours", ["figure.keep", "figure.rename"])


def actions(session):
    entries = session.query(AuditEntry).order_by(AuditEntry.id)
    return [one.action for one in entries if one.action.startswith("figure.")]


def test_a_removal_is_taken_back_unless_the_name_was_given_since(session, call, user):
    made = keep(session, call, user)
    about = {"call": call, "figure_id": made.id, "user": user, "at": LATER}

    kept.remove(session, **about)
    assert shown(session, call) == []
    kept.restore(session, **about)
    assert shown(session, call) == [("Réponses", (1, 3), False)]

    kept.remove(session, **about)
    keep(session, call, user)
    with pytest.raises(kept.LabelTaken):
        kept.restore(session, **about)
    assert actions(session) == [
        "figure.keep",
        "figure.remove",
        "figure.restore",
        "figure.remove",
        "figure.keep",
    ]


def test_a_figure_of_another_call_is_not_found(session, call, user):
    made = keep(session, call, user)
    about = {"figure_id": made.id, "user": user, "at": LATER}
    other = office.call(session, title="Autre")

    for act in (kept.remove, kept.restore):
        with pytest.raises(NotFound):
            act(session, call=other, **about)
    kept.remove(session, call=call, **about)
    with pytest.raises(NotFound):
        kept.rename(session, call=call, label="X", **about)


def test_a_rule_that_no_longer_reads_is_said(session, call, user):
    made = keep(session, call, user)
    made.rule = "answer:gone=x"

    (found,) = kept.counted(kept.figures(session, call), resolver(session, call))

    assert (found.figure, found.changed) == (None, True)
    assert found.error is not None
