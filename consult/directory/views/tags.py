"""The tags themselves: renamed, forgotten."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.directory import queries
from consult.directory import tags as tagging
from consult.directory.agency_forms import refusal_sentence
from consult.directory.views.shell import pages
from consult.errors import Invalid


@pages.get("/staff/agencies/tags")
@staff(Role.READER)
def tags() -> ResponseReturnValue:
    """Every tag, with how many agencies have it."""
    return render_template("directory/tags.html", directory=queries.directory(db.session()))


@pages.post("/staff/agencies/tags")
@staff(Role.MANAGER)
def change_tag() -> ResponseReturnValue:
    """Call a tag otherwise, or forget it; the agencies stay."""
    at = clock.now()
    session, actor = db.session(), current_user().email
    tag = tagging.tag_by_key(session, request.form.get("key", ""))
    if request.form.get("act") == "drop":
        tagging.drop(session, tag=tag, actor=actor, at=at)
        sentence = _("The tag is gone; the agencies that had it stay.")
    else:
        try:
            tagging.rename(session, tag=tag, name=request.form.get("name", ""), actor=actor, at=at)
        except Invalid as refused:
            raise Invalid(refusal_sentence(refused)) from refused
        sentence = _("The tag is renamed.")
    session.commit()
    flash(sentence)
    return redirect(url_for("directory.tags"))
