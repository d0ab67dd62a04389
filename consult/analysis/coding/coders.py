"""Who put what under which theme, one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from consult.accounts.models import User
from consult.analysis.material import Material, Stance
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version


class Said(NamedTuple):
    """One coding: where it stands, its theme (of no question when of all), and whose it is.

    `user` is None for what was imported.
    """

    contribution: int
    question_id: int
    agency: str
    question: str
    item: int | None
    field: str | None
    start: int
    end: int
    of: str
    theme: str
    stance: Stance | None
    origin: Origin
    user: int | None
    name: str

    @property
    def anchor(self) -> str:
        """The place of the answer on a page of the reading desk."""
        return f"answer-{self.contribution}-{self.question_id}"


def standing(said: Iterable[Said], material: Material) -> list[Said]:
    """Those that count: the passage still stands in the last version of its answer."""
    places = {
        (one.agency, one.question, one.item, one.field, one.start, one.end, one.theme)
        for one in material.passages
    }
    return [
        one
        for one in said
        if (one.agency, one.question, one.item, one.field, one.start, one.end, one.theme) in places
    ]


def codings(
    session: Session, call: Call, *, theme: tuple[str, str] | None = None
) -> Sequence[Said]:
    """Every coding of the call, or of one theme, but those of contributions withdrawn."""
    owner = aliased(Question)
    wanted = (
        select(
            *(Contribution.id, Question.id),
            Invitation.acronym,
            Question.key,
            *(Excerpt.item, Excerpt.field, Excerpt.start, Excerpt.end),
            func.coalesce(owner.key, ""),
            *(Theme.key, Coding.stance, Coding.origin, Coding.user_id),
            func.coalesce(func.nullif(User.name, ""), User.email, ""),
        )
        .join(Excerpt, Excerpt.id == Coding.excerpt_id)
        .join(Version, Version.id == Excerpt.version_id)
        .join(Contribution, Contribution.id == Version.contribution_id)
        .join(Invitation, Invitation.id == Contribution.invitation_id)
        .join(Question, Question.id == Excerpt.question_id)
        .join(Theme, Theme.id == Coding.theme_id)
        .outerjoin(owner, owner.id == Theme.question_id)
        .outerjoin(User, User.id == Coding.user_id)
        .where(Theme.call_id == call.id, Contribution.withdrawn_at.is_(None))
        .order_by(Invitation.position, Invitation.id, Excerpt.position, Coding.id)
    )
    if theme is not None:
        wanted = wanted.where(func.coalesce(owner.key, "") == theme[0], Theme.key == theme[1])
    return [Said._make(row) for row in session.execute(wanted)]
