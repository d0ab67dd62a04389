"""How much each agency has answered of what is put to it, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import String, Subquery, cast, func, select, union
from sqlalchemy.orm import Session

from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import Questionnaire, Value
from consult.contributions.models import Answer, Attachment, Contribution, Version
from consult.contributions.queries import asked

NEVER_SENT = ~select(Version.id).where(Version.contribution_id == Contribution.id).exists()
"""How far an agency is matters until it sends; counting the others would cost the most."""


@dataclass(frozen=True)
class Extents:
    """What is asked, and of each contribution the answers on which conditions rest.

    Other answers are only counted, by the database: see `counted`.
    """

    questionnaire: Questionnaire
    ids: Mapping[str, int]
    said: Mapping[int, Mapping[str, Value]]

    @cached_property
    def _at_once(self) -> frozenset[str]:
        """Keys of the questions that are put to everybody."""
        return self.questionnaire.shown({})

    @cached_property
    def plain(self) -> list[int]:
        """Ids of the questions that are put to everybody."""
        return [self.ids[key] for key in self._at_once]

    def of(self, contribution_id: int | None, counted: int) -> tuple[int, int]:
        """How many questions were answered, and how many are put."""
        said = self.said.get(contribution_id or 0)
        if said is None:
            return counted, len(self._at_once)
        alike = repr(said)  # Few answers rest under conditions: many agencies gave the same.
        if alike not in self._worked_out:
            put = self.questionnaire.shown(said)
            more = sum(key in put and key in said for key in self.ids if key not in self._at_once)
            self._worked_out[alike] = more, len(put)
        more, asked_of = self._worked_out[alike]
        return counted + more, asked_of

    @cached_property
    def _worked_out(self) -> dict[str, tuple[int, int]]:
        return {}


def extents(session: Session, call: Call) -> Extents:
    """What is asked, one statement; one more where questions have conditions."""
    questionnaire, ids = asked(session, call.id)
    conditional = [one for one in questionnaire if one.show_if is not None]
    if not conditional:
        return Extents(questionnaire, ids, {})
    keys = {one.key for one in conditional}
    keys |= {one.show_if.question for one in conditional if one.show_if is not None}
    names = {ids[key]: key for key in keys}
    said: dict[int, dict[str, Any]] = {}
    for contribution_id, question_id, value in session.execute(
        select(Answer.contribution_id, Answer.question_id, Answer.value)
        .join(Answer.contribution)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id, Answer.question_id.in_(names), NEVER_SENT)
    ):
        if value is not None:
            said.setdefault(contribution_id, {})[names[question_id]] = value
    return Extents(questionnaire, ids, said)


def counted(call: Call, found: Extents) -> Subquery:
    """Of each draft, how many of the questions put to everybody have an answer or a file."""
    mine = (
        select(Contribution.id)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id, NEVER_SENT)
        .scalar_subquery()
    )
    answers = select(Answer.contribution_id, Answer.question_id).where(
        Answer.contribution_id.in_(mine),
        Answer.question_id.in_(found.plain),
        cast(Answer.value, String) != "null",
    )
    files = select(Attachment.contribution_id, Attachment.question_id).where(
        Attachment.contribution_id.in_(mine),
        Attachment.question_id.in_(found.plain),
        Attachment.removed_at.is_(None),
    )
    given = union(answers, files).subquery()
    return (
        select(given.c.contribution_id, func.count().label("answers"))
        .group_by(given.c.contribution_id)
        .subquery()
    )
