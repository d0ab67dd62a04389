"""What was done to themes and codings, told for the history page, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.coding.carrying import stands
from consult.analysis.coding.desk import Pair, person
from consult.analysis.models import Act, Excerpt
from consult.calls.models import Call, Invitation, Question
from consult.contributions import latest
from consult.contributions.models import Contribution, Version
from consult.contributions.values import plain_text


@dataclass(frozen=True, slots=True)
class Told:
    """One act, with the words it was about where it was about words."""

    kind: str
    who: str
    at: datetime
    undone: bool
    about: Mapping[str, Any]
    quote: str

    @property
    def pair(self) -> Pair | None:
        """The answer it was about, when it was about one alone."""
        answers = self.about.get("answers", ())
        return (answers[0][0], answers[0][1]) if len(answers) == 1 else None


def acts_of(session: Session, call: Call, who: int | None = None) -> Sequence[int]:
    """Ids of everything done in the call, the last first; of one person, or of everybody."""
    asked = select(Act.id).where(Act.call_id == call.id).order_by(Act.id.desc())
    if who is not None:
        asked = asked.where(Act.user_id == who)
    return session.scalars(asked).all()


def told(session: Session, call: Call, acts: Iterable[int]) -> list[Told]:
    """These acts with the words they were about, the last first, two statements.

    The call comes with its questions.
    """
    rows = session.execute(
        select(Act, User)
        .outerjoin(User, User.id == Act.user_id)
        .where(Act.id.in_(list(acts)))
        .order_by(Act.id.desc())
    ).all()
    wanted = {row[0].id: _excerpt_of(row[0]) for row in rows}
    versions = {one["version_id"] for one in wanted.values() if one}
    found = session.scalars(select(Version).where(Version.id.in_(versions))) if versions else ()
    texts = {version.id: version for version in found}
    return [
        Told(
            kind=act.kind,
            who=person(user),
            at=act.at,
            undone=act.undone_at is not None,
            about=act.about,
            quote=_quote(call, wanted[act.id], texts),
        )
        for act, user in rows
    ]


def people_of(session: Session, call: Call) -> list[tuple[int, str]]:
    """Everybody who did something in the call, by name."""
    users = session.scalars(
        select(User).where(User.id.in_(select(Act.user_id).where(Act.call_id == call.id)))
    )
    return sorted(((one.id, person(one)) for one in users), key=lambda one: one[1].casefold())


def to_review(session: Session, call: Call) -> list[Pair]:
    """Answers with passages of an earlier version that do not stand, in order; three statements.

    Only contributions that count; the call comes with its questions.
    """
    last = latest.numbers()
    rows = session.execute(
        select(Excerpt, Version.contribution_id)
        .join(Version, Version.id == Excerpt.version_id)
        .join(Contribution, Contribution.id == Version.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .join(last, last.c.contribution_id == Version.contribution_id)
        .where(
            Invitation.call_id == call.id,
            Contribution.withdrawn_at.is_(None),
            Version.number < last.c.number,
        )
        .order_by(Invitation.position, Excerpt.question_id, Excerpt.start)
    ).all()
    if not rows:
        return []
    return _loose(session, call, [(row[0], row[1]) for row in rows])


def _loose(session: Session, call: Call, rows: Sequence[tuple[Excerpt, int]]) -> list[Pair]:
    versions = session.scalars(
        select(Version)
        .where(Version.contribution_id.in_({contribution for _, contribution in rows}))
        .order_by(Version.number)
    ).all()
    frozen = {version.id: version for version in versions}
    last = {version.contribution_id: version for version in versions}
    asked = _asked(call)
    found: dict[Pair, None] = {}
    for excerpt, contribution in rows:
        question = asked[excerpt.question_id].spec
        was, now = (
            plain_text(
                question,
                version.content["answers"].get(question.key),
                excerpt.item,
                excerpt.field,
            )
            for version in (frozen[excerpt.version_id], last[contribution])
        )
        if not stands(was, excerpt.start, excerpt.end, now):
            found[contribution, excerpt.question_id] = None
    return list(found)


def _asked(call: Call) -> Mapping[int, Question]:
    return {one.id: one for section in call.sections for one in section.questions}


def _excerpt_of(act: Act) -> Mapping[str, Any] | None:
    """The first row of an excerpt among what the act changed, as it was after or before."""
    for table, before, after in act.changes:
        if table == "excerpt":
            row: Mapping[str, Any] = after or before
            return row
    return None


def _quote(call: Call, excerpt: Mapping[str, Any] | None, versions: Mapping[int, Version]) -> str:
    if excerpt is None or excerpt["version_id"] not in versions:
        return ""
    question = _asked(call)[excerpt["question_id"]].spec
    value = versions[excerpt["version_id"]].content["answers"].get(question.key)
    text = plain_text(question, value, excerpt["item"], excerpt["field"])
    return text[excerpt["start"] : excerpt["end"]]
