"""Choosing the words of a call's letters; every choice is in the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.models import Call, Wording
from consult.campaign.wording import Kind, Text, proposed


def choose(
    session: Session,
    *,
    call: Call,
    kind: Kind,
    language: str,
    said: Text,
    actor: str,
    at: datetime,
) -> None:
    """Word one letter of a call; the proposed words leave no row."""
    if said == proposed(kind, language):
        restore(session, call=call, kind=kind, language=language, actor=actor, at=at)
        return
    known = _known(call, kind, language)
    if known is None:
        known = Wording(kind=kind.value, language=language)
        call.wordings.append(known)
    known.subject, known.body = said.subject, said.body
    known.changed_at, known.changed_by = at, actor
    _trail(session, call, "letters.word", actor, at, kind=kind.value, language=language)


def restore(
    session: Session, *, call: Call, kind: Kind, language: str, actor: str, at: datetime
) -> None:
    """Put the proposed words back."""
    known = _known(call, kind, language)
    if known is not None:
        call.wordings.remove(known)
        _trail(session, call, "letters.restore", actor, at, kind=kind.value, language=language)


def choose_post(
    session: Session,
    *,
    call: Call,
    reply_to: str,
    form_enclosed: str,
    actor: str,
    at: datetime,
) -> None:
    """Say who reads the answers to the letters, and what is joined to the invitation."""
    call.reply_to, call.form_enclosed = reply_to.strip().lower(), form_enclosed
    _trail(session, call, "letters.post", actor, at, reply_to=call.reply_to, form=form_enclosed)


def _known(call: Call, kind: Kind, language: str) -> Wording | None:
    same = (kind.value, language)
    return next((one for one in call.wordings if (one.kind, one.language) == same), None)


def _trail(
    session: Session, call: Call, action: str, actor: str, at: datetime, **details: Any
) -> None:
    session.flush()
    accounts.record(
        session, actor=actor, action=action, subject=f"call:{call.slug}", details=details, at=at
    )
