"""The page that shows everything once more before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import flask_babel
from flask import render_template

from consult.contributions.answering.drawing import said_values
from consult.contributions.answering.forms import filled, with_consent
from consult.contributions.answering.wording import Fault, attribution_words, quote_words
from consult.contributions.consent import consent_of
from consult.contributions.drafts import Draft
from consult.contributions.freezing import digest_of
from consult.contributions.guards import token_of
from consult.contributions.shown import parts
from consult.contributions.standing import standing_of, times_of

_: Callable[..., str] = flask_babel.gettext


def page(draft: Draft, *, at: datetime, changed: bool = False) -> str:
    """Every answer as it will be sent; `changed` since it was last shown."""
    return render_template(
        "contributions/review.html",
        draft=draft,
        call=draft.call,
        times=times_of(draft, at),
        standing=standing_of(draft),
        parts=list(
            parts(with_consent(draft.questionnaire), said_values(draft), draft.confidential)
        ),
        consent_of=consent(draft),
        files={one.filename: one for held in draft.files.values() for one in held},
        lacking=lacking(draft),
        token=token_of(draft.invitation.public_id),
        shown=digest_of(draft.content),
        changed=changed,
    )


def lacking(draft: Draft) -> list[tuple[str, Sequence[Fault]]]:
    """What forbids sending, each question once, as the form says it."""
    drawn = filled(draft.questionnaire, draft.said)
    drawn.check(said_values(draft), to_send=True)
    return drawn.wrong()


def consent(draft: Draft) -> list[tuple[str, str]]:
    """How the answers may be used, in words; the most protective where nothing was chosen."""
    held = consent_of(draft.content)
    return [
        (_("Attribution"), attribution_words(held.attribution)),
        (_("Word-for-word quotation"), quote_words(held.quotes)),
    ]
