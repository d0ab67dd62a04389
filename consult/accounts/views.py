"""Signing in and out, by password or by a link that works once."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts import guards, queries, rules, service
from consult.accounts.forms import ROLE_WORDS, PasswordForm, SignInForm, UserForm
from consult.accounts.models import Purpose, Role, User
from consult.errors import Invalid, NotFound
from consult.post import is_address
from consult.web.links import external

pages = Blueprint("accounts", __name__)

HOME = "campaign.dashboard"
AFTER_SIGN_IN = (HOME, "directory.agencies", "accounts.account", "accounts.users")
ABOUT_A_CALL = (
    "campaign.overview",
    "campaign.outbox",
    "calls.questionnaire",
    "calls.audience",
    "analysis.figures",
    "synthesis.notes",
    "publication.deliveries",
)
"""The pages that a visitor may be sent on to, by name; nothing else is followed."""


@pages.record_once
def keep_sessions(state: BlueprintSetupState) -> None:
    """A session that nobody uses ends by itself."""
    state.app.permanent_session_lifetime = rules.SESSION


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

    email, address = form.email.data or "", request.remote_addr or ""
    with db.database().reader() as reading:
        tried = service.try_password(
            reading, email=email, password=form.password.data or "", address=address, at=at
        )
    session = db.session()
    user = service.authenticate(session, email=email, tried=tried, address=address, at=at)
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
        page = render_template("accounts/account.html", form=form, user=user, roles=ROLE_WORDS)
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


@pages.route("/staff/people", methods=["GET", "POST"])
@guards.staff(Role.ADMIN)
def users() -> ResponseReturnValue:
    """Who may sign in, and a form to add somebody; their first link is shown this once."""
    at = clock.now()
    form = UserForm()
    session = db.session()
    if not form.validate_on_submit() or not _is_address(form):
        return _people(form), 422 if form.errors else 200

    try:
        user = service.create_user(
            session,
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role(form.role.data),
            at=at,
            actor=guards.current_user().email,
        )
    except Invalid:
        form.email.errors = [_("This address already has an account.")]
        return _people(form), 422
    token = service.issue_sign_in(session, user=user, actor=guards.current_user().email, at=at)
    session.commit()
    return _first_link(user, token)


@pages.post("/staff/people/<int:id_>/link")
@guards.staff(Role.ADMIN)
def renew(id_: int) -> ResponseReturnValue:
    """A new link that signs somebody in once; those given before no longer do."""
    session = db.session()
    user = queries.user(session, id_)
    actor = guards.current_user().email
    token = service.issue_sign_in(session, user=user, actor=actor, at=clock.now())
    session.commit()
    return _first_link(user, token)


@pages.post("/staff/people/<int:id_>/disable")
@guards.staff(Role.ADMIN)
def disable(id_: int) -> ResponseReturnValue:
    """Close an account; nobody closes their own."""
    session = db.session()
    user = queries.user(session, id_)
    service.disable_user(session, user=user, actor=guards.current_user(), at=clock.now())
    session.commit()
    flash(_("%(name)s can no longer sign in.", name=user.name))
    return redirect(url_for("accounts.users"))


@pages.post("/staff/people/<int:id_>/enable")
@guards.staff(Role.ADMIN)
def enable(id_: int) -> ResponseReturnValue:
    """Open an account again."""
    session = db.session()
    user = queries.user(session, id_)
    service.enable_user(session, user=user, actor=guards.current_user(), at=clock.now())
    session.commit()
    flash(_("%(name)s can sign in again.", name=user.name))
    return redirect(url_for("accounts.users"))


def _is_address(form: UserForm) -> bool:
    if is_address((form.email.data or "").strip()):
        return True
    form.email.errors = [_("This is not an e-mail address.")]
    return False


def _people(form: UserForm) -> str:
    found = queries.users(db.session())
    return render_template("accounts/users.html", form=form, users=found, roles=ROLE_WORDS)


def _first_link(user: User, token: str) -> str:
    address = external("accounts.sign_in_once", token=token)
    return render_template("accounts/link.html", user=user, address=address)


def _onward() -> str:
    wanted, slug = request.args.get("next", ""), request.args.get("slug", "")
    if wanted in ABOUT_A_CALL and slug:
        return url_for(wanted, slug=slug)
    return url_for(wanted if wanted in AFTER_SIGN_IN else HOME)
