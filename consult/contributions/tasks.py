"""What happens to a letter to colleagues as it leaves."""

from __future__ import annotations

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.contributions.colleague_letters import KINDS
from consult.contributions.declarations import JOINING
from consult.post import OutboxLetter
from consult.web.links import LINK_MARK, external


def with_link(letter: OutboxLetter) -> str:
    """The body with a fresh link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names: a collaborator's page, or the agency's when
    the key names collaborator 0. Whoever left in the meantime gets a link that opens nothing.
    """
    if letter.kind not in (*KINDS, JOINING) or LINK_MARK not in letter.body:
        return letter.body
    _, _, invitation_id, collaborator_id, *_ = letter.key.split(":")
    own = collaborator_id == "0"
    with db.writing() as session:
        token = accounts.issue_link(
            session,
            purpose=Purpose.CONTRIBUTION if own else Purpose.COLLABORATOR,
            subject_id=int(invitation_id if own else collaborator_id),
            at=clock.now(),
            expires_at=None,
        )
        session.commit()
    return letter.body.replace(LINK_MARK, external("contributions.open_link", token=token))
