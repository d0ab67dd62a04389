"""What the queue runs for contributions: links into letters, files before the virus scanner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.calls.models import Call, Invitation
from consult.contributions import queries
from consult.contributions.correspondence import READ_BACK
from consult.contributions.declarations import JOINING
from consult.contributions.files import filing, scanning
from consult.contributions.letters import infected_file
from consult.contributions.models import Attachment, Contribution, Scan
from consult.contributions.team.behalf_letters import TO_CONFIRM
from consult.contributions.team.colleague_letters import KINDS
from consult.jobs import Job, Subject
from consult.post import OutboxLetter, Whole, enqueue, is_address
from consult.storage import storage
from consult.web.links import LINK_MARK, external

OF_AGENCIES = {JOINING: None, TO_CONFIRM: None, READ_BACK: "read-back"}
"""Other letters with a link to a contribution, and the page it opens where that is not the form."""


def with_link(session: Session, letter: OutboxLetter, at: datetime) -> Whole:
    """The body with a fresh link in place of the mark; the database keeps the mark.

    The link opens what the letter's own key names: a collaborator's page, or the agency's when
    the key names collaborator 0. Whoever left in the meantime gets a link that opens nothing.
    """
    if letter.kind not in (*KINDS, *OF_AGENCIES) or LINK_MARK not in letter.body:
        return Whole(letter.body)
    _, _, invitation_id, collaborator_id, *_ = letter.key.split(":")
    own = collaborator_id == "0"
    return linked(
        session,
        letter,
        purpose=Purpose.CONTRIBUTION if own else Purpose.COLLABORATOR,
        subject_id=int(invitation_id if own else collaborator_id),
        at=at,
        page=OF_AGENCIES.get(letter.kind),
    )


def linked(
    session: Session,
    letter: OutboxLetter,
    *,
    purpose: Purpose,
    subject_id: int,
    at: datetime,
    page: str | None = None,
) -> Whole:
    """The body with a fresh link to that very thing, or to one page of it."""
    token = accounts.issue_link(
        session, purpose=purpose, subject_id=subject_id, at=at, expires_at=None
    )
    address = external("contributions.open_link", token=token, page=page)
    return Whole(letter.body.replace(LINK_MARK, address), address)


def scan(job: Job) -> None:
    """Ask about one file, with nothing locked meanwhile; twice is once.

    A scanner that does not answer is asked again later; after the last try the file has failed
    and stays out of reach of staff.
    """
    settings: Settings = current_app.extensions["settings"]
    with db.database().reader() as reading:
        digest = filing.waiting(reading, job.payload["attachment"])
    if digest is None:
        return
    if settings.clamd_url is None:
        _record(job, Scan.SKIPPED)
        return
    try:
        verdict = scanning.verdict_on(storage().read(digest), url=settings.clamd_url)
    except scanning.ScanFailed:
        if job.last_try:
            _record(job, Scan.FAILED)
        raise
    _record(job, Scan.CLEAN if verdict.is_clean else Scan.INFECTED)


def _record(job: Job, found: Scan) -> None:
    """Write the state down; of an infected file its agency is told in the same transaction."""
    at = clock.now()
    with db.writing() as session:
        file = session.get(Attachment, job.payload["attachment"])
        if file is None:
            return
        filing.scanned(session, file=file, found=found)
        if found is Scan.INFECTED and file.question_id is not None:  # the agency gave no original
            invitation = file.contribution.invitation
            told = queries.draft(session, invitation.public_id)
            for address in queries.addresses(session, told):
                if is_address(address):
                    letter = infected_file(to=address, file=file, invitation=invitation)
                    enqueue(session, letter, at=at)
        session.commit()


def of_files(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What scans are about: a file of an agency. Its name stays with the agency."""
    wanted = {job.id: job.payload["attachment"] for job in found}
    rows = session.execute(
        select(Attachment.id, Invitation.acronym, Call.slug, Call.title)
        .join(Attachment.contribution)
        .join(Contribution.invitation)
        .join(Invitation.call)
        .where(Attachment.id.in_(wanted.values()))
    )
    calls = {id_: (f"{acronym} – {title}", slug) for id_, acronym, slug, title in rows}
    return {
        job_id: Subject(words, "campaign.overview", {"slug": slug})
        for job_id, file_id in wanted.items()
        if file_id in calls
        for words, slug in [calls[file_id]]
    }
