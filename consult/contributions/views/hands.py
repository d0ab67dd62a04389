"""The team of a contribution: invited, written to again, let go, by the agency or by staff."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.calls.models import Invitation
from consult.contributions import guards, queries
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator
from consult.contributions.standing import standing_of, times_of
from consult.contributions.team import hands, teaming
from consult.contributions.team.colleague_forms import ROLE_WORDS, AddressForm, ColleagueForm
from consult.contributions.team.colleague_letters import About, invited, readdressed
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.directory.models import ContactRole
from consult.errors import TooManyAttempts
from consult.post import enqueue

MAIN = "main-"
THERE = "/staff/calls/<slug>/contributions/<acronym:acronym>/team"


@pages.route(f"{HERE}/team", methods=["GET", "POST"])
def team(public_id: str) -> ResponseReturnValue:
    """Who takes part; the agency's link and signatories invite others."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id))
    form = ColleagueForm()
    if form.is_submitted():
        teaming.ensure_may_invite(by)
        draft.invitation.window.ensure_accepts(at)
        if form.validate():
            inviter = hands.team(session, draft.invitation).names[by.id if by else None]
            _invited(draft.invitation, form, inviter, at)
            return to("team", public_id)
    page = render_template(
        "contributions/team.html",
        draft=draft,
        call=draft.call,
        by=by,
        team=hands.team(session, draft.invitation),
        times=times_of(draft, at),
        standing=standing_of(draft),
        form=form if teaming.may_invite(by) and draft.invitation.window.accepts(at) else None,
        role_words=ROLE_WORDS,
    )
    return page, 422 if form.is_submitted() else 200


@pages.post(f"{HERE}/team/<int:id_>/letter")
def write_to_colleague(public_id: str, id_: int) -> ResponseReturnValue:
    """A letter again, with a fresh link."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    teaming.ensure_may_invite(by)
    invitation = speaking(queries.draft(session, public_id, to_write=True)).invitation
    invitation.window.ensure_accepts(at)
    one = hands.collaborator(session, invitation, id_)
    inviter = hands.team(session, invitation).names[by.id if by else None]
    _written_again(invitation, one, inviter, at)
    return to("team", public_id)


@pages.post(f"{HERE}/team/<int:id_>/leave")
def remove_colleague(public_id: str, id_: int) -> ResponseReturnValue:
    """Shut the contribution to a colleague."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    teaming.ensure_may_invite(by)
    invitation = speaking(queries.draft(session, public_id, to_write=True)).invitation
    one = hands.collaborator(session, invitation, id_)
    actor = by.email if by else invitation.email
    teaming.let_go(session, invitation=invitation, one=one, actor=actor, at=at)
    session.commit()
    flash(_("%(name)s can open the contribution no more.", name=one.name or one.email), "info")
    return to("team", public_id)


@pages.get(THERE)
@staff()
def staff_team(slug: str, acronym: str) -> ResponseReturnValue:
    """Who takes part in an agency's contribution, and who holds its own link."""
    draft = queries.of_agency(db.session(), slug, acronym)
    return _staff_page(draft, ColleagueForm(formdata=None), AddressForm(formdata=None, prefix=MAIN))


@pages.post(THERE)
@staff(Role.MANAGER)
def staff_invite(slug: str, acronym: str) -> ResponseReturnValue:
    """Replace a colleague who left, at the agency's request."""
    at = clock.now()
    draft = queries.of_agency(db.session(), slug, acronym)
    form = ColleagueForm()
    if not form.validate():
        return _staff_page(draft, form, AddressForm(formdata=None, prefix=MAIN)), 422
    _invited(draft.invitation, form, current_user().name, at)
    return redirect(url_for("contributions.staff_team", slug=slug, acronym=acronym), 303)


@pages.post(f"{THERE}/<int:id_>/leave")
@staff(Role.MANAGER)
def staff_remove(slug: str, acronym: str, id_: int) -> ResponseReturnValue:
    """Shut the contribution to somebody who left the agency."""
    at = clock.now()
    session = db.session()
    invitation = queries.of_agency(session, slug, acronym).invitation
    one = hands.collaborator(session, invitation, id_)
    teaming.let_go(session, invitation=invitation, one=one, actor=current_user().email, at=at)
    session.commit()
    flash(_("%(name)s can open the contribution no more.", name=one.name or one.email), "info")
    return redirect(url_for("contributions.staff_team", slug=slug, acronym=acronym), 303)


@pages.post(f"{THERE}/address")
@staff(Role.MANAGER)
def readdress(slug: str, acronym: str) -> ResponseReturnValue:
    """Send the agency's own link to another address; earlier links stop opening."""
    at = clock.now()
    session = db.session()
    draft = queries.of_agency(session, slug, acronym)
    invitation, form = draft.invitation, AddressForm(prefix=MAIN)
    if not form.validate():
        return _staff_page(draft, ColleagueForm(formdata=None), form), 422
    teaming.readdress(
        session,
        invitation=invitation,
        email=form.email.data or "",
        actor=current_user().email,
        at=at,
    )
    enqueue(session, readdressed(About(draft.call, invitation), at=at), at=at)
    session.commit()
    flash(_("The agency's link is on its way to %(email)s.", email=invitation.email), "info")
    return redirect(url_for("contributions.staff_team", slug=slug, acronym=acronym), 303)


def _staff_page(draft: Draft, form: ColleagueForm, address: AddressForm) -> str:
    return render_template(
        "contributions/staff_team.html",
        draft=draft,
        call=draft.call,
        team=hands.team(db.session(), draft.invitation),
        form=form,
        address=address,
        role_words=ROLE_WORDS,
        may_change=reaches(current_user().role, Role.MANAGER),
    )


def _invited(invitation: Invitation, form: ColleagueForm, inviter: str, at: datetime) -> None:
    """Let the colleague in and write to them; too often is said on the page, not as an error."""
    session = db.session()
    try:
        one = teaming.invite(
            session,
            invitation=invitation,
            email=form.email.data or "",
            name=form.name.data or "",
            role=ContactRole(form.role.data),
            inviter=inviter,
            at=at,
        )
    except TooManyAttempts:
        session.rollback()
        flash(_too_often(), "error")
        return
    _write(invitation, one, inviter, at)
    session.commit()
    flash(_("An invitation is on its way to %(email)s.", email=one.email), "info")


def _written_again(invitation: Invitation, one: Collaborator, inviter: str, at: datetime) -> None:
    session = db.session()
    try:
        teaming.write_again(session, invitation=invitation, one=one, at=at)
    except TooManyAttempts:
        session.rollback()
        flash(_too_often(), "error")
        return
    if one.left_at is None:
        _write(invitation, one, inviter, at)
        session.commit()
        flash(_("An invitation is on its way to %(email)s.", email=one.email), "info")


def _write(invitation: Invitation, one: Collaborator, inviter: str, at: datetime) -> None:
    about = About(invitation.call, invitation)
    enqueue(db.session(), invited(about, one, inviter=inviter, at=at), at=at)


def _too_often() -> str:
    return str(
        _(
            "No letter left: this address was written to a moment ago, or too many letters left "
            "today. Wait a quarter of an hour, then try again."
        )
    )
