"""Pages where an agency says that it will not answer, or joins the contribution of another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.calls.models import Invitation
from consult.contributions import correspondence, declarations, guards, queries
from consult.contributions.consent import Grounds
from consult.contributions.declared import GROUNDS_WORDS, others
from consult.contributions.drafts import Draft
from consult.contributions.standing import times_of
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.errors import NotFound, TooManyAttempts
from consult.post import Letter, enqueue


@pages.get(f"{HERE}/decline")
def declining(public_id: str) -> ResponseReturnValue:
    """Why, if the agency cares to say; what it means, and that it can be undone."""
    at = clock.now()
    return _page("decline", _read(public_id, at), at)


@pages.post(f"{HERE}/decline")
def decline(public_id: str) -> ResponseReturnValue:
    """Record that the agency will not answer."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    given = request.form.get("grounds", "")
    declarations.decline(
        session,
        invitation=draft.invitation,
        grounds=Grounds(given) if given in list(Grounds) else None,
        reason=_clean(request.form.get("reason", "")),
        at=at,
        by=by,
    )
    session.commit()
    flash(_("It is noted: your agency will not answer, and receives no more reminders."), "good")
    return to("form", public_id)


@pages.get(f"{HERE}/join")
def joining(public_id: str) -> ResponseReturnValue:
    """Whose contribution; the list says who was asked, never who answered."""
    at = clock.now()
    draft = _read(public_id, at)
    return _page("join", draft, at, others=others(db.session(), draft.invitation))


@pages.post(f"{HERE}/join")
def join(public_id: str) -> ResponseReturnValue:
    """Ask the other agency, which is written to."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    offered = {one.public_id: one for one in others(session, draft.invitation)}
    chosen = offered.get(request.form.get("to", ""))
    if chosen is None:
        wrong = _("Choose the agency that you join in the list.")
        return _join_again(draft, wrong, at), 422
    try:
        asked = declarations.join(
            session,
            invitation=draft.invitation,
            to=chosen,
            named=request.form.get("named") == "yes",
            at=at,
            by=by,
        )
    except TooManyAttempts:
        session.rollback()
        wrong = _("Your agency asked several others today: wait for an answer, or ask tomorrow.")
        return _join_again(speaking(queries.draft(session, public_id)), wrong, at), 429
    theirs = queries.addresses(session, queries.draft(session, chosen.public_id))
    _post(correspondence.join_asked(theirs, joiner=draft.invitation, to=chosen, asked=asked), at)
    session.commit()
    flash(_("Your request is on its way to %(agency)s.", agency=chosen.name), "good")
    return to("form", public_id)


@pages.post(f"{HERE}/answer-after-all")
def take_back(public_id: str) -> ResponseReturnValue:
    """Forget what was declared, and open the form."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    if declarations.take_back(session, invitation=draft.invitation, at=at, by=by):
        session.commit()
        flash(_("It is forgotten: your agency answers."), "good")
    return to("form", public_id)


@pages.get(f"{HERE}/joined-by")
def joined_by(public_id: str) -> ResponseReturnValue:
    """Who wishes to join this contribution, or does."""
    at = clock.now()
    return _page("joined_by", _read(public_id, at), at)


@pages.post(f"{HERE}/joined-by")
def answer_join(public_id: str) -> ResponseReturnValue:
    """Accept or refuse one of them; it is told."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    answered = declarations.answer(
        session,
        invitation=draft.invitation,
        joiner=request.form.get("joiner", ""),
        agreed=_agreed(),
        at=at,
        by=by,
    )
    if answered is not None:
        joiner = answered.invitation
        theirs = queries.addresses(session, queries.draft(session, joiner.public_id))
        _post(
            correspondence.join_answered(
                theirs, joiner=joiner, to=draft.invitation, answered=answered
            ),
            at,
        )
        session.commit()
        flash(_("Your answer to %(agency)s is recorded.", agency=joiner.name), "good")
    return to("joined_by", public_id)


def _read(public_id: str, at: datetime) -> Draft:
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    return speaking(queries.whole(session, public_id))


def _agreed() -> bool:
    said = request.form.get("answer", "")
    if said not in ("accept", "refuse"):
        raise NotFound(said)
    return said == "accept"


def _join_again(draft: Draft, wrong: str, at: datetime) -> str:
    session = db.session()
    offered = others(session, draft.invitation)
    return _page("join", queries.completed(session, draft), at, others=offered, wrong=wrong)


def _page(
    page: str, draft: Draft, at: datetime, *, others: Iterable[Invitation] = (), wrong: str = ""
) -> str:
    withdrawn = draft.contribution is not None and draft.contribution.withdrawn_at is not None
    return render_template(
        f"contributions/{page}.html",
        draft=draft,
        call=draft.call,
        declared=draft.declared,
        others=others,
        wrong=wrong,
        chosen=request.form.get("to", ""),
        named=request.form.get("named", ""),
        grounds_words=GROUNDS_WORDS,
        answered=draft.sent is not None and not withdrawn,
        open=draft.invitation.window.accepts(at),
        times=times_of(draft, at),
    )


def _clean(text: str) -> str:
    """What was typed, without what no database keeps."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t").strip()


def _post(letters: Iterable[Letter], at: datetime) -> None:
    for letter in letters:
        enqueue(db.session(), letter, at=at)
