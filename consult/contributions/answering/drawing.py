"""From one contribution to the form that its pages show: as it was saved, or as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult.calls.duration import minutes
from consult.calls.questionnaire import Questionnaire, Value
from consult.contributions import examples
from consult.contributions.answering.fields import FileField
from consult.contributions.answering.forms import ContributionForm, build_form, filled, with_consent
from consult.contributions.answering.sheet import drawing_of
from consult.contributions.answering.steps import steps_of, whole
from consult.contributions.answering.wording import Fault, condition_words
from consult.contributions.consent import consent_of
from consult.contributions.drafts import Draft
from consult.contributions.guards import token_of
from consult.contributions.models import Contribution
from consult.contributions.shown import parts
from consult.contributions.standing import standing_of, times_of
from consult.contributions.texts.merging import NOTHING, Merge
from consult.web.dates import clock_words, moment


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
