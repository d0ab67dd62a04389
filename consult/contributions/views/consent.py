"""The page where an agency chooses again what may be done with what it sent."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.calls.questionnaire import Question
from consult.contributions import consenting, correspondence, guards, queries
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    QuotePermission,
    effective_attribution,
    effective_quote_permission,
)
from consult.contributions.drafts import Draft
from consult.contributions.examples import choices_of
from consult.contributions.models import Version
from consult.contributions.standing import times_of
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.post import enqueue


@pages.get(f"{HERE}/consent")
def consent(public_id: str) -> ResponseReturnValue:
    """What holds now; open as long as the link is, also after the deadline."""
    at = clock.now()
    guards.ensure_admitted(db.session(), public_id, at=at)
    draft = speaking(queries.whole(db.session(), public_id))
    version = _counting(draft)
    if version is None:
        return to("form", public_id)
    return _page(draft, version, draft.consent(version))


@pages.post(f"{HERE}/consent")
def change_consent(public_id: str) -> ResponseReturnValue:
    """Keep the new choice, tell everybody of the agency, go to the receipt."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.whole(session, public_id, to_write=True))
    version = _counting(draft)
    if version is None:
        return to("form", public_id)
    changed = consenting.change(session, draft=draft, consent=chosen(version), at=at, by=by)
    if changed is None:
        flash(_("Nothing was changed: your choice was already this one."), "info")
        return to("receipt", public_id)
    for letter in correspondence.consent_changed(
        queries.addresses(session, draft), invitation=draft.invitation, changed=changed
    ):
        enqueue(session, letter, at=at)
    session.commit()
    flash(_("Your choice is recorded; a letter confirms it to your agency."), "good")
    return to("receipt", public_id)


def _counting(draft: Draft) -> Version | None:
    withdrawn = draft.contribution is not None and draft.contribution.withdrawn_at is not None
    return None if withdrawn else draft.sent


def chosen(version: Version) -> Consent:
    """What the form says; an answer that is none of the choices is the most protective."""
    return Consent(
        effective_attribution(request.form.get(ATTRIBUTION_QUESTION, Attribution.CONFIDENTIAL)),
        effective_quote_permission(request.form.get(QUOTE_QUESTION, QuotePermission.REFUSED)),
        frozenset(key for key in version.content["answers"] if request.form.get(f"secret.{key}")),
    )


def _page(draft: Draft, version: Version, held: Consent) -> str:
    return render_template(
        "contributions/consent.html",
        draft=draft,
        call=draft.call,
        version=version,
        held=held,
        choices=choices_of(draft.questionnaire, held, draft.invitation.acronym),
        answers=answers_in(draft, version),
        sent=times_of(draft, version.sent_at).sent,
    )


def answers_in(draft: Draft, version: Version) -> list[Question]:
    """The questions that a version answers, besides those of consent."""
    return [
        draft.questionnaire.by_key[key]
        for key in version.content["answers"]
        if key in draft.questionnaire.by_key and key not in (ATTRIBUTION_QUESTION, QUOTE_QUESTION)
    ]
