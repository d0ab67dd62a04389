"""Writing what a document brought into a draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.contributions import service
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator, Contribution
from consult.contributions.offline.placing import Placed

CHANNELS = ("pdf", "word")


def place(
    session: Session,
    *,
    draft: Draft,
    placed: Placed,
    kind: str,
    at: datetime,
    by: Collaborator | None = None,
) -> Contribution:
    """Save the draft with what was placed; nothing is sent.

    A contribution that begins with a document keeps its kind as the channel it came by.
    """
    contribution = service.save(
        session,
        draft=draft,
        answers=placed.answers,
        expected_revision=draft.revision,
        at=at,
        by=by,
    )
    if draft.contribution is None and kind in CHANNELS:
        contribution.channel = kind
    session.flush()
    return contribution
