"""A call with answers to read, for the tests of the reading desk."""

from __future__ import annotations

from datetime import timedelta

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.analysis.sent import everything_sent
from consult.calls import queries as calls
from consult.contributions.models import Version
from tests import office
from tests.office import AT


def desk(session, *, answers=3, audience=3):
    """A call whose first agencies each sent something; with its questions."""
    made = office.call(session, audience=audience)
    for invitation in made.invitations[:answers]:
        office.contribution(session, invitation, needs=f"Besoin de {invitation.acronym}.")
    session.flush()
    return calls.call_with_questions(session, made.slug)


def reader(session, name="Léa", role=Role.READER):
    """Somebody who reads."""
    user = accounts.create_user(session, email=f"{name}@federation.example", role=role, at=AT)
    user.name = name
    session.flush()
    return user


def pair(session, call, number=1, key="needs"):
    """The answer of one agency to one question."""
    (sent,) = [one for one in everything_sent(session, call) if one.acronym == f"A{number}"]
    (question,) = [one for s in call.sections for one in s.questions if one.key == key]
    return sent.contribution, question.id


def again(session, contribution, *, needs="Autre chose.", hours=5):
    """The agency sends another version."""
    last = contribution.versions[-1]
    version = Version(
        contribution=contribution,
        number=last.number + 1,
        reference=f"{last.reference}-{last.number + 1}",
        sent_at=AT + timedelta(hours=hours),
        channel="web",
        late=False,
        content={**last.content, "answers": {**last.content["answers"], "needs": needs}},
        digest="1" * 64,
    )
    session.add(version)
    session.flush()
    session.expire(contribution, ["versions"])
    return version
