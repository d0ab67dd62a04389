"""The texts of a call, side by side in two languages."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import LOCALES
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.building.side_by_side import MOST, groups, progress, too_long
from consult.calls.forms import IN_WORDS
from consult.calls.views.shell import pages


@pages.route("/staff/calls/<slug>/translations", methods=["GET", "POST"])
@staff(Role.MANAGER)
def translations(slug: str) -> ResponseReturnValue:
    """Every text of a call beside what it becomes in the other language."""
    call = queries.call_with_questions(db.session(), slug)
    language = next(one for one in LOCALES if one != call.language)
    found = groups(call.texts, call.translations, call.questionnaire, language)
    refused = too_long(found, request.form)
    if request.method != "POST" or refused:
        page = render_template(
            "calls/translations.html",
            call=call,
            language=language,
            language_words=IN_WORDS[language],
            groups=found,
            done=progress(found),
            typed=request.form,
            refused=refused,
            most=MOST,
        )
        return page, 422 if refused else 200
    service.translate(
        db.session(),
        call=call,
        language=language,
        typed=request.form,
        actor=current_user().email,
        at=clock.now(),
    )
    db.session().commit()
    flash(_("The translations are saved."))
    return redirect(url_for("calls.translations", slug=slug))
