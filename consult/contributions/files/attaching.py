"""The files of a draft: added, taken out, put back, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.contributions import queries
from consult.contributions.drafts import Draft, file_values
from consult.contributions.files import filing
from consult.contributions.files.kinds import MOST_FILES, Refused, Stored, Wrong, media_type_of
from consult.contributions.models import Attachment, Collaborator, Contribution, Scan
from consult.contributions.service import remember
from consult.contributions.texts.merging import NOTHING, Said


def attach(
    session: Session,
    *,
    draft: Draft,
    contribution: Contribution,
    files: Sequence[Stored],
    at: datetime,
    by: Collaborator | None = None,
    scan: Scan = Scan.SKIPPED,
) -> list[Refused]:
    """Add stored files to their questions; those beyond the limit are refused.

    The same file twice is one file, so that a form sent again adds nothing. `scan` is where a
    new file stands with the virus scanner, which is asked about those that wait for it.
    """
    draft.invitation.window.ensure_accepts(at)
    refused, added = [], set()
    held = queries.files_of(session, draft.after(contribution)) if files else {}
    for one in files:
        here = held.setdefault(one.question.key, [])
        if any((each.digest, each.filename) == (one.digest, one.filename) for each in here):
            continue
        if len(here) >= MOST_FILES:
            refused.append(Refused(Wrong.COUNT, one.filename, {"limit": MOST_FILES}))
            continue
        here.append(_attached(session, draft, contribution, one, at, scan))
        added.add(one.question.key)
    files_changed(session, draft, contribution, {key: held[key] for key in added}, at, by)
    return refused


def detach(
    session: Session,
    *,
    draft: Draft,
    contribution: Contribution,
    id_: int,
    at: datetime,
    by: Collaborator | None = None,
) -> None:
    """Take a file out of the draft; what was sent keeps it."""
    draft.invitation.window.ensure_accepts(at)
    removed = queries.attachment(session, contribution, id_)
    if removed.removed_at is None:
        removed.removed_at = at
        _moved(session, draft, contribution, removed, at, by)


def reattach(
    session: Session,
    *,
    draft: Draft,
    contribution: Contribution,
    id_: int,
    at: datetime,
    by: Collaborator | None = None,
) -> None:
    """Put a file back that was taken out of the draft, as long as there is room for it."""
    draft.invitation.window.ensure_accepts(at)
    back = queries.attachment(session, contribution, id_)
    held = [
        one
        for files in queries.files_of(session, draft.after(contribution)).values()
        for one in files
        if one.question_id == back.question_id
    ]
    if back.removed_at is not None and len(held) < MOST_FILES:
        back.removed_at = None
        _moved(session, draft, contribution, back, at, by)


def _moved(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    file: Attachment,
    at: datetime,
    by: Collaborator | None,
) -> None:
    session.flush()
    key = next(key for key, one in draft.question_ids.items() if one == file.question_id)
    left = queries.files_of(session, draft.after(contribution)).get(key, [])
    files_changed(session, draft, contribution, {key: left}, at, by)


def _attached(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    file: Stored,
    at: datetime,
    scan: Scan,
) -> Attachment:
    added = Attachment(
        contribution_id=contribution.id,
        question_id=draft.question_ids[file.question.key],
        filename=file.filename,
        media_type=media_type_of(file.filename),
        size_bytes=file.size_bytes,
        digest=file.digest,
        added_at=at,
        removed_at=None,
        scan=scan,
    )
    session.add(added)
    session.flush()
    filing.ask(session, file=added, at=at)
    return added


def files_changed(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    held: Mapping[str, Sequence[Attachment]],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """The files of a question are one answer: changing them is a revision like any other."""
    if not held:
        return
    values = file_values(draft.questionnaire, held)
    changed = {
        key: Said(values.get(key), draft.said.get(key, NOTHING).confidential) for key in held
    }
    contribution.revision += 1
    contribution.saved_at = at
    session.flush()
    remember(session, draft, contribution, changed, at, by)
