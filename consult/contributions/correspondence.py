"""Letters about consent and about declarations, in the language of the agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import flask_babel
from flask_babel import force_locale

from consult.calls.letters import federation, to_agency
from consult.calls.models import Call, Invitation
from consult.contributions.answering.wording import attribution_words, quote_words
from consult.contributions.consent import Consent
from consult.contributions.declarations import JOINING, asked_key
from consult.contributions.models import ConsentChange, Declaration
from consult.post import Letter, paragraphs
from consult.web.dates import deadline, deadline_for
from consult.web.links import LINK_MARK, plain

CONSENT = "consent"
JOINED = "joined"
READ_BACK = "read_back"
"""The letter that asks an agency to read its words again: the room of notes writes it."""
_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


def consent_changed(
    addresses: Iterable[str], *, invitation: Invitation, changed: ConsentChange
) -> list[Letter]:
    """To everybody of the agency: what was chosen, when, and from when it counts."""
    call = invitation.call
    language = invitation.speaks
    with force_locale(language):
        body = paragraphs(
            _("Hello,"),
            _(
                "%(agency)s changed on %(instant)s what may be done with its contribution to "
                "“%(title)s”.",
                agency=_name(invitation),
                instant=deadline(changed.at, call.timezone, language),
                title=plain(call.said("title", language)),
            ),
            _chosen(changed.consent),
            _handed_over(call, language),
            _("If this was not meant, open your personal link and choose again."),
            federation(call),
        )
        subject = _("Your choice was changed: %(title)s", title=plain(call.said("title", language)))
        return to_agency(
            addresses,
            invitation=invitation,
            kind=CONSENT,
            key=f"{CONSENT}:{call.id}:{changed.id}",
            subject=subject,
            body=body,
        )


def join_asked(
    addresses: Iterable[str], *, joiner: Invitation, to: Invitation, asked: Declaration
) -> list[Letter]:
    """To the agency that another wants to join: it confirms or refuses behind its own link."""
    call = to.call
    language = to.speaks
    with force_locale(language):
        body = paragraphs(
            _("Hello,"),
            _(
                "%(joiner)s wishes to stand behind the contribution of your agency, %(agency)s, to "
                "“%(title)s”, instead of writing its own.",
                joiner=_name(joiner),
                agency=_name(to),
                title=plain(call.said("title", language)),
            ),
            _(
                "Whether you have answered was not told to it. If you agree, it is counted apart, "
                "and your answers stay yours alone."
            ),
            _("To accept or to refuse, open your personal link:") + "\n" + LINK_MARK,
            federation(call),
        )
        subject = _("%(joiner)s wishes to join your contribution", joiner=plain(joiner.acronym))
        return to_agency(
            addresses,
            invitation=to,
            kind=JOINING,
            key=asked_key(joiner, to, asked.declared_at),
            subject=subject,
            body=body,
        )


def join_answered(
    addresses: Iterable[str], *, joiner: Invitation, to: Invitation, answered: Declaration
) -> list[Letter]:
    """To the agency that wanted to join: yes, or no and what remains possible."""
    call, agreed = to.call, answered.confirmed_at is not None
    instant = answered.confirmed_at or answered.refused_at
    language = joiner.speaks
    with force_locale(language):
        names = {"agency": _name(to), "title": plain(call.said("title", language))}
        said = (
            _("%(agency)s accepts that you join its contribution to “%(title)s”.", **names)
            if agreed
            else _("%(agency)s prefers to answer “%(title)s” alone.", **names)
        )
        then = (
            _("You are counted apart from the agencies that wrote, and receive no reminder.")
            if agreed
            else _(
                "Until %(deadline)s you can answer yourself, or join another agency, by your "
                "personal link.",
                deadline=deadline_for(
                    joiner.window.closes_at, call.timezone, joiner.zone, language
                ),
            )
        )
        body = paragraphs(_("Hello,"), said, then, federation(call))
        subject = _("Answer of %(agency)s to your request", agency=plain(to.acronym))
        return to_agency(
            addresses,
            invitation=joiner,
            kind=JOINED,
            key=f"{JOINED}:{call.id}:{joiner.id}:{instant:%Y%m%d%H%M%S}",
            subject=subject,
            body=body,
        )


def _chosen(consent: Consent) -> str:
    count = len(consent.confidential)
    return "\n".join(
        (
            _("Attribution: %(choice)s", choice=attribution_words(consent.attribution)),
            _("Quotation: %(choice)s", choice=quote_words(consent.quotes)),
            ngettext(
                "%(num)s answer kept confidential",
                "%(num)s answers kept confidential",
                count,
            )
            if count
            else _("No answer set apart as confidential"),
        )
    )


def _handed_over(call: Call, language: str) -> str:
    if call.handed_over_at is None:
        return _("This choice holds for every note still to be composed.")
    return _(
        "A note was handed over on %(instant)s: it does not change. This choice holds for the "
        "following ones.",
        instant=deadline(call.handed_over_at, call.timezone, language),
    )


def _name(invitation: Invitation) -> str:
    return plain(invitation.name) or plain(invitation.acronym)
