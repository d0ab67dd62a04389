"""One act on a questionnaire: refused with a reason, confirmed where it concerns answers, done."""

from __future__ import annotations

from collections.abc import Callable

import flask_babel
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user
from consult.calls import queries
from consult.calls.building import rewriting
from consult.calls.building.altering import Effect, effects
from consult.calls.models import Act, Call
from consult.calls.questionnaire import Questionnaire
from consult.calls.respondents import respondents
from consult.calls.soundness import CannotBuild
from consult.calls.wording import act_words, change_words, why_words
from consult.errors import StaleRevision

_: Callable[..., str] = flask_babel.gettext


def revision() -> int:
    """The state of the questionnaire that the page was built from."""
    return request.form.get("revision", -1, type=int)


def confirmed() -> bool:
    """Whether what the act does to those who answered was shown, and accepted."""
    return "confirmed" in request.form


def done(
    call: Call, wanted: Questionnaire, *, act: Act, subject: str, anchor: str = ""
) -> ResponseReturnValue:
    """Ask `wanted` from now on, and go back to the questionnaire; or ask to confirm.

    Raises `CannotBuild` and `StaleRevision`.
    """
    at = clock.now()
    session = db.session()
    rewriting.becoming(call, wanted)
    found = effects(call.questionnaire, wanted) if call.launched_at is not None else []
    if found and not confirmed():
        return confirmation(call, found, act_words(act, subject))
    rewriting.rewrite(
        session,
        call=call,
        questionnaire=wanted,
        expected_revision=revision(),
        act=act,
        subject=subject,
        actor=current_user().email,
        at=at,
    )
    told = respondents().tell(session, call=call, changes=found, at=at) if found else 0
    session.commit()
    flash(said(act_words(act, subject), told))
    return to(call, anchor)


def pressed(
    slug: str,
    *,
    act: Act,
    wanted: Callable[[Questionnaire], Questionnaire],
    subject: Callable[[Questionnaire], str],
    anchor: str = "",
) -> ResponseReturnValue:
    """The same for a button; what is refused is said on the page where it was pressed."""
    call = queries.call_with_questions(db.session(), slug)
    try:
        return done(
            call,
            wanted(call.questionnaire),
            act=act,
            subject=subject(call.questionnaire),
            anchor=anchor,
        )
    except CannotBuild as why:
        flash(why_words(why, call.questionnaire), "error")
    except StaleRevision:
        db.session().rollback()
        flash(faster(call), "warn")
    return to(call, anchor)


def faster(call: Call) -> str:
    """Who changed the questionnaire meanwhile, and how."""
    last = rewriting.last_edit(db.session(), call)
    if last is None:
        return _("The questionnaire was changed meanwhile: look at it again before going on.")
    return _(
        "%(name)s changed the questionnaire meanwhile (%(act)s): nothing of yours was done. "
        "Look at it again before going on.",
        name=last.actor,
        act=act_words(last.act, last.subject),
    )


def confirmation(call: Call, found: list[Effect], what: str) -> ResponseReturnValue:
    """What the act does to those who answered; everything typed travels with the page."""
    keys = {effect.key for effect in found}
    counts = respondents().concerned(db.session(), call=call, keys=keys)
    page = render_template(
        "calls/confirm.html",
        call=call,
        what=what,
        found=[(effect, change_words(effect), counts[effect.key]) for effect in found],
        typed=[
            (name, text)
            for name, text in request.form.items(multi=True)
            if name not in ("csrf_token", "confirmed")
        ],
    )
    return page, 409


def said(what: str, told: int) -> str:
    """What was done, and who is told."""
    done_ = _("Done: %(what)s.", what=what)
    if not told:
        return done_
    return f"{done_} " + _("Agencies written to: %(num)s.", num=told)


def to(call: Call, anchor: str = "") -> ResponseReturnValue:
    """The page of the questionnaire."""
    return redirect(url_for("calls.questionnaire", slug=call.slug, _anchor=anchor or None), 303)
