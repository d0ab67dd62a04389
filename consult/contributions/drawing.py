"""From one contribution to what its pages show; every page says where it stands and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import flask_babel
from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult import db
from consult.calls.duration import minutes
from consult.calls.questionnaire import Questionnaire, Value
from consult.calls.rules import Phase
from consult.contributions import examples
from consult.contributions.behalf import is_open_to_staff
from consult.contributions.behalf_forms import CHANNEL_WORDS
from consult.contributions.consent import consent_of
from consult.contributions.drafts import Draft
from consult.contributions.forms import (
    ContributionForm,
    FileField,
    build_form,
    filled,
    with_consent,
)
from consult.contributions.guards import token_of
from consult.contributions.merging import NOTHING, Merge
from consult.contributions.models import Attachment, Contribution, Version
from consult.contributions.queries import digests_in
from consult.contributions.sheet import drawing_of
from consult.contributions.shown import grouped, parts
from consult.contributions.steps import steps_of, whole
from consult.contributions.wording import Fault, attribution_words, condition_words, quote_words
from consult.web.dates import clock_words, deadline, deadline_for, distance, length, moment

_: Callable[..., str] = flask_babel.gettext
SAID_BEFORE = (
    timedelta(hours=24),
    timedelta(hours=6),
    timedelta(hours=1),
    timedelta(minutes=15),
    timedelta(minutes=5),
)
"""When a screen reader hears how much time is left: seldom enough to go on writing."""


class Standing(StrEnum):
    """What the banner says."""

    EMPTY = "empty"
    DRAFT = "draft"
    SENT = "sent"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Times:
    """The instants of a page in words, in the language of the page."""

    closes: str
    closes_in: str
    calendar: str
    now: int
    ends: int
    marks: Mapping[str, str]
    saved: str = ""
    sent: str = ""


def standing_of(draft: Draft) -> Standing:
    """Sent, not sent, or sent and changed since: never mistaken for one another."""
    if draft.sent is None:
        return Standing.DRAFT if draft.contribution else Standing.EMPTY
    if draft.contribution and draft.contribution.withdrawn_at:
        return Standing.WITHDRAWN
    return Standing.CHANGED if draft.differs_from_sent else Standing.SENT


def times_of(draft: Draft, at: datetime) -> Times:
    """The deadline of this very agency, and when it saved and sent."""
    locale = get_locale().language
    zone = draft.call.timezone
    closes = draft.invitation.window.closes_at
    return Times(
        closes=deadline_for(closes, zone, draft.invitation.zone, locale),
        closes_in=distance(closes, at, locale),
        now=int(at.timestamp() * 1000),
        ends=int(closes.timestamp() * 1000),
        marks=_marks(locale),
        calendar=url_for("contributions.calendar", public_id=draft.invitation.public_id),
        saved=(
            clock_words(draft.contribution.saved_at, zone, locale) if draft.contribution else ""
        ),
        sent=deadline(draft.sent.sent_at, zone, locale) if draft.sent else "",
    )


@cache
def _marks(locale: str) -> Mapping[str, str]:
    """What is heard before the deadline; the same on every page of a language."""
    return {
        str(int(mark.total_seconds() * 1000)): _(
            "The call closes in %(left)s.", left=length(mark, locale)
        )
        for mark in SAID_BEFORE
    }


def form(
    draft: Draft,
    *,
    at: datetime,
    to_send: bool,
    more: str,
    others: Mapping[str, tuple[str, datetime]],
) -> ResponseReturnValue:
    """The form as it was last saved; `to_send` lists everything that still forbids sending.

    `others` says who changed the answers that this person did not, and when.
    """
    drawn = filled(draft.questionnaire, draft.said)
    if more in drawn.fields and hasattr(drawn.fields[more], "extra"):
        drawn.fields[more].extra = 1
    faults = drawn.check(draft.values, to_send=to_send)
    return _form(draft, drawn, at, summary=faults if to_send else (), others=others)


def typed_again(
    draft: Draft, drawn: ContributionForm, *, at: datetime, summary: Sequence[Fault]
) -> ResponseReturnValue:
    """What was typed, not saved: it holds what cannot be kept, or else the page was too old."""
    page = _form(draft, drawn, at, summary=summary, expired=not summary, marks=drawn.base())
    return page, 422 if summary else 400


def too_late(draft: Draft, drawn: ContributionForm, *, at: datetime) -> ResponseReturnValue:
    """The contribution as it stands, and what was typed too late, so that it can be copied."""
    typed = {
        key: said
        for key, said in drawn.said().items()
        if said.value is not None and said.value != draft.said.get(key, NOTHING).value
    }
    values = {key: said.value for key, said in typed.items()}
    entries = [
        entry
        for part in parts(with_consent(draft.questionnaire), values, ())
        for entry in part.entries
        if entry.answer is not None
    ]
    return closed(draft, at=at, unsaved=entries), 403


def closed(draft: Draft, *, at: datetime, unsaved: Sequence[Any] = ()) -> str:
    """The contribution to read; nothing can be written."""
    version = draft.sent
    content = draft.holding(version) if version else draft.content
    return render_template(
        "contributions/closed.html",
        draft=draft,
        call=draft.call,
        times=times_of(draft, at),
        phase=draft.invitation.window.phase(at),
        Phase=Phase,
        standing=standing_of(draft),
        read_again=_read_again(draft, at),
        parts=parts_of(draft, content),
        unsaved=unsaved,
    )


def receipt(draft: Draft, version: Version, *, at: datetime) -> str:
    """What was received: reference, instant, fingerprint, consent, questions and answers."""
    return render_template(
        "contributions/receipt.html",
        draft=draft,
        call=draft.call,
        times=times_of(draft, at),
        version=version,
        facts_of=_facts(draft, version),
        open=draft.invitation.window.accepts(at),
        standing=standing_of(draft),
        read_again=_read_again(draft, at),
        parts=parts_of(draft, draft.holding(version)),
    )


def _read_again(draft: Draft, at: datetime) -> str:
    """Until when the agency may read again what a note prints of it: the wiring says who knows."""
    if standing_of(draft) is Standing.WITHDRAWN or draft.sent is None:
        return ""
    rounds = current_app.extensions["read_again"]()
    until = rounds.awaited(db.session(), draft.invitation, at)
    zones = draft.call.timezone, draft.invitation.zone
    return deadline_for(until, *zones, get_locale().language) if until else ""


def copy(draft: Draft, version: Version) -> str:
    """The page of questions and answers that is printed as the copy."""
    return render_template(
        "contributions/copy.html",
        draft=draft,
        call=draft.call,
        version=version,
        facts_of=_facts(draft, version),
        parts=parts_of(draft, draft.holding(version)),
        locale=get_locale().language,
    )


def reading(draft: Draft, version: Version | None, originals: Sequence[Attachment] = ()) -> str:
    """One contribution for staff: the version sent, its files, its consent."""
    digests = digests_in(version.content) if version else frozenset()
    return render_template(
        "contributions/reading.html",
        draft=draft,
        call=draft.call,
        version=version,
        facts_of=_facts(draft, version) if version else [],
        parts=parts_of(draft, draft.holding(version)) if version else [],
        files=[one for held in draft.files.values() for one in held if one.digest in digests],
        originals=originals,
        channel_words=CHANNEL_WORDS,
        enterable=is_open_to_staff(draft),
    )


def saved(
    draft: Draft,
    contribution: Contribution,
    merged: Merge,
    *,
    unreadable: Sequence[str],
    moved: bool,
    at: datetime,
) -> ResponseReturnValue:
    """What the browser needs after saving by itself: words, revision, marks of its own answers.

    `moved` says that somebody saved since the page was read, so that it reads itself anew.
    """
    locale = get_locale().language
    after = draft.saying({**draft.said, **merged.answers})
    steps = steps_of(with_consent(draft.questionnaire.asked), said_values(after))
    done = whole(steps)
    unmarked = {*merged.taken, *merged.conflicts, *unreadable}
    state = "unreadable" if unreadable else "conflict" if merged.conflicts else "saved"
    answer = {
        "state": state,
        "questions": [*unreadable, *merged.conflicts],
        "revision": contribution.revision,
        "at": clock_words(at, draft.call.timezone, locale),
        "marks": {k: said.mark for k, said in merged.answers.items() if k not in unmarked},
        "moved": moved or bool(merged.taken),
        "answered": done.answered,
        "shown": done.shown,
        "sections": {one.anchor: {"shape": one.shape, "words": one.words} for one in steps},
    }
    return answer, {"saved": 200, "conflict": 409, "unreadable": 422}[state]


def said_values(draft: Draft) -> dict[str, Value]:
    """Every value at hand, the consent kept on the contribution itself included."""
    own = {key: said.value for key, said in draft.said.items() if said.value is not None}
    return own | draft.values


def _form(
    draft: Draft,
    drawn: ContributionForm,
    at: datetime,
    *,
    summary: Sequence[Fault] = (),
    expired: bool = False,
    marks: Mapping[str, str] | None = None,
    others: Mapping[str, tuple[str, datetime]] | None = None,
) -> str:
    values = said_values(draft.saying(drawn.said()))
    steps = steps_of(drawn.questionnaire, values, drawn.fields)
    put = drawn.questionnaire.shown(values)
    for key, field in drawn.fields.items():
        field.mark = (marks or {}).get(key) or draft.said.get(key, NOTHING).mark
        if isinstance(field, FileField):
            field.files = draft.files.get(key, ())
            field.public_id = draft.invitation.public_id
    _ask_consent(draft.invitation.acronym, drawn, values)
    return render_template(
        "contributions/form.html",
        draft=draft,
        call=draft.call,
        form=drawn,
        token=token_of(draft.invitation.public_id),
        revision=drawn.revision if marks else draft.revision,
        parts=steps,
        draw=drawing_of(drawn.questionnaire),
        put=put,
        progress=whole(steps),
        minutes=minutes(draft.questionnaire.asked),
        unsaved=bool(marks or expired),
        withdrawn=_withdrawn(draft),
        times=times_of(draft, at),
        standing=standing_of(draft),
        wrong=drawn.wrong(),
        summary=summary,
        expired=expired,
        others={
            key: (name, moment(instant, draft.call.timezone, get_locale().language))
            for key, (name, instant) in (others or {}).items()
        },
        checked="check" in request.args,
        conditions=_conditions(drawn.questionnaire),
    )


def _conditions(asked: Questionnaire) -> Mapping[str, str]:
    """When each question is to be answered, where that depends on another; said once."""
    key = "conditions", get_locale().language
    if key not in asked.derived:
        asked.derived[key] = {
            question.key: condition_words(question, asked.by_key)
            for question in asked
            if question.show_if
        }
    found: Mapping[str, str] = asked.derived[key]
    return found


def _withdrawn(draft: Draft) -> list[Any]:
    """What the agency said to questions that are no longer asked."""
    if not draft.retired:
        return []
    gone = Questionnaire(
        tuple(
            replace(section, questions=tuple(one for one in section.questions if one.retired))
            for section in draft.questionnaire.sections
        )
    )
    said = {key: one.value for key, one in draft.said.items()} | draft.values
    return [entry for part in parts(gone, said, ()) for entry in part.entries if entry.answer]


def previewed(questionnaire: Questionnaire, *, whole: bool) -> dict[str, Any]:
    """What the page of a preview shows: an empty form, with its consent when it is `whole`."""
    asked = with_consent(questionnaire.blank) if whole else questionnaire.blank
    drawn = build_form(asked)()
    if whole:
        _ask_consent("", drawn, {})
    return {
        "whole": whole,
        "fields": drawn.fields,
        "parts": steps_of(asked, {}, drawn.fields),
        "draw": drawing_of(asked),
        "conditions": _conditions(asked),
    }


def _ask_consent(agency: str, drawn: ContributionForm, values: Mapping[str, Value]) -> None:
    """Show what each choice gives in print, and under every answer what holds for it."""
    known = examples.examples(agency)
    held = examples.holding(consent_of({"answers": values}), known)
    for field in drawn.fields.values():
        field.holds = held
    for key in known:
        field = drawn.fields[key]
        chosen = getattr(field, "chosen", ())
        field.choices = examples.lines_of(field.question, chosen, known[key])
        field.silence = examples.silent(key)


def _facts(draft: Draft, version: Version) -> list[tuple[str, str]]:
    """What was received, in words; the consent is the one that holds."""
    locale = get_locale().language
    consent = draft.consent(version)
    facts = [
        (_("Reference"), version.reference),
        (_("Received"), deadline(version.sent_at, draft.call.timezone, locale)),
        (_("Fingerprint"), grouped(version.digest)),
        (_("Attribution"), attribution_words(consent.attribution)),
        (_("Word-for-word quotation"), quote_words(consent.quotes)),
    ]
    if (changed := draft.change) and changed.at >= version.sent_at:
        facts.append((_("Consent changed"), deadline(changed.at, draft.call.timezone, locale)))
    return [*facts, (_("Late"), _("received after the deadline"))] if version.late else facts


def parts_of(draft: Draft, content: Mapping[str, Any]) -> list[Any]:
    """The parts of a content, with the consent the contribution itself says."""
    asked = with_consent(draft.questionnaire)
    own = {
        key: content[key]
        for key in ("attribution", "quote_permission")
        if key not in draft.question_ids and content.get(key)
    }
    return list(parts(asked, {**content["answers"], **own}, frozenset(content["confidential"])))
