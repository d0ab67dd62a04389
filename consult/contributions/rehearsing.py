"""Answering in the name of fictional agencies, so that a rehearsal has something to show."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.calls import queries as calls
from consult.calls.models import Call, Invitation
from consult.calls.moments import day_of
from consult.calls.questionnaire import QuestionKind
from consult.contributions import queries, sending, service
from consult.contributions.drafts import Draft
from consult.contributions.files import attaching
from consult.contributions.files.kinds import Stored
from consult.contributions.inventing import document, invented
from consult.contributions.texts.merging import Said
from consult.errors import Invalid
from consult.storage import Storage


def fill(session: Session, *, rehearsal: Call, kept: Storage, at: datetime) -> int:
    """Invent and send what the agencies that began nothing would answer; how many were sent.

    What somebody typed while rehearsing is left alone. An agency whose invented answer cannot
    be sent as it is keeps it as a draft. Raises `Invalid` for a call that is no rehearsal.
    """
    if not rehearsal.is_rehearsal:
        raise Invalid("rehearsal")
    return sum(
        _answered(session, invitation, rank, kept, at)
        for rank, invitation in enumerate(calls.invitations(session, rehearsal))
    )


def _answered(
    session: Session, invitation: Invitation, rank: int, kept: Storage, at: datetime
) -> bool:
    draft = queries.whole(session, invitation.public_id, to_write=True)
    if draft.contribution is not None:
        return False
    today = day_of(at, draft.call.timezone)
    values = invented(draft.questionnaire, rank, language=draft.call.language, today=today)
    answers = {key: Said(value) for key, value in values.items()}
    service.save(session, draft=draft, answers=answers, expected_revision=draft.revision, at=at)
    saved = queries.whole(session, invitation.public_id, to_write=True)
    if saved.contribution is None:
        return False
    files = _files(saved, rank, kept)
    attaching.attach(session, draft=saved, contribution=saved.contribution, files=files, at=at)
    whole = queries.whole(session, invitation.public_id, to_write=True)
    try:
        sending.send(session, draft=whole, answers=answers, expected_revision=whole.revision, at=at)
    except Invalid:
        return False
    return True


def _files(draft: Draft, rank: int, kept: Storage) -> list[Stored]:
    """A document for each question that wants one, where a PDF is taken."""
    made = document(f"{rank + 1}")
    return [
        Stored(question, f"specimen-{rank + 1}.pdf", len(made), kept.put(made))
        for question in draft.questionnaire
        if question.kind is QuestionKind.FILE
        and (question.required or rank % 3 == 1)
        and (not question.accept or "pdf" in question.accept)
    ]
