"""What happens to a campaign's letter as it leaves."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import lru_cache

from flask import current_app
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db, jobs
from consult.accounts.models import Purpose
from consult.calls.models import Call
from consult.campaign import bounces, outbox, reminding
from consult.campaign.queries import KINDS, REMINDER
from consult.contributions import tasks as contributions_tasks
from consult.post import OutboxLetter, Whole
from consult.web.links import LINK_MARK

READ_MAILBOX = "read_mailbox"
MAILBOX = "mailbox"
TURN = timedelta(minutes=10)
_asked: dict[str, int] = {}

log = logging.getLogger(__name__)


def with_link(session: Session, letter: OutboxLetter, at: datetime) -> Whole | None:
    """The body with a fresh personal link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names, whatever the body says. None for a reminder
    that lost its reason since it was written: the agency has sent, declined or joined. None for
    every letter of a rehearsal too: it writes to nobody.
    """
    call = session.get(Call, letter.call_id) if letter.call_id is not None else None
    if call is not None and call.is_rehearsal:
        return None
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


def mailbox_due(at: datetime) -> None:
    """Have the mailbox read every ten minutes, where there is one."""
    settings: Settings = current_app.extensions["settings"]
    turn = int(at.timestamp() // TURN.total_seconds())
    if settings.imap_url is None or _asked.get("turn") == turn:
        return
    with db.writing() as session:
        jobs.enqueue(session, READ_MAILBOX, key=f"{READ_MAILBOX}:{turn}", payload={}, at=at)
        session.commit()
    _asked["turn"] = turn


def read_mailbox(job: jobs.Job) -> None:
    """Mark what came back: each report in a transaction of its own, the mailbox outside of it.

    Reading twice is reading once: a letter that came back is left alone.
    """
    from consult.campaign import mailbox  # noqa: PLC0415 - few installations have one

    settings: Settings = current_app.extensions["settings"]
    if settings.imap_url is None:
        return
    found = 0
    with mailbox.opened(settings.imap_url) as box:
        for number, content in box.reports():
            report = bounces.report_in(content)
            if report is not None and _marked(report, clock.now()):
                box.understood(number)
                found += 1
    jobs.report(job.id, str(found))


def _marked(report: bounces.Report, at: datetime) -> bool:
    """Whether the report names a letter of ours and the address it went to."""
    with db.writing() as session:
        letter = session.get(OutboxLetter, report.letter_id, with_for_update=True)
        if letter is None or letter.recipient.lower() not in report.addresses:
            return False
        outbox.came_back(session, letter=letter, reason=report.reason, actor=MAILBOX, at=at)
        session.commit()
    return True
