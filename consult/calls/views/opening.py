"""What the call lacks, and its opening."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.forms import LACK_WORDS
from consult.calls.readiness import blocking, lacks
from consult.calls.views.shell import pages


@pages.route("/staff/calls/<slug>/open", methods=["GET", "POST"])
@staff(Role.MANAGER)
def opening(slug: str) -> ResponseReturnValue:
    """What the call lacks, and the button that opens it."""
    at = clock.now()
    session = db.session()
    call = queries.call_with_questions(session, slug)
    found = lacks(
        closes_at=call.closes_at,
        questionnaire=call.questionnaire,
        invited=queries.invited(session, call),
        at=at,
    )
    if request.method != "POST" or blocking(found):
        page = render_template(
            "calls/opening.html",
            call=call,
            invited=queries.invited(session, call),
            lacks=[(lack, LACK_WORDS[lack]) for lack in found],
            blocked=bool(blocking(found)),
        )
        return page, 409 if request.method == "POST" else 200
    service.open_call(session, call=call, actor=current_user().email, at=at)
    session.commit()
    flash(_("The call is open. The agencies have not been written to yet."))
    return redirect(url_for("campaign.overview", slug=slug))
