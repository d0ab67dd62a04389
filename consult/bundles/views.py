"""Starting a call from a file."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from config import Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.bundles.problems import Problem
from consult.bundles.starting import beginning_of
from consult.calls import queries
from consult.calls.beginning import Beginning, begin, remembering
from consult.calls.moments import end_after
from consult.calls.service import Facts

pages = Blueprint("bundles", __name__)
SHOWN = 20
"""A file that is not a consultation at all has a problem on every line."""

DAYS = 21


@pages.route("/staff/calls/new/file", methods=["GET", "POST"])
@staff(Role.MANAGER)
def upload() -> ResponseReturnValue:
    """Take the questionnaire of a consultation exported earlier; its answers are left aside."""
    if request.method != "POST":
        return _asking()
    given = request.files.get("file")
    if given is None or not given.filename:
        return _asking(missing=True), 422
    db.session().commit()  # nothing is written yet: others may write while the file is read
    found, problems = beginning_of(given.read(), language=str(get_locale()))
    if found is None:
        return _asking(problems=problems), 422
    slug = _begun(found)
    flash(_("The questionnaire is taken over. Check the title and the deadline, then save."))
    return redirect(url_for("calls.edit", slug=slug))


def _begun(found: Beginning) -> str:
    at = clock.now()
    settings: Settings = current_app.extensions["settings"]
    whole = remembering(found, queries.last_begun(db.session()))
    zone = whole.timezone or settings.default_timezone
    call = begin(
        db.session(),
        beginning=whole,
        facts=Facts(
            title=whole.title or _("Call without a title"),
            closes_at=end_after(at, zone, days=DAYS),
            timezone=zone,
            language=whole.language,
            context=whole.context,
            commissioner=whole.commissioner,
            federation=whole.federation or settings.federation,
            folder=whole.folder,
        ),
        grace_seconds=settings.grace_seconds,
        actor=current_user().email,
        at=at,
    )
    db.session().commit()
    return call.slug


def _asking(*, problems: tuple[Problem, ...] = (), missing: bool = False) -> str:
    told = [(one.place(_), one.sentence(_)) for one in problems[:SHOWN]]
    more = max(0, len(problems) - SHOWN)
    return render_template("bundles/upload.html", problems=told, more=more, missing=missing)
