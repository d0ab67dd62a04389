"""Two people changed one answer at once: both are shown, and somebody decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import clock, db
from consult.contributions import guards, histories, queries, service
from consult.contributions.answering.forms import ContributionForm, received, with_consent
from consult.contributions.drafts import Draft
from consult.contributions.standing import standing_of, times_of
from consult.contributions.team import hands
from consult.contributions.texts.comparing import Change, change_of
from consult.contributions.texts.joining import joined
from consult.contributions.texts.merging import NOTHING, Said
from consult.contributions.views.shell import HERE, pages, speaking, to
from consult.web.dates import moment

THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """One answer with its two changes; the field holds both joined, or mine."""

    field: Any
    is_joined: bool
    base: Said | None
    mine: Change | None
    theirs: Change | None
    who: str
    at: str


@pages.post(f"{HERE}/settle")
def settle(public_id: str) -> ResponseReturnValue:
    """Save what was decided; an answer changed once more meanwhile is asked about again."""
    at = clock.now()
    session = db.session()
    by = guards.ensure_admitted(session, public_id, at=at)
    draft = speaking(queries.draft(session, public_id, to_write=True))
    form = received(draft.questionnaire, request.form)
    asked = [key for key in request.form.getlist("conflict") if key in form.fields]
    mine, base = form.said(), form.base()
    unstorable = set(form.unstorable()) & set(asked)
    again, answers = [], dict(draft.said)
    for key in asked:
        there = draft.said.get(key, NOTHING)
        if request.form.get(f"keep.{key}") == THEIRS:
            continue
        if there.mark != base[key] and there != mine[key]:
            again.append(key)
        elif key not in unstorable:
            answers[key] = mine[key]
    if draft.invitation.window.accepts(at) and guards.form_is_ours(public_id):
        service.save(
            session,
            draft=draft,
            answers=answers,
            expected_revision=draft.revision,
            at=at,
            by=by,
        )
        session.commit()
        if not again and not unstorable:
            flash(_("Your decision is saved in the draft."), "info")
            return to("review" if request.form.get("act") == "review" else "form", public_id)
    draft = speaking(queries.draft(session, public_id))
    left = again if again or unstorable else asked
    return page(draft, form, [*left, *unstorable], at=at, act=request.form.get("act", ""))


def page(
    draft: Draft, form: ContributionForm, keys: Sequence[str], *, at: datetime, act: str
) -> ResponseReturnValue:
    """Mine, theirs, and what both began from; everything else that was typed is saved."""
    session = db.session()
    saves = hands.revisions(session, draft.contribution)
    names = hands.team(session, draft.invitation).names
    asked = with_consent(draft.questionnaire).by_key
    found = [_conflict(draft, form, asked[key], saves, names) for key in dict.fromkeys(keys)]
    whole = queries.completed(session, draft)
    html = render_template(
        "contributions/conflict.html",
        draft=whole,
        call=draft.call,
        times=times_of(whole, at),
        standing=standing_of(whole),
        token=guards.token_of(draft.invitation.public_id),
        conflicts=found,
        act=act,
        open=draft.invitation.window.accepts(at),
    )
    return html, 409 if guards.form_is_ours(draft.invitation.public_id) else 400


def _conflict(
    draft: Draft,
    form: ContributionForm,
    question: Any,
    saves: Sequence[Any],
    names: Mapping[int | None, str],
) -> Conflict:
    field = form.fields[question.key]
    mine, theirs = field.said, draft.said.get(question.key, NOTHING)
    base = histories.marked(saves, question.key, field.base)
    both = joined(question, base=base, mine=mine, theirs=theirs) if base is not None else None
    field.said = both or mine
    field.data, field.mark = field.said.value, theirs.mark
    written = draft.written.get(question.key)
    last = next((one for one in reversed(saves) if question.key in one.changes), None)
    zone, locale = draft.call.timezone, get_locale().language
    instant = last.at if last else written.at if written else None
    return Conflict(
        field=field,
        is_joined=both is not None and both != mine,
        base=base,
        mine=change_of(question, base or NOTHING, mine),
        theirs=change_of(question, base or NOTHING, theirs),
        who=names.get(last.saved_by_id if last else None, ""),
        at=moment(instant, zone, locale) if instant else "",
    )
