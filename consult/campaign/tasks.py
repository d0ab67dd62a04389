"""What happens to a campaign's letter as it leaves."""

from __future__ import annotations

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.campaign.queries import KINDS
from consult.contributions import tasks as contributions_tasks
from consult.post import OutboxLetter
from consult.web.links import LINK_MARK, external


def with_link(letter: OutboxLetter) -> str:
    """The body with a fresh personal link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names, whatever the body says.
    """
    if letter.kind not in KINDS or LINK_MARK not in letter.body:
        return contributions_tasks.with_link(letter)
    _, _, invitation_id, *_ = letter.key.split(":")
    with db.writing() as session:
        token = accounts.issue_link(
            session,
            purpose=Purpose.CONTRIBUTION,
            subject_id=int(invitation_id),
            at=clock.now(),
            expires_at=None,
        )
        session.commit()
    return letter.body.replace(LINK_MARK, external("contributions.open_link", token=token))
