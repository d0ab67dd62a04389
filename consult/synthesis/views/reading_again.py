"""The page where an agency reads its words as they will be printed, and says what it thinks."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import itemgetter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock, db
from consult.contributions import correspondence, guards
from consult.contributions import queries as contributions
from consult.contributions.drafts import Draft
from consult.contributions.models import Version
from consult.contributions.shown import Shown, shown
from consult.contributions.views.shell import HERE, speaking
from consult.errors import NotFound
from consult.post import enqueue
from consult.synthesis.forms import ALL, CHOICE_WORDS, Typed
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again import rereading, rounds
from consult.synthesis.reading_again.clearance import Extract
from consult.synthesis.reading_again.rereading import LONGEST_REMARK
from consult.synthesis.typography import spaced
from consult.synthesis.views.shell import pages
from consult.web.dates import deadline_for


@pages.get(f"{HERE}/read-back")
def read_again(public_id: str) -> ResponseReturnValue:
    """Its words, each with what may be said of it; what was said, once it was."""
    at = clock.now()
    session = db.session()
    guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(contributions.whole(session, public_id))
    asked = _asked(draft)
    return _page(draft, asked, Typed.of(asked), at)


@pages.post(f"{HERE}/read-back")
def say_again(public_id: str) -> ResponseReturnValue:
    """Keep what the agency says; the clock decides at the instant the request arrived."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(contributions.whole(session, public_id, to_write=True))
    asked = _asked(draft)
    if request.form.get("asked", type=int) != asked.id:
        return _page(draft, asked, Typed.of(asked), at, meanwhile=True), 409
    typed = Typed.read(request.form, asked)
    if not asked.is_open(at) or not _counts(draft):
        return _page(draft, asked, Typed.of(asked), at, late=True), 409
    choices = [one for one in typed.choices if one is not None]
    if typed.lacking:
        return _page(draft, asked, typed, at, tried=True), 422
    changed = rereading.answer(
        session,
        draft=draft,
        asked=asked,
        choices=choices,
        remarks=typed.remarks,
        naming=typed.naming,
        remark=typed.remark,
        at=at,
        by=by,
    )
    if changed is not None:
        for letter in correspondence.consent_changed(
            contributions.addresses(session, draft), invitation=draft.invitation, changed=changed
        ):
            enqueue(session, letter, at=at)
    session.commit()
    flash(_("Your answer is recorded. The federation sees it now."), "good")
    return redirect(url_for("synthesis.read_again", public_id=public_id), 303)


def _asked(draft: Draft) -> ReadBack:
    found = rounds.last_for(db.session(), draft.invitation)
    if found is None:
        raise NotFound(f"read-back {draft.invitation.public_id}")
    return found


def _counts(draft: Draft) -> bool:
    """Whether there is something sent that words could be printed of."""
    there = draft.contribution is not None and draft.contribution.withdrawn_at is None
    return there and draft.sent is not None


def _page(
    draft: Draft,
    asked: ReadBack,
    typed: Typed,
    at: datetime,
    *,
    tried: bool = False,
    late: bool = False,
    meanwhile: bool = False,
) -> str:
    call, invitation = draft.call, draft.invitation
    language = get_locale().language
    versions = {one.number: one for one in draft.versions}
    return render_template(
        "synthesis/read_again.html",
        draft=draft,
        call=call,
        asked=asked,
        typed=typed,
        extracts=[
            (one, _as_printed(one, call.language), _answer(draft, versions.get(one.version), one))
            for one in asked.extracts
        ],
        until=deadline_for(asked.until, call.timezone, invitation.zone, language),
        open=asked.is_open(at) and _counts(draft),
        counts=_counts(draft),
        outdated=_outdated(draft, asked),
        statements=[
            (where, [said for _where, said in group])
            for where, group in groupby(asked.statements, key=itemgetter(0))
        ],
        choice_words=CHOICE_WORDS,
        all_=ALL,
        longest=LONGEST_REMARK,
        tried=tried,
        late=late,
        meanwhile=meanwhile,
    )


def _as_printed(extract: Extract, language: str) -> str:
    """The words with the spaces and apostrophes that the note gives them."""
    return spaced(extract.printed, language)


def _answer(draft: Draft, version: Version | None, extract: Extract) -> tuple[str, Shown | None]:
    """The question, and the whole answer from which the words come, as it was sent."""
    question = draft.questionnaire.by_key.get(extract.question)
    if question is None or version is None:
        return "", None
    return question.label, shown(question, version.content["answers"].get(extract.question))


def _outdated(draft: Draft, asked: ReadBack) -> bool:
    """Whether another version was sent since: its words would have to be read in their turn."""
    sent = draft.sent
    return sent is not None and any(one.version != sent.number for one in asked.extracts)
