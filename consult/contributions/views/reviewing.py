"""Reading over what will be sent, and sending it: one explicit act."""

from __future__ import annotations

from datetime import datetime

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.contributions import freezing, guards, queries, read_only, sending
from consult.contributions.drafts import Draft
from consult.contributions.letters import receipt as receipt_letter
from consult.contributions.models import Collaborator, Version
from consult.contributions.review import page as drawn
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.errors import NotApproved
from consult.post import enqueue, is_address


@pages.get(f"{HERE}/review")
def review(public_id: str) -> ResponseReturnValue:
    """Every answer as it will be sent, and what sending means."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id, contents=False))
    if not draft.invitation.window.accepts(at):
        return to("form", public_id)
    return drawn(draft, at=at)


@pages.post(f"{HERE}/review")
def send_reviewed(public_id: str) -> ResponseReturnValue:
    """Send exactly what was shown; when somebody changed it since, show it again instead."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True, contents=False))
    if not draft.invitation.window.accepts(at):
        return read_only.closed(draft, at=at), 403
    same = request.form.get("shown") == freezing.digest_of(draft.content)
    ours = guards.form_is_ours(public_id)
    if not same or not ours or sending.in_the_way(draft, draft.values):
        return drawn(draft, at=at, changed=not same), 409 if ours else 400
    return send(draft, at, by)


def send(draft: Draft, at: datetime, by: Collaborator | None) -> ResponseReturnValue:
    """Freeze, plan the receipts, commit, show the receipt; without approval, lead to it."""
    session = db.session()
    try:
        version = sending.send(
            session, draft=draft, answers=draft.said, expected_revision=draft.revision, at=at, by=by
        )
    except NotApproved:
        session.commit()
        flash(_("A signatory must approve the contribution before it is sent."), "error")
        return to("approval", draft.invitation.public_id)
    receipts(draft, version, at)
    session.commit()
    return to("receipt", draft.invitation.public_id)


def receipts(draft: Draft, version: Version, at: datetime) -> None:
    """A receipt to everybody of the agency, in the transaction of the sending."""
    session = db.session()
    for address in queries.addresses(session, draft):
        if is_address(address):
            letter = receipt_letter(
                to=address,
                version=version,
                invitation=draft.invitation,
                call=draft.call,
                closes_at=draft.invitation.window.closes_at,
            )
            enqueue(session, letter, at=at)
