"""Writing contributions: what was typed is kept, and what it replaces is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from consult.calls.questionnaire import Value
from consult.contributions.answering.pages import Page
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.contributions.drafts import Draft
from consult.contributions.models import Answer, Collaborator, Contribution, Revision
from consult.contributions.texts.merging import NOTHING, Said
from consult.errors import StaleRevision

WEB = "web"

# Of plain tables: nobody holds the rows of answers and of their history as objects here, and
# working out what of an object is to be written takes longer than writing it.
_ANSWER, _REVISION, _CONTRIBUTION = (
    cast("Table", model.__table__) for model in (Answer, Revision, Contribution)
)
_FORGET = delete(_ANSWER).where(
    _ANSWER.c.contribution_id == bindparam("in_contribution"),
    _ANSWER.c.question_id.in_(bindparam("questions", expanding=True)),
)
_PLACE = "in_contribution", "to_question"
_REPLACED = update(_ANSWER).where(
    _ANSWER.c.contribution_id == bindparam(_PLACE[0]),
    _ANSWER.c.question_id == bindparam(_PLACE[1]),
)
_ANSWERED, _REMEMBERED = insert(_ANSWER), insert(_REVISION)
_NOTED = update(_CONTRIBUTION).where(_CONTRIBUTION.c.id == bindparam("this"))


def save(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    expected_revision: int,
    at: datetime,
    by: Collaborator | None = None,
    page: Page | None = None,
) -> Contribution:
    """Keep what was typed, complete or not; `draft` was read `to_write`.

    Raises `CallNotOpen` when the request arrived too late, and `StaleRevision` when somebody
    saved since the form was built: nothing is overwritten. The revision grows only when
    something changed, and what changed joins the history under the name of who did it:
    `by` is None for the holder of the agency's own link. `page` leaves its name.
    """
    draft.invitation.window.ensure_accepts(at)
    if draft.revision != expected_revision:
        raise StaleRevision(f"{expected_revision} is not {draft.revision}")
    return keep(session, draft=draft, answers=answers, at=at, by=by, page=page)


def keep(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None = None,
    page: Page | None = None,
) -> Contribution:
    """Write what may be written, whatever the hour; see `save`."""
    keys = [*draft.question_ids, *_own_consent(draft)]
    answers = draft.saying(answers).said
    changed = {
        key: answers.get(key, NOTHING)
        for key in keys
        if answers.get(key, NOTHING) != draft.said.get(key, NOTHING)
    }
    contribution = draft.contribution or _started(session, draft, at)
    noted: dict[str, Any] = page.signature(contribution) if page else {}
    if changed:
        noted |= {"revision": contribution.revision + 1, "saved_at": at}
        own = changed.keys() & _own_consent(draft)
        noted |= {key: _consent_in(key, changed[key].value) for key in own}
    _note(session, contribution, noted)
    if changed:
        _write(session, draft, contribution, changed, at, by)
        remember(session, draft, contribution, changed, at, by)
    session.flush()
    return contribution


def _started(session: Session, draft: Draft, at: datetime) -> Contribution:
    contribution = Contribution(
        invitation_id=draft.invitation.id,
        revision=0,
        channel=WEB,
        attribution=None,
        quote_permission=None,
        started_at=at,
        saved_at=at,
    )
    session.add(contribution)
    session.flush()
    return contribution


def _write(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    changed: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """One statement where every answer takes the place of one, else two, however many changed."""
    ids = {key: draft.question_ids[key] for key in changed if key in draft.question_ids}
    known = [id_ for key, id_ in ids.items() if key in draft.said]
    replaces = len(known) == len(ids) and all(changed[key] != NOTHING for key in ids)
    here, there = _PLACE if replaces else ("contribution_id", "question_id")
    rows = [
        {
            here: contribution.id,
            there: id_,
            "value": changed[key].value,
            "confidential": changed[key].confidential,
            "saved_at": at,
            "saved_by_id": by.id if by else None,
        }
        for key, id_ in ids.items()
        if changed[key] != NOTHING
    ]
    if known and not replaces:
        session.execute(_FORGET, {"in_contribution": contribution.id, "questions": known})
    if rows:
        session.execute(_REPLACED if replaces else _ANSWERED, rows)


def _note(session: Session, contribution: Contribution, noted: Mapping[str, Any]) -> None:
    """Write columns of a contribution, and let whoever holds it know without asking again."""
    if noted:
        session.execute(_NOTED, {"this": contribution.id, **noted})
    for name, value in noted.items():
        set_committed_value(contribution, name, value)


def remember(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    changed: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """Add a revision to the history; before the first one, the state that it replaces.

    A contribution that a bundle loaded, or that is older than the history, would otherwise
    lose the very texts that are changed first.
    """
    rows = [
        {
            "contribution_id": contribution.id,
            "number": contribution.revision,
            "at": at,
            "changes": {key: said.kept for key, said in changed.items()},
            "saved_by_id": by.id if by else None,
        }
    ]
    if draft.unrecorded and contribution.revision == draft.unrecorded.number + 1:
        before = {
            "contribution_id": contribution.id,
            "number": draft.unrecorded.number,
            "at": draft.unrecorded.at,
            "changes": {key: said.kept for key, said in draft.said.items()},
            "saved_by_id": None,
        }
        rows.insert(0, before)
    session.execute(_REMEMBERED, rows)


def _consent_in(key: str, value: Value) -> Attribution | QuotePermission | None:
    if not value:
        return None
    return Attribution(value) if key == ATTRIBUTION_QUESTION else QuotePermission(value)


def _own_consent(draft: Draft) -> list[str]:
    consent = (ATTRIBUTION_QUESTION, QUOTE_QUESTION)
    return [key for key in consent if key not in draft.question_ids]
