"""The signatory's page: the contribution as it would be sent, approved or returned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock, db
from consult.contributions import guards, queries, review, sending
from consult.contributions.answering.drawing import said_values
from consult.contributions.answering.forms import with_consent
from consult.contributions.drafts import Draft
from consult.contributions.models import Collaborator, Decision, SignOff
from consult.contributions.shown import parts
from consult.contributions.standing import standing_of, times_of
from consult.contributions.team import hands, signing
from consult.contributions.team.colleague_letters import About, returned, to_sign
from consult.contributions.team.hands import Team
from consult.contributions.views.reviewing import receipts
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.errors import Invalid, StaleRevision
from consult.post import enqueue, is_address
from consult.web.dates import moment

LONGEST_REASON = 4000


@pages.get(f"{HERE}/approval")
def approval(public_id: str) -> ResponseReturnValue:
    """What would be sent, where its approval stands, and what this person may do about it."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    return _page(speaking(queries.whole(session, public_id)), by, at)


@pages.post(f"{HERE}/approval/request")
def ask_approval(public_id: str) -> ResponseReturnValue:
    """Submit the contribution as it stands to its signatories, who are written to."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    team = hands.team(session, draft.invitation)
    try:
        step, signatories = signing.ask(session, draft=draft, team=team, by=by, at=at)
    except Invalid as refused:
        session.rollback()
        if refused.args:
            return to("form", public_id, check=1, _anchor="problems")
        flash(_("Nobody can approve yet: invite a signatory first."), "error")
        return to("team", public_id)
    asker = team.names[by.id if by else None]
    for one in signatories:
        letter = to_sign(About(draft.call, draft.invitation), one, step=step, asker=asker)
        enqueue(session, letter, at=at)
    session.commit()
    flash(_("The contribution waits for its approval; signatories are told by letter."), "info")
    return to("approval", public_id)


@pages.post(f"{HERE}/approval")
def approve(public_id: str) -> ResponseReturnValue:
    """Approve exactly what was shown and send it, receipts included."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    try:
        version = signing.approve_and_send(
            session,
            draft=draft,
            expected_revision=request.form.get("revision", -1, type=int),
            by=by,
            at=at,
        )
    except (StaleRevision, Invalid):
        session.rollback()
        return _page(draft, by, at, changed=True), 409
    receipts(draft, version, at)
    session.commit()
    return to("receipt", public_id)


@pages.post(f"{HERE}/approval/return")
def return_contribution(public_id: str) -> ResponseReturnValue:
    """Return the contribution with a reason; whoever drafts is written to."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    reason = request.form.get("reason", "").replace("\0", "")[:LONGEST_REASON]
    try:
        step = signing.return_to_drafters(session, draft=draft, reason=reason, by=by, at=at)
    except Invalid:
        session.rollback()
        return _page(draft, by, at, lacks_reason=True), 422
    _tell_drafters(draft, step, by, at)
    session.commit()
    flash(_("The contribution is returned; whoever drafts is told by letter."), "info")
    return to("approval", public_id)


def _tell_drafters(draft: Draft, step: SignOff, by: Collaborator | None, at: datetime) -> None:
    """The agency's own address, and every colleague but the one who returned it."""
    session = db.session()
    about, team = About(draft.call, draft.invitation), hands.team(session, draft.invitation)
    signatory = team.names[by.id if by else None]
    told = [(draft.invitation.email, None), *((one.email, one) for one in team.present)]
    for address, one in told:
        if is_address(address) and (one is None or by is None or one.id != by.id):
            letter = returned(about, to=address, one=one, step=step, signatory=signatory)
            enqueue(session, letter, at=at)


def _page(
    draft: Draft,
    by: Collaborator | None,
    at: datetime,
    *,
    changed: bool = False,
    lacks_reason: bool = False,
) -> str:
    session = db.session()
    asked = with_consent(draft.questionnaire)
    team = hands.team(session, draft.invitation)
    steps = hands.sign_offs(session, draft.contribution)
    return render_template(
        "contributions/approval.html",
        draft=draft,
        call=draft.call,
        times=times_of(draft, at),
        standing=standing_of(draft),
        open=draft.invitation.window.accepts(at),
        signatories=team.names_of_signatories,
        signs=signing.is_signatory(by),
        waiting=bool(steps) and steps[-1].decision is Decision.REQUESTED,
        steps=_told(draft, team, steps),
        obstacles=len(sending.in_the_way(draft, draft.values)),
        parts=list(parts(asked, said_values(draft), draft.confidential)),
        consent_of=review.consent(draft),
        changed=changed,
        lacks_reason=lacks_reason,
        reason=request.form.get("reason", ""),
    )


def _told(draft: Draft, team: Team, steps: Sequence[SignOff]) -> list[dict[str, Any]]:
    """Each step with its person and its hour, the newest first."""
    locale = get_locale().language
    return [
        {
            "decision": one.decision,
            "by": team.names.get(one.by_id, ""),
            "at": moment(one.at, draft.call.timezone, locale),
            "reason": one.reason,
            "holds": one.revision == draft.revision,
        }
        for one in reversed(steps)
    ]
