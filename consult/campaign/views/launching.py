"""Opening a call and writing to its agencies in one go."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls import service
from consult.campaign.service import invitations
from consult.campaign.views.shell import pages, posted, reading
from consult.errors import NotReady
from consult.storage import forget


@pages.post("/staff/calls/<slug>/launch")
@staff(Role.MANAGER)
def launch(slug: str) -> ResponseReturnValue:
    """Open the call, then invite everybody who has an address."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    if call.launched_at is not None:
        return redirect(url_for("campaign.preview", slug=slug, kind="invite"))
    try:
        left = service.open_call(session, call=call, actor=current_user().email, at=at)
    except NotReady:
        flash(_("The call cannot open yet: see what it lacks."))
        return redirect(url_for("calls.opening", slug=slug))
    session.commit()
    forget(left)
    with reading(slug) as (call, standings):
        planned = invitations(call, standings, at=at)
    posted(call, "invite", planned, at)
    flash(
        ngettext(
            "The call is open. %(num)s invitation is leaving.",
            "The call is open. %(num)s invitations are leaving.",
            len(planned),
        )
    )
    return redirect(url_for("campaign.overview", slug=slug))
