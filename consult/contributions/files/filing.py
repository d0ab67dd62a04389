"""Files once they were given: what the scanner said of them, and who may read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import errors, jobs
from consult.contributions.models import Attachment, Scan

SCAN = "scan_file"


def first_state(clamd_url: str | None) -> Scan:
    """Where a new file stands: it waits for the scanner where there is one."""
    return Scan.PENDING if clamd_url else Scan.SKIPPED


def ask(session: Session, *, file: Attachment, at: datetime) -> None:
    """Have a file scanned after the commit; one that waits for nothing is left alone."""
    if file.scan is Scan.PENDING:
        key = f"{SCAN}:{file.id}:{at.isoformat()}"
        jobs.enqueue(session, SCAN, key=key, payload={"attachment": file.id}, at=at)


def waiting(session: Session, id_: int) -> str | None:
    """The digest of a file that waits for the scanner, or None: it was seen to, or is gone."""
    file = session.get(Attachment, id_)
    return file.digest if file is not None and file.scan is Scan.PENDING else None


def scanned(session: Session, *, file: Attachment, found: Scan) -> None:
    """Keep what the scanner said, of the same bytes wherever else they were given."""
    same = select(Attachment).where(
        Attachment.digest == file.digest,
        Attachment.contribution_id == file.contribution_id,
    )
    for one in session.scalars(same):
        one.scan = found
    session.flush()


def ask_again(session: Session, *, at: datetime) -> int:
    """Have everything scanned that no scanner found clean or infected; how many files that is."""
    unseen = (Scan.SKIPPED, Scan.PENDING, Scan.FAILED)
    files = session.scalars(select(Attachment).where(Attachment.scan.in_(unseen))).all()
    for one in files:
        one.scan = Scan.PENDING
        ask(session, file=one, at=at)
    session.flush()
    return len(files)


def ensure_servable(file: Attachment) -> None:
    """An infected file is nobody's to download; `Withheld`."""
    if file.scan is Scan.INFECTED:
        raise errors.Withheld(file.filename)


def ensure_servable_to_staff(file: Attachment, clamd_url: str | None) -> None:
    """Where there is a scanner, staff read only what it found clean; `Withheld`."""
    ensure_servable(file)
    if clamd_url and file.scan is not Scan.CLEAN:
        raise errors.Withheld(file.filename)
