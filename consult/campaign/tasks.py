"""What happens to a campaign's letter as it leaves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts.models import Purpose
from consult.campaign.queries import KINDS
from consult.contributions import tasks as contributions_tasks
from consult.post import OutboxLetter, Whole
from consult.web.links import LINK_MARK


def with_link(session: Session, letter: OutboxLetter, at: datetime) -> Whole:
    """The body with a fresh personal link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names, whatever the body says.
    """
    if letter.kind not in KINDS or LINK_MARK not in letter.body:
        return contributions_tasks.with_link(session, letter, at)
    _, _, invitation_id, *_ = letter.key.split(":")
    return contributions_tasks.linked(
        session, letter, purpose=Purpose.CONTRIBUTION, subject_id=int(invitation_id), at=at
    )
