"""Agencies that look like one: side by side, then made one or said to be two."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.campaign.history import history
from consult.campaign.merging import FACTS, TwoAnswers, merge
from consult.campaign.views.shell import pages
from consult.directory import queries as directory
from consult.directory import service
from consult.directory.likeness import Sign, proposals, signs
from consult.directory.models import Agency
from consult.errors import Invalid, NotFound
from consult.web.paging import paged

SIGN_WORDS = {
    Sign.ACRONYM: _l("the same acronym but for accents, case or signs"),
    Sign.EMAIL: _l("the same e-mail address"),
    Sign.NAME: _l("names that are near"),
    Sign.PLACE: _l("the same department"),
}
FACT_WORDS = {
    "acronym": _l("Acronym"),
    "name": _l("Name"),
    "level": _l("Level"),
    "region": _l("Region"),
    "department": _l("Department"),
    "timezone": _l("Time zone"),
}


@pages.get("/staff/agencies/duplicates")
@staff(Role.MANAGER)
def duplicates() -> ResponseReturnValue:
    """The pairs worth a look, the likeliest first."""
    session = db.session()
    found = proposals(directory.directory(session).present, directory.apart(session))
    return render_template(
        "campaign/duplicates.html",
        page=paged(found, request.args.get("page", ""), size=50),
        words=SIGN_WORDS,
    )


@pages.get("/staff/agencies/duplicates/<int:first_id>/<int:second_id>")
@staff(Role.MANAGER)
def pair(first_id: int, second_id: int) -> ResponseReturnValue:
    """Two agencies field by field; nothing is done yet."""
    session = db.session()
    first, second = _two(first_id, second_id)
    lines = {line.id: line for line in directory.directory(session).lines}
    pasts = [history(session, one.id) for one in (first, second)]
    begun = [{one.slug for one in past if one.saved_at is not None} for past in pasts]
    return render_template(
        "campaign/pair.html",
        pair=[(first, pasts[0]), (second, pasts[1])],
        clashes=[one.title for one in pasts[0] if one.slug in begun[0] & begun[1]],
        facts=FACT_WORDS,
        signs=[SIGN_WORDS[sign] for sign in signs(lines[first.id], lines[second.id])],
    )


@pages.post("/staff/agencies/duplicates/<int:first_id>/<int:second_id>")
@staff(Role.MANAGER)
def merge_pair(first_id: int, second_id: int) -> ResponseReturnValue:
    """Make them one, with the facts chosen, or say that they are two."""
    at = clock.now()
    session, actor = db.session(), current_user().email
    first, second = _two(first_id, second_id)
    if request.form.get("act") == "apart":
        service.set_apart(session, first=first, second=second, actor=actor, at=at)
        session.commit()
        flash(_("They stay two agencies, and are proposed no more."))
        return redirect(url_for("campaign.duplicates"))
    chosen = {name: _chosen(name, first, second) for name in FACTS}
    try:
        merge(session, kept=first, gone=second, facts=chosen, actor=actor, at=at)
    except TwoAnswers as refused:
        raise Invalid(
            _(
                "Both agencies answered “%(call)s”, so they stay two. Nothing was changed.",
                call=refused.args[0].title,
            )
        ) from refused
    session.commit()
    flash(_("The two agencies are one."))
    return redirect(url_for("directory.agency", agency_id=first.id))


def _two(first_id: int, second_id: int) -> tuple[Agency, Agency]:
    session = db.session()
    if first_id == second_id:
        raise NotFound("one agency is no pair")
    return directory.agency(session, first_id), directory.agency(session, second_id)


def _chosen(name: str, first: Agency, second: Agency) -> str | None:
    from_second = request.form.get(name) == "second"
    value: str | None = getattr(second if from_second else first, name)
    return value
