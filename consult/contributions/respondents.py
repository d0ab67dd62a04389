"""Who answered a question, and telling them that it changed while the call is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select, union
from sqlalchemy.orm import Session, contains_eager

from consult.calls.building.altering import Change, Effect
from consult.calls.models import Call, Invitation, Question
from consult.calls.respondents import Concerned
from consult.contributions.changing_letters import changed
from consult.contributions.models import Answer, Attachment, Collaborator, Contribution, Version
from consult.post import Letter, enqueue_all

_ANSWERED = union(
    select(Answer.question_id, Answer.contribution_id),
    select(Attachment.question_id, Attachment.contribution_id).where(
        Attachment.removed_at.is_(None)
    ),
).subquery()


def concerned(session: Session, *, call: Call, keys: Collection[str]) -> dict[str, Concerned]:
    """How many agencies answered each question, in one statement."""
    sent = exists().where(Version.contribution_id == _ANSWERED.c.contribution_id)
    counted = session.execute(
        select(Question.key, sent.label("sent"), func.count())
        .join(_ANSWERED, _ANSWERED.c.question_id == Question.id)
        .where(Question.call_id == call.id, Question.key.in_(keys))
        .group_by(Question.key, sent)
    ).all()
    found = {key: Concerned() for key in keys}
    for key, is_sent, count in counted:
        before = found[key]
        found[key] = Concerned(before.drafts, count) if is_sent else Concerned(count, before.sent)
    return found


def tell(session: Session, *, call: Call, changes: Sequence[Effect], at: datetime) -> int:
    """Write to every agency that answered what changed; how many agencies there are.

    A question that becomes required concerns everybody who began to answer.
    """
    touched = _touched(session, call, changes)
    colleagues = _colleagues(session, touched)
    letters: list[Letter] = []
    for invitation in touched:
        mine = [
            one
            for one in changes
            if one.change is Change.REQUIRED or one.key in touched[invitation]
        ]
        addresses = dict.fromkeys([invitation.email, *colleagues.get(invitation.id, ())])
        letters += changed(
            list(addresses),
            invitation=invitation,
            changes=mine,
            revision=call.questionnaire_revision,
        )
    enqueue_all(session, letters, at=at)
    return len(touched)


def _touched(
    session: Session, call: Call, changes: Sequence[Effect]
) -> dict[Invitation, frozenset[str]]:
    """The agencies that began to answer and whom a change concerns, with what they answered."""
    keys = {one.key for one in changes}
    everybody = any(one.change is Change.REQUIRED for one in changes)
    answered: dict[int, set[str]] = {}
    for contribution_id, key in session.execute(
        select(_ANSWERED.c.contribution_id, Question.key)
        .join(Question, Question.id == _ANSWERED.c.question_id)
        .where(Question.call_id == call.id, Question.key.in_(keys))
    ):
        answered.setdefault(contribution_id, set()).add(key)
    begun = session.scalars(
        select(Contribution)
        .join(Contribution.invitation)
        .options(contains_eager(Contribution.invitation))
        .where(Invitation.call_id == call.id, Contribution.withdrawn_at.is_(None))
        .order_by(Invitation.position, Invitation.id)
    )
    return {
        one.invitation: frozenset(answered.get(one.id, ()))
        for one in begun
        if everybody or one.id in answered
    }


def _colleagues(session: Session, touched: Collection[Invitation]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for id_, email in session.execute(
        select(Collaborator.invitation_id, Collaborator.email).where(
            Collaborator.invitation_id.in_([one.id for one in touched]),
            Collaborator.left_at.is_(None),
        )
    ):
        found.setdefault(id_, []).append(email)
    return found
