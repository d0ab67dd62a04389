"""Nothing is shown of a call but what it is made of now, however often it was looked at before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.analysis import queries
from consult.analysis.figures.shared import shared_texts
from consult.analysis.models import Coding, Excerpt
from consult.analysis.remembered import MOST_CALLS, Remembered
from consult.contributions.consent import Attribution, DeclarationKind, QuotePermission
from consult.contributions.models import ConsentChange, Contribution, Declaration
from tests import office
from tests.analysis.coded import LATER, a_theme, code, person, question_of, sent_again
from tests.office import AT

LONG = "De l’eau propre, vite, pour toutes les entreprises du bassin, avant la fin de l’année."


@pytest.fixture
def call(session):
    made = office.call(session, audience=5)
    for invitation in made.invitations[:4]:
        office.contribution(session, invitation, needs=LONG)
    code(session, made, person(session, "Max"), a_theme(session, made))
    session.commit()
    return made


def changed(what, **fields):
    """Puts other values in the columns of one row."""

    def change(session, call):
        row = what(session, call)
        for name, value in fields.items():
            setattr(row, name, value)

    return change


def contribution(session, call):
    return session.scalars(select(Contribution).order_by(Contribution.id)).first()


def coding(session, call):
    return session.scalars(select(Coding)).one()


def minded(attribution, *confidential):
    """An agency changes its mind."""

    def change(session, call):
        session.add(
            ConsentChange(
                contribution_id=contribution(session, call).id,
                attribution=attribution,
                quote_permission=QuotePermission.REFUSED,
                confidential=list(confidential),
                at=AT + timedelta(hours=2),
            )
        )

    return change


def declared(session, call):
    declines = {"kind": DeclarationKind.DECLINED, "reason": "", "declared_at": LATER}
    session.add(Declaration(invitation_id=call.invitations[4].id, **declines))


CHANGES = {
    "the title of the call": changed(lambda session, call: call, title="Autre"),
    "when it closes": changed(lambda session, call: call, closes_at=office.CLOSES + timedelta(1)),
    "a question": changed(question_of, label="Et encore ?"),
    "the name of an agency": changed(lambda session, call: call.invitations[0], name="Autre"),
    "what it is called today": changed(
        lambda session, call: call.invitations[0].agency, name="Tout autre"
    ),
    "the address it was written to": changed(
        lambda session, call: call.invitations[0], email="jeanne@autre.example"
    ),
    "its level": changed(lambda session, call: call.invitations[0], level="régionale"),
    "its region": changed(lambda session, call: call.invitations[0], region="Corse"),
    "a longer time": changed(
        lambda session, call: call.invitations[0], extended_until=office.CLOSES + timedelta(9)
    ),
    "a theme": changed(lambda session, call: coding(session, call).theme, label="Autre"),
    "its claim": changed(lambda session, call: coding(session, call).theme, claim="Il le faut"),
    "the place of a passage": changed(lambda session, call: session.get(Excerpt, 1), end=9),
    "its confidence": changed(lambda session, call: session.get(Excerpt, 1), confidential=True),
    "a coding": lambda session, call: code(
        session, call, person(session, "Eva"), coding(session, call).theme, (0, 5)
    ),
    "a stance": lambda session, call: setattr(coding(session, call), "stance", "oppose"),
    "a coding taken away": lambda session, call: session.delete(coding(session, call)),
    "who typed it": changed(contribution, entered_by="claire@f.example"),
    "what the contribution says": changed(contribution, attribution=Attribution.ANONYMOUS),
    "a change of mind": minded(Attribution.ANONYMOUS),
    "an answer in confidence": minded(Attribution.NAMED, "needs"),
    "a withdrawal": changed(contribution, withdrawn_at=LATER),
    "a newer version": lambda session, call: sent_again(session, "De l’eau fraîche."),
    "an agency that declines": declared,
    "one more agency": lambda session, call: office.agencies(session, 6),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_changes_is_seen_at_once(session, call):
    remembered = Remembered()
    slug, seen = call.slug, 0
    for what, change in CHANGES.items():
        known = remembered.material(session, slug)
        assert remembered.material(session, slug) is known, what
        with session.begin_nested() as attempt:
            change(session, call)
            session.flush()
            session.expire_all()
            now = queries.material(session, slug)
            assert remembered.material(session, slug) == now, what
            seen += now != known
            attempt.rollback()
        session.expire_all()
        assert remembered.material(session, slug) == known, what

    assert seen == len(CHANGES) - 1  # One more agency in the directory is not asked.


def test_what_is_common_to_answers_outlives_a_coding_and_no_answer(session, call):
    remembered = Remembered()
    before = remembered.material(session, call.slug)
    common = shared_texts(before)
    assert len(common[0].agencies) == 4

    code(session, call, person(session, "Eva"), a_theme(session, call, "air"), (0, 5))
    coded = remembered.material(session, call.slug)
    assert coded != before
    assert shared_texts(coded) is common

    sent_again(session, "De l’eau fraîche.")
    assert len(shared_texts(remembered.material(session, call.slug))[0].agencies) == 3


def test_few_calls_are_kept(session):
    remembered = Remembered()
    slugs = [
        office.call(session, title=f"Appel {number}", audience=1).slug
        for number in range(MOST_CALLS + 1)
    ]
    first, *others = [remembered.material(session, slug) for slug in slugs]

    assert remembered.material(session, slugs[-1]) is others[-1]
    assert remembered.material(session, slugs[1]) is others[0]
    assert remembered.material(session, slugs[0]) is not first
