"""A contribution to read: shut, received, copied, or before the staff of the federation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from consult import db
from consult.calls.rules import Phase
from consult.contributions.answering.forms import ContributionForm, with_consent
from consult.contributions.answering.wording import attribution_words, quote_words
from consult.contributions.drafts import Draft
from consult.contributions.models import Attachment, Version
from consult.contributions.queries import digests_in
from consult.contributions.shown import grouped, parts
from consult.contributions.standing import Standing, standing_of, times_of
from consult.contributions.team.behalf import is_open_to_staff
from consult.contributions.team.behalf_forms import CHANNEL_WORDS
from consult.contributions.texts.merging import NOTHING
from consult.web.dates import deadline, deadline_for


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
