"""The contacts of one agency."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.directory import contacts, queries
from consult.directory.agency_forms import ContactForm, refusal_sentence
from consult.directory.models import Contact
from consult.directory.views.agency import page_of
from consult.directory.views.shell import pages
from consult.errors import Invalid


@pages.post("/staff/agencies/<int:agency_id>/contacts")
@staff(Role.MANAGER)
def add_contact(agency_id: int) -> ResponseReturnValue:
    """Add somebody who answers for the agency."""
    at = clock.now()
    session = db.session()
    agency = queries.agency(session, agency_id)
    form = ContactForm.about(None, typed=True)
    if not form.validate():
        return page_of(agency, refused=form)
    try:
        contacts.add(
            session, agency=agency, person=form.person(), actor=current_user().email, at=at
        )
    except Invalid as refused:
        form.email.errors = [refusal_sentence(refused)]
        return page_of(agency, refused=form)
    session.commit()
    flash(_("The contact was added."))
    return _back(agency_id)


@pages.post("/staff/agencies/<int:agency_id>/contacts/<int:contact_id>")
@staff(Role.MANAGER)
def amend_contact(agency_id: int, contact_id: int) -> ResponseReturnValue:
    """Correct an address, a name, a role."""
    at = clock.now()
    session = db.session()
    agency = queries.agency(session, agency_id)
    contact = contacts.contact_of(agency, contact_id)
    form = ContactForm.about(contact, typed=True)
    if not form.validate():
        return page_of(agency, refused=form)
    try:
        contacts.amend(
            session, contact=contact, person=form.person(), actor=current_user().email, at=at
        )
    except Invalid as refused:
        form.email.errors = [refusal_sentence(refused)]
        return page_of(agency, refused=form)
    session.commit()
    flash(_("The contact was corrected."))
    return _back(agency_id)


@pages.post("/staff/agencies/<int:agency_id>/contacts/<int:contact_id>/first")
@staff(Role.MANAGER)
def put_first(agency_id: int, contact_id: int) -> ResponseReturnValue:
    """Let this contact receive the letters of the agency."""
    contact = _acted(agency_id, contact_id, contacts.put_first)
    flash(_("The next calls will be sent to %(address)s.", address=contact.email))
    return _back(agency_id)


@pages.post("/staff/agencies/<int:agency_id>/contacts/<int:contact_id>/trust")
@staff(Role.MANAGER)
def trust_contact(agency_id: int, contact_id: int) -> ResponseReturnValue:
    """Take an address that came back for good again."""
    _acted(agency_id, contact_id, contacts.trust)
    flash(_("The address is no longer marked."))
    return _back(agency_id)


@pages.post("/staff/agencies/<int:agency_id>/contacts/<int:contact_id>/remove")
@staff(Role.MANAGER)
def remove_contact(agency_id: int, contact_id: int) -> ResponseReturnValue:
    """Forget a contact."""
    contact = _acted(agency_id, contact_id, contacts.remove)
    flash(_("%(address)s was removed.", address=contact.email))
    return _back(agency_id)


def _acted(agency_id: int, contact_id: int, act: Callable[..., None]) -> Contact:
    """The contact, once that was done to it."""
    at = clock.now()
    session = db.session()
    contact = contacts.contact_of(queries.agency(session, agency_id), contact_id)
    act(session, contact=contact, actor=current_user().email, at=at)
    session.commit()
    return contact


def _back(agency_id: int) -> Response:
    return redirect(url_for("directory.agency", agency_id=agency_id, _anchor="contacts"))
