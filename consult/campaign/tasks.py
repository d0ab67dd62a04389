"""What happens to a campaign's letter as it leaves."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from consult import db
from consult.accounts.models import Purpose
from consult.calls.models import Call
from consult.campaign import reminding
from consult.campaign.queries import KINDS, REMINDER
from consult.contributions import tasks as contributions_tasks
from consult.post import OutboxLetter, Whole
from consult.web.links import LINK_MARK

log = logging.getLogger(__name__)


def with_link(session: Session, letter: OutboxLetter, at: datetime) -> Whole | None:
    """The body with a fresh personal link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names, whatever the body says. None for a reminder
    that lost its reason since it was written: the agency has sent, declined or joined.
    """
    if letter.kind == REMINDER and not reminding.is_wanted(session, letter, at=at):
        return None
    if letter.kind not in KINDS or LINK_MARK not in letter.body:
        return contributions_tasks.with_link(session, letter, at)
    _, _, invitation_id, *_ = letter.key.split(":")
    return contributions_tasks.linked(
        session, letter, purpose=Purpose.CONTRIBUTION, subject_id=int(invitation_id), at=at
    )


def made(letter: OutboxLetter, name: str) -> bytes | None:
    """The blank questionnaire of the letter's call, in its language; None when it fails.

    It is made once for all letters of a minute, with nothing locked meanwhile.
    """
    if letter.call_id is None or letter.tried_at is None:
        return None
    minute = letter.tried_at.replace(second=0, microsecond=0)
    return _blank(letter.call_id, letter.language, name, minute)


@lru_cache(maxsize=8)
def _blank(call_id: int, language: str, name: str, minute: datetime) -> bytes | None:
    from consult.contributions.offline import blank, word  # noqa: PLC0415 - slow to load
    from consult.contributions.offline.sheet import sheet_for_all, speaking  # noqa: PLC0415
    from consult.printing import PrintingFailed  # noqa: PLC0415 - the same

    with db.database().reader() as session:
        sheet = sheet_for_all(session.get_one(Call, call_id), language=language)
    make = {"pdf": blank.as_pdf, "docx": word.as_word}[name]
    try:
        with speaking(language):
            return make(sheet)
    except PrintingFailed:
        log.exception("Letters of call %s leave without the questionnaire", call_id)
        return None
