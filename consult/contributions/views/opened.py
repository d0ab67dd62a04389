"""That somebody of the agency had the form before their eyes."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, update

from consult import clock, db
from consult.calls.models import Invitation
from consult.contributions import guards
from consult.contributions.views.shell import HERE, pages

_OPENED = (
    update(Invitation)
    .where(Invitation.public_id == bindparam("opened"), Invitation.opened_at.is_(None))
    .values(opened_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


@pages.post(f"{HERE}/opened")
def opened(public_id: str) -> ResponseReturnValue:
    """Keep the first time only. A scanner that follows the link runs no script and says nothing."""
    at = clock.now()
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    if guards.form_is_ours(public_id):
        session.execute(_OPENED, {"opened": public_id, "now": at})
        session.commit()
    return "", 204
