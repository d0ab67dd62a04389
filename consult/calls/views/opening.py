"""What the call lacks, and its opening."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.forms import IN_WORDS
from consult.calls.readiness import checklist
from consult.calls.views.shell import pages
from consult.storage import forget


@pages.route("/staff/calls/<slug>/open", methods=["GET", "POST"])
@staff(Role.MANAGER)
def opening(slug: str) -> ResponseReturnValue:
    """The check-list before the opening, each line with what repairs it, and the button."""
    at = clock.now()
    session = db.session()
    call = queries.call_with_questions(session, slug)
    prepared = queries.prepared(session, call)
    lines = checklist(prepared, at=at)
    blocked = any(line.blocks for line in lines)
    if request.method != "POST" or blocked:
        page = render_template(
            "calls/opening.html",
            call=call,
            invited=prepared.invited,
            reached=prepared.invited - len(prepared.without_address),
            lines=lines,
            blocked=blocked,
            languages=IN_WORDS,
        )
        return page, 409 if request.method == "POST" else 200
    left = service.open_call(session, call=call, actor=current_user().email, at=at)
    session.commit()
    forget(left)
    flash(_("The call is open. The agencies have not been written to yet."))
    return redirect(url_for("campaign.preview", slug=slug, kind="invite"))
