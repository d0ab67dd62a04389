"""Sentences about a document that came back: what is wrong with it, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import flask_babel

from consult.contributions.offline.marks import Identity
from consult.contributions.offline.placing import Why
from consult.contributions.offline.returned import Trouble

_: Callable[..., str] = flask_babel.gettext


def trouble_words(trouble: Trouble) -> str:
    """Why nothing can be read, and what to do."""
    return TROUBLES[trouble]()


def why_words(why: Why) -> str:
    """Why a text has no place of its own."""
    return WHY[why]()


def origin_words(said: Identity | None, ours: Identity) -> Iterator[str]:
    """What a document says of itself that is not as expected; nothing when all agrees."""
    if said is None:
        yield _("This document does not say which questionnaire it was made from.")
        return
    if said.call != ours.call:
        yield _("This document was made for another call: %(call)s.", call=said.call)
    elif not said.is_for(ours):
        yield _("This document was made for another agency: %(agency)s.", agency=said.agency)
    elif said.fingerprint != ours.fingerprint:
        yield _(
            "The questionnaire has changed since this document was made: "
            "its answers are matched question by question."
        )


TROUBLES: Mapping[Trouble, Callable[[], str]] = {
    Trouble.UNREADABLE: lambda: _(
        "This document cannot be read: open it, save it again, and hand in the new copy."
    ),
    Trouble.TOO_LARGE: lambda: _(
        "This document is too large: hand in the questionnaire alone, without pictures."
    ),
    Trouble.TOO_LONG: lambda: _(
        "This document takes too long to read: hand in the questionnaire alone."
    ),
    Trouble.ENCRYPTED: lambda: _(
        "This document is locked by a password: save it without one, then hand it in."
    ),
    Trouble.FORMAT: lambda: _(
        "This is neither the PDF nor the Word document of the questionnaire: "
        "choose a .pdf or a .docx file."
    ),
    Trouble.OPEN_DOCUMENT: lambda: _(
        "This document is in OpenDocument format: save it as “Word (.docx)”, then hand it in."
    ),
    Trouble.OLD_WORD: lambda: _(
        "This document is in an old format of Word: save it as “Word (.docx)”, then hand it in."
    ),
    Trouble.ONLINE_FORM: lambda: _(
        "This PDF is a form of another kind: fill in the questionnaire taken from your link."
    ),
    Trouble.NO_FIELDS: lambda: _(
        "Nothing filled in was found in this document: check that it is the right one."
    ),
}

WHY: Mapping[Why, Callable[[], str]] = {
    Why.OUTSIDE: lambda: _("Written outside the boxes."),
    Why.UNKNOWN: lambda: _("Its question is no longer in the questionnaire."),
    Why.SEVERAL: lambda: _("Several boxes are ticked where one is expected."),
    Why.TOO_LONG: lambda: _("Longer than the limit: it is to be shortened before sending."),
    Why.UNREADABLE: lambda: _("It cannot be read as the number or the date that is expected."),
}
