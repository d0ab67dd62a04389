"""The letter to those who answered a question that changed while the call is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import flask_babel
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from consult.calls.building.altering import Change, Effect
from consult.calls.letters import federation, to_agency
from consult.calls.models import Invitation
from consult.post import Letter, paragraphs
from consult.web.dates import deadline_for
from consult.web.links import plain

CHANGED = "questionnaire_changed"
_: Callable[..., str] = flask_babel.gettext

SENTENCES: Mapping[Change, Any] = {
    Change.REMOVED: _l("“%(label)s” is no longer asked. Your answer to it is kept."),
    Change.KIND: _l(
        "“%(label)s” is asked in another way. Your answer to it is kept; the new question is "
        "yours to answer."
    ),
    Change.SHAPE: _l(
        "“%(label)s” is asked in another way. Your answer to it is kept; the new question is "
        "yours to answer."
    ),
    Change.OPTION: _l(
        "“%(label)s” no longer offers “%(option)s”. If you chose it, your answer is kept."
    ),
    Change.OTHER: _l("“%(label)s” no longer takes a free answer. If you wrote one, it is kept."),
    Change.REQUIRED: _l("“%(label)s” now needs an answer before you send."),
    Change.LIMIT: _l("“%(label)s” has narrower limits: look at your answer before you send again."),
    Change.CONDITION: _l("“%(label)s” is put to fewer agencies: it may no longer be put to yours."),
}


def changed(
    addresses: Iterable[str],
    *,
    invitation: Invitation,
    changes: Sequence[Effect],
    revision: int,
) -> list[Letter]:
    """What changed in the questionnaire, and that nothing sent is lost; one letter per address."""
    call, language = invitation.call, invitation.speaks
    with force_locale(language):
        title = plain(call.said("title", language))
        told = "\n".join(f"- {_sentence(one)}" for one in changes)
        closes = deadline_for(invitation.window.closes_at, call.timezone, invitation.zone, language)
        body = paragraphs(
            _("Hello,"),
            _(
                "The questionnaire of “%(title)s” was changed after you began to answer.",
                title=title,
            ),
            told,
            _(
                "What you already sent stays as it is and counts. To answer anew, open your "
                "personal link before %(deadline)s.",
                deadline=closes,
            ),
            "-- \n" + federation(call),
        )
        subject = _("The questionnaire was changed: %(title)s", title=title)
        return to_agency(
            addresses,
            invitation=invitation,
            kind=CHANGED,
            key=f"{CHANGED}:{call.id}:{revision}:{invitation.id}",
            subject=subject,
            body=body,
        )


def _sentence(effect: Effect) -> str:
    words = {"label": plain(effect.label), "option": plain(effect.detail)}
    return str(SENTENCES[effect.change]) % words
