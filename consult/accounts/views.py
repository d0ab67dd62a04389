"""Signing in and out, by password or by a link that works once."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts import guards, service
from consult.accounts.forms import PasswordForm, SignInForm
from consult.accounts.models import Purpose, Role, User
from consult.errors import NotFound

pages = Blueprint("accounts", __name__)

AFTER_SIGN_IN = ("campaign.dashboard", "directory.agencies", "accounts.account")
"""The pages that a visitor may be sent on to; nothing else is followed."""


@pages.app_context_processor
def person() -> dict[str, object]:
    """Layouts say who is signed in."""
    return {"signed_in": guards.signed_in}


@pages.get("/")
def home() -> ResponseReturnValue:
    """Who this is for, and where each goes."""
    return render_template(
        "accounts/home.html", federation=current_app.extensions["settings"].federation
    )


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with a password; known and unknown addresses get the same answer."""
    at = clock.now()
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200

    session = db.session()
    user = service.authenticate(
        session,
        email=form.email.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
        at=at,
    )
    session.commit()
    if user is None:
        form.form_errors.append(_("This address and this password do not go together."))
        return render_template("accounts/sign_in.html", form=form), 422
    guards.sign_in(user)
    return redirect(_onward())


@pages.get("/sign-in/<token>")
def sign_in_once(token: str) -> ResponseReturnValue:
    """Show a button: a mail scanner that follows the link uses nothing up."""
    service.open_link(db.session(), token, purpose=Purpose.SIGN_IN, at=clock.now())
    return render_template("accounts/sign_in_once.html", token=token)


@pages.post("/sign-in/<token>")
def use_sign_in(token: str) -> ResponseReturnValue:
    """The button: the link is used up and the session begins."""
    at = clock.now()
    session = db.session()
    link = service.use_link(session, token, purpose=Purpose.SIGN_IN, at=at)
    user = session.get(User, link.subject_id)
    if user is None or user.disabled_at is not None:
        raise NotFound("user")
    service.record(
        session, actor=user.email, action="user.sign_in_by_link", subject=f"user:{user.id}", at=at
    )
    session.commit()
    guards.sign_in(user)
    return redirect(_onward())


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    guards.sign_out()
    return redirect(url_for("accounts.home"))


@pages.route("/account", methods=["GET", "POST"])
@guards.staff(Role.DELEGATE)
def account() -> ResponseReturnValue:
    """Who I am here, and a new password, which signs out every other session."""
    at = clock.now()
    form = PasswordForm()
    user = guards.current_user()
    if not form.validate_on_submit():
        page = render_template("accounts/account.html", form=form, user=user)
        return page, 422 if form.errors else 200

    session = db.session()
    service.choose_password(user, form.password.data or "")
    service.record(
        session, actor=user.email, action="user.password", subject=f"user:{user.id}", at=at
    )
    session.commit()
    guards.sign_in(user)
    flash(_("The password is changed. Other sessions were signed out."))
    return redirect(url_for("accounts.account"))


def _onward() -> str:
    wanted = request.args.get("next", "")
    return url_for(wanted if wanted in AFTER_SIGN_IN else AFTER_SIGN_IN[0])
