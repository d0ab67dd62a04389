"""What a call can start from: a template, or an earlier call without its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config import LOCALES
from consult.calls import library, queries, service
from consult.calls.models import Call
from consult.calls.questionnaire import Questionnaire
from consult.calls.service import Facts
from consult.calls.translating import kept, texts_of_call
from consult.directory.models import Agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Everything a new call takes over from what it starts from; staff may change every word.

    `translations` are those of the call's own texts; those of the questions go with them.
    """

    language: str
    questionnaire: Questionnaire
    title: str = ""
    commissioner: str = ""
    context: str = ""
    federation: str = ""
    folder: str = ""
    timezone: str = ""
    sign_off_required: bool = False
    translations: Mapping[str, Any] = field(default_factory=dict)
    agencies: Sequence[Agency] = ()


def from_template(name: str, language: str) -> Beginning:
    """What a template proposes in that language; raises `LookupError` when there is none."""
    found = library.template(name, language)
    others = {
        other: {"context": library.template(name, other).context}
        for other in LOCALES
        if other != language
    }
    return Beginning(
        language=language,
        questionnaire=library.questionnaire_from(name, language),
        context=found.context,
        translations=others,
    )


def from_template_as(facts: Facts, name: str) -> tuple[Beginning, Facts]:
    """The template in the language chosen; its context too, where nobody changed it."""
    beginning = from_template(name, facts.language)
    proposed = {library.template(name, one).context.strip() for one in LOCALES}
    untouched = facts.context.strip() in proposed
    return beginning, replace(facts, context=beginning.context) if untouched else facts


def from_call(session: Session, call: Call) -> Beginning:
    """An earlier call as it asked and of whom: its questions and its audience, no answers."""
    return Beginning(
        language=call.language,
        questionnaire=call.questionnaire.blank,
        title=call.title,
        commissioner=call.commissioner,
        context=call.context,
        federation=call.federation,
        folder=call.folder,
        timezone=call.timezone,
        sign_off_required=call.sign_off_required,
        translations=call.translations,
        agencies=queries.agencies_asked(session, call),
    )


def remembering(beginning: Beginning, last: Call | None) -> Beginning:
    """With what the last call said of the federation, its folder and its clocks."""
    if last is None:
        return beginning
    return replace(
        beginning,
        federation=beginning.federation or last.federation,
        folder=beginning.folder or last.folder,
        timezone=beginning.timezone or last.timezone,
    )


def begin(
    session: Session,
    *,
    beginning: Beginning,
    facts: Facts,
    same_audience: bool = False,
    grace_seconds: int,
    actor: str,
    at: datetime,
) -> Call:
    """The call of those facts, asking what it starts from; raises `Invalid` as `create` does.

    A translation is taken over as long as the text it translates is left as it was.
    """
    call = service.create(
        session,
        facts=facts,
        questionnaire=beginning.questionnaire,
        grace_seconds=grace_seconds,
        actor=actor,
        at=at,
    )
    call.translations = _still_true(beginning, facts)
    if same_audience:
        service.invite(session, call=call, agencies=beginning.agencies, actor=actor, at=at)
    session.flush()
    return call


def _still_true(beginning: Beginning, facts: Facts) -> dict[str, Any]:
    texts = texts_of_call(facts.title, facts.commissioner, facts.context)
    same = {
        path: text for path, text in texts.items() if text == getattr(beginning, path[0]).strip()
    }
    return kept(beginning.translations, same)
