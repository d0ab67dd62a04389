"""One agency: its facts, its tags, its archive."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.directory import queries, service
from consult.directory import tags as tagging
from consult.directory.agency_forms import ROLE_WORDS, AgencyForm, ContactForm, refusal_sentence
from consult.directory.models import Agency
from consult.directory.views.shell import pages
from consult.errors import Invalid


@pages.route("/staff/agencies/new", methods=["GET", "POST"])
@staff(Role.MANAGER)
def create() -> ResponseReturnValue:
    """Add one agency by hand."""
    at = clock.now()
    session = db.session()
    form = AgencyForm.about(None)
    if form.validate_on_submit():
        try:
            made = service.create(session, facts=form.facts(), actor=current_user().email, at=at)
        except Invalid as refused:
            form.acronym.errors = [refusal_sentence(refused)]
        else:
            session.commit()
            flash(_("The agency is in the directory. Add the address that reaches it."))
            return redirect(url_for("directory.agency", agency_id=made.id))
    html = render_template("directory/create.html", form=form, directory=queries.directory(session))
    return html, 422 if form.errors else 200


@pages.get("/staff/agencies/<int:agency_id>")
@staff(Role.READER)
def agency(agency_id: int) -> ResponseReturnValue:
    """Everything the directory knows of one agency."""
    return page_of(queries.agency(db.session(), agency_id))


@pages.post("/staff/agencies/<int:agency_id>/facts")
@staff(Role.MANAGER)
def amend(agency_id: int) -> ResponseReturnValue:
    """Correct the facts; past calls keep the agency as it stood."""
    at = clock.now()
    session = db.session()
    known = queries.agency(session, agency_id)
    form = AgencyForm.about(known)
    if not form.validate_on_submit():
        return page_of(known, form=form)
    try:
        service.amend(session, agency=known, facts=form.facts(), actor=current_user().email, at=at)
    except Invalid as refused:
        form.acronym.errors = [refusal_sentence(refused)]
        return page_of(known, form=form)
    session.commit()
    flash(_("The agency was corrected."))
    return redirect(url_for("directory.agency", agency_id=agency_id))


@pages.post("/staff/agencies/<int:agency_id>/tags")
@staff(Role.MANAGER)
def tag(agency_id: int) -> ResponseReturnValue:
    """Give the agency a tag, or take one off."""
    at = clock.now()
    session, actor = db.session(), current_user().email
    known = queries.agency(session, agency_id)
    off = request.form.get("off", "")
    try:
        if off:
            gone = tagging.tag_by_key(session, off)
            tagging.take(session, tag=gone, agencies=[known], actor=actor, at=at)
        else:
            name = request.form.get("name", "")
            tagging.give(session, name=name, agencies=[known], actor=actor, at=at)
    except Invalid as refused:
        raise Invalid(refusal_sentence(refused)) from refused
    session.commit()
    return redirect(url_for("directory.agency", agency_id=agency_id, _anchor="tags"))


@pages.post("/staff/agencies/<int:agency_id>/archive")
@staff(Role.MANAGER)
def archive(agency_id: int) -> ResponseReturnValue:
    """Offer the agency no more, or again."""
    at = clock.now()
    session, actor = db.session(), current_user().email
    known = queries.agency(session, agency_id)
    if known.archived_at is None:
        service.archive(session, agencies=[known], actor=actor, at=at)
        flash(_("The agency is archived: no audience offers it any more."))
    else:
        service.restore(session, agencies=[known], actor=actor, at=at)
        flash(_("The agency is back in the directory."))
    session.commit()
    return redirect(url_for("directory.agency", agency_id=agency_id))


@pages.post("/staff/agencies/<int:agency_id>/remove")
@staff(Role.MANAGER)
def remove(agency_id: int) -> ResponseReturnValue:
    """Forget an agency that no call ever asked."""
    at = clock.now()
    session = db.session()
    known = queries.agency(session, agency_id)
    try:
        service.remove(session, agency=known, actor=current_user().email, at=at)
    except Invalid as refused:
        raise Invalid(refusal_sentence(refused)) from refused
    session.commit()
    flash(_("%(acronym)s was removed from the directory.", acronym=known.acronym))
    return redirect(url_for("directory.agencies"))


def page_of(
    known: Agency, *, form: AgencyForm | None = None, refused: ContactForm | None = None
) -> ResponseReturnValue:
    """The page of an agency; a form that was refused stands in the place of its own."""
    own = [ContactForm.about(one) for one in (*known.contacts, None)]
    forms = [refused if refused and refused.email.name == one.email.name else one for one in own]
    html = render_template(
        "directory/agency.html",
        agency=known,
        form=form or AgencyForm.about(known),
        refused=form or refused,
        contacts=list(zip(known.contacts, forms[:-1], strict=True)),
        new=forms[-1],
        roles=ROLE_WORDS,
        directory=queries.directory(db.session()),
        manages=reaches(current_user().role, Role.MANAGER),
    )
    return html, 422 if form or refused else 200
