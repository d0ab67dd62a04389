"""A small call with answers, themes and people who code, for the tests."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from consult.accounts.models import Role, User
from consult.analysis.coding import service as coding
from consult.analysis.coding.spots import Spot
from consult.analysis.models import Theme
from consult.calls.models import Question
from consult.contributions.models import Version
from tests import office
from tests.office import AT

LATER = AT + timedelta(minutes=1)
TEXT = "De l’eau propre, vite. Et des 🚲 vélos."


def a_call(session, *, audience=2, text=TEXT):
    """A call to which every agency has answered the same."""
    asked = office.call(session, audience=audience)
    for invitation in asked.invitations:
        office.contribution(session, invitation, needs=text)
    return asked


def person(session, name, role=Role.MANAGER):
    user = User(email=f"{name.lower()}@x.example", name=name, role=role, created_at=AT)
    session.add(user)
    session.flush()
    return user


def question_of(session, call, key="needs"):
    mine = select(Question).where(Question.key == key, Question.call_id == call.id)
    return session.scalars(mine).one()


def a_theme(session, call, key="eau", *, claim="", question="needs"):
    made = Theme(
        call=call, key=key, position=1, label=key.title(), claim=claim, description="", colour=3
    )
    made.question = question_of(session, call, question)
    session.add(made)
    session.flush()
    return made


def spot_of(session, call, *, rank=0):
    """The answer of the agency of that rank, in its last version."""
    newest = select(Version.contribution_id, func.max(Version.number)).group_by(
        Version.contribution_id
    )
    contribution, number = session.execute(newest.order_by(Version.contribution_id)).all()[rank]
    version = session.scalars(
        select(Version.id).where(Version.contribution_id == contribution, Version.number == number)
    ).one()
    return Spot(contribution, question_of(session, call).id, version)


def sent_again(session, text, *, number=2):
    """The first agency sends a newer version."""
    first = session.scalars(select(Version).order_by(Version.id)).first()
    newer = Version(
        contribution_id=first.contribution_id,
        number=number,
        reference=f"AGAIN-{number}",
        sent_at=LATER,
        channel="web",
        late=False,
        content={**first.content, "answers": {**first.content["answers"], "needs": text}},
        digest="1" * 64,
    )
    session.add(newer)
    session.flush()
    return newer


def code(session, call, user, theme, *spans, **told):
    """Put words of the first answer under a theme."""
    where = told.pop("spot", None) or spot_of(session, call)
    given = {"spot": where, "spans": spans or [(3, 8)], "theme": theme.id, "at": AT, **told}
    return coding.code(session, call=call, user=user, **given)
