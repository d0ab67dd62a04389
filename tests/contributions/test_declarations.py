"""Not answering, and joining another agency."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.analysis.material import Join
from consult.analysis.queries import material
from consult.contributions import correspondence, declarations, queries, sending
from consult.contributions.consent import Grounds
from consult.contributions.declared import Joining, declared, others
from consult.contributions.models import Declaration
from consult.contributions.texts.merging import Said
from consult.errors import CallNotOpen, Invalid, NotFound, TooManyAttempts
from consult.post import enqueue
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited

SAID = {"team": Said("Pôle"), "text": Said("Un avis")}
LATER = CLOSES + timedelta(days=2)


@pytest.fixture
def call(session):
    return call_of(session)


@pytest.fixture
def abc(session, call):
    return invited(session, call, "ABC")


@pytest.fixture
def xyz(session, call):
    return invited(session, call, "XYZ")


def send(session, invitation):
    draft = queries.whole(session, invitation.public_id, to_write=True)
    return sending.send(
        session, draft=draft, answers=SAID, expected_revision=draft.revision, at=DURING
    )


def decline(session, invitation, at=DURING):
    return declarations.decline(
        session, invitation=invitation, grounds=Grounds.NO_TIME, reason="Trop court.", at=at
    )


def join(session, invitation, to, at=DURING, *, named=True):
    return declarations.join(session, invitation=invitation, to=to, named=named, at=at)


def accept(session, invitation, joiner, at=LATER, *, agreed=True):
    return declarations.answer(
        session, invitation=invitation, joiner=joiner.public_id, agreed=agreed, at=at
    )


def counted(session):
    session.flush()
    session.expire_all()
    found = material(session, "autumn-2026")
    return len(found.replies), found.declined, found.joins


def test_declining_is_counted_apart_and_can_be_undone(session, abc, xyz):
    decline(session, abc)
    assert counted(session) == (0, 1, ())
    assert declared(session, abc).declined

    assert declarations.take_back(session, invitation=abc, at=DURING)
    assert counted(session) == (0, 0, ())
    assert not declarations.take_back(session, invitation=abc, at=DURING)


def test_who_answers_after_all_has_declined_nothing(session, abc):
    decline(session, abc)
    send(session, abc)
    assert counted(session) == (1, 0, ())


def test_until_the_end_of_the_grace_one_may_decline_and_not_at_it(session, abc):
    end = CLOSES + GRACE
    decline(session, abc, at=end - timedelta(microseconds=1))
    with pytest.raises(CallNotOpen):
        decline(session, abc, at=end)


def test_who_has_sent_neither_declines_nor_joins(session, abc, xyz):
    send(session, abc)
    with pytest.raises(Invalid):
        decline(session, abc)
    with pytest.raises(Invalid):
        join(session, abc, xyz)


def test_a_join_counts_once_it_is_confirmed_and_while_the_contribution_does(session, abc, xyz):
    join(session, abc, xyz)
    assert counted(session) == (0, 0, ())
    accept(session, xyz, abc)
    assert counted(session) == (0, 0, ())
    version = send(session, xyz)
    assert counted(session) == (1, 0, (Join("ABC", "XYZ", named=True),))

    version.contribution.withdrawn_at = LATER
    assert counted(session) == (0, 0, ())
    assert declared(session, abc).joining is Joining.VOID


def test_a_join_that_is_refused_counts_for_nothing_until_it_is_accepted(session, abc, xyz):
    send(session, xyz)
    join(session, abc, xyz, named=False)
    assert declared(session, abc).joining is Joining.ASKED
    assert [one.invitation_id for one in declared(session, xyz).waiting] == [abc.id]

    accept(session, xyz, abc, agreed=False)
    assert (declared(session, abc).joining, counted(session)[2]) == (Joining.REFUSED, ())
    assert declared(session, xyz).waiting == []
    accept(session, xyz, abc)
    assert counted(session)[2] == (Join("ABC", "XYZ", named=False),)
    assert accept(session, xyz, abc) is None


def test_whoever_answers_itself_joins_nobody(session, abc, xyz):
    send(session, xyz)
    join(session, abc, xyz)
    accept(session, xyz, abc)
    send(session, abc)
    assert counted(session) == (2, 0, ())


def test_nobody_joins_itself_nor_an_agency_of_another_call(session, call, abc):
    elsewhere = invited(session, call_of(session, slug="other-2026"), "ELS")
    for to in (abc, elsewhere):
        with pytest.raises(NotFound):
            join(session, abc, to)


def test_only_the_agency_that_is_asked_answers(session, call, abc, xyz):
    third = invited(session, call, "THR")
    join(session, abc, xyz)
    with pytest.raises(NotFound):
        accept(session, third, abc)


def test_the_list_does_not_tell_who_answered(session, call, abc, xyz):
    third = invited(session, call, "THR")
    before = [one.acronym for one in others(session, abc)]
    send(session, xyz)
    decline(session, third)
    assert [one.acronym for one in others(session, abc)] == before == ["THR", "XYZ"]


def test_an_agency_writes_to_so_many_others_a_day_and_no_more(session, call, abc):
    asked = [invited(session, call, f"T{n}") for n in range(declarations.MOST_ASKED + 1)]
    for to in asked[:-1]:
        made = join(session, abc, to)
        for letter in correspondence.join_asked([to.email], joiner=abc, to=to, asked=made):
            enqueue(session, letter, at=DURING)
    with pytest.raises(TooManyAttempts):
        join(session, abc, asked[-1])
    join(session, abc, asked[0])
    join(session, abc, asked[-1], at=DURING + timedelta(days=1))


def test_declaring_twice_keeps_the_last_word(session, abc, xyz):
    decline(session, abc)
    join(session, abc, xyz)
    (kept,) = session.scalars(select(Declaration)).all()
    assert (kept.kind.value, kept.joined_id, kept.grounds) == ("joined", xyz.id, None)


def test_each_step_leaves_a_line_in_the_trail(session, abc, xyz):
    join(session, abc, xyz)
    accept(session, xyz, abc)
    accept(session, xyz, abc, agreed=False)
    declarations.take_back(session, invitation=abc, at=DURING)
    decline(session, abc)
    trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.actor, one.action) for one in trail] == [
        ("agency:ABC", "declaration.join"),
        ("agency:XYZ", "declaration.confirm"),
        ("agency:XYZ", "declaration.refuse"),
        ("agency:ABC", "declaration.give_up"),
        ("agency:ABC", "declaration.decline"),
    ]
    assert "Trop court" not in str([one.details for one in trail])
