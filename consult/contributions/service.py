"""Writing contributions: save a draft, send a version, add and remove files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from consult.calls.models import Call
from consult.calls.questionnaire import Value
from consult.contributions import declarations, filing, freezing, hands, queries
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.contributions.drafts import Draft, file_values
from consult.contributions.files import MOST_FILES, Refused, Stored, Wrong, media_type_of
from consult.contributions.merging import NOTHING, Said
from consult.contributions.models import (
    Answer,
    Attachment,
    Collaborator,
    Contribution,
    Revision,
    Scan,
    Version,
)
from consult.contributions.pages import Page
from consult.contributions.progress import judged, known_in
from consult.errors import CallNotOpen, Invalid, NotApproved, StaleRevision

WEB = "web"

# Spelled once: saying a statement anew takes longer than asking it.
_HELD = (
    select(Call)
    .where(Call.id == bindparam("call_id"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)
# Of plain tables: nobody holds the rows of answers and of their history as objects here, and
# working out what of an object is to be written takes longer than writing it.
_ANSWER, _REVISION, _CONTRIBUTION = (
    cast("Table", model.__table__) for model in (Answer, Revision, Contribution)
)
_FORGET = delete(_ANSWER).where(
    _ANSWER.c.contribution_id == bindparam("in_contribution"),
    _ANSWER.c.question_id.in_(bindparam("questions", expanding=True)),
)
_PLACE = "in_contribution", "to_question"
_REPLACED = update(_ANSWER).where(
    _ANSWER.c.contribution_id == bindparam(_PLACE[0]),
    _ANSWER.c.question_id == bindparam(_PLACE[1]),
)
_ANSWERED, _REMEMBERED = insert(_ANSWER), insert(_REVISION)
_NOTED = update(_CONTRIBUTION).where(_CONTRIBUTION.c.id == bindparam("this"))


def save(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    expected_revision: int,
    at: datetime,
    by: Collaborator | None = None,
    page: Page | None = None,
) -> Contribution:
    """Keep what was typed, complete or not; `draft` was read `to_write`.

    Raises `CallNotOpen` when the request arrived too late, and `StaleRevision` when somebody
    saved since the form was built: nothing is overwritten. The revision grows only when
    something changed, and what changed joins the history under the name of who did it:
    `by` is None for the holder of the agency's own link. `page` leaves its name.
    """
    draft.invitation.window.ensure_accepts(at)
    if draft.revision != expected_revision:
        raise StaleRevision(f"{expected_revision} is not {draft.revision}")
    return keep(session, draft=draft, answers=answers, at=at, by=by, page=page)


def keep(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None = None,
    page: Page | None = None,
) -> Contribution:
    """Write what may be written, whatever the hour; see `save`."""
    keys = [*draft.question_ids, *_own_consent(draft)]
    answers = draft.saying(answers).said
    changed = {
        key: answers.get(key, NOTHING)
        for key in keys
        if answers.get(key, NOTHING) != draft.said.get(key, NOTHING)
    }
    contribution = draft.contribution or _started(session, draft, at)
    noted: dict[str, Any] = page.signature(contribution) if page else {}
    if changed:
        noted |= {"revision": contribution.revision + 1, "saved_at": at}
        own = changed.keys() & _own_consent(draft)
        noted |= {key: _consent_in(key, changed[key].value) for key in own}
    _note(session, contribution, noted)
    if changed:
        _write(session, draft, contribution, changed, at, by)
        _remember(session, draft, contribution, changed, at, by)
    session.flush()
    return contribution


def send(
    session: Session,
    *,
    draft: Draft,
    answers: Mapping[str, Said],
    expected_revision: int,
    at: datetime,
    by: Collaborator | None = None,
) -> Version:
    """Freeze the whole contribution as a version; `draft` is whole and was read `to_write`.

    Sending the same thing again gives the version it made the first time. Raises `Invalid`
    with the keys of the questions that forbid sending, and `NotApproved` where the call wants
    a signatory's word and the last one does not approve this very text.
    """
    hold_open(session, draft, at)
    if again := already_sent(draft, answers, expected_revision):
        return again
    if draft.revision != expected_revision:
        raise StaleRevision(f"{expected_revision} is not {draft.revision}")
    after = draft.saying(answers)
    if obstacles := in_the_way(draft, after.values):
        raise Invalid(*obstacles)
    if draft.call.sign_off_required:
        _ensure_approved(session, draft, answers)
    if draft.contribution is not None:  # only now: what is refused leaves everything as it was
        draft.contribution.speak_for_itself(asked=draft.question_ids)
    content = after.content
    digest = freezing.digest_of(content)
    contribution = save(
        session, draft=draft, answers=answers, expected_revision=expected_revision, at=at, by=by
    )
    contribution.withdrawn_at, contribution.withdrawn_reason = None, ""
    if draft.declared.own is not None:
        declarations.take_back(session, invitation=draft.invitation, at=at, by=by)
    if draft.sent is not None and digest == draft.digest_of(draft.sent):
        session.flush()
        return draft.sent
    return frozen(session, draft, contribution, content, digest, at, by)


def already_sent(
    draft: Draft, answers: Mapping[str, Said], expected_revision: int
) -> Version | None:
    """The version that this same form made, when it comes a second time."""
    if draft.revision == expected_revision:
        return None
    digest = freezing.digest_of(draft.saying(answers).content)
    return next((one for one in reversed(draft.versions) if one.digest == digest), None)


def in_the_way(draft: Draft, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Keys of the questions that are put and are wrong, or still need something."""
    asked = draft.questionnaire.asked
    shown, known = asked.shown(values), known_in(asked)
    return tuple(
        question.key
        for question in asked
        if question.key in shown and judged(question, values.get(question.key), known).is_lacking
    )


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
    _remember(session, draft, contribution, changed, at, by)


def _started(session: Session, draft: Draft, at: datetime) -> Contribution:
    contribution = Contribution(
        invitation_id=draft.invitation.id,
        revision=0,
        channel=WEB,
        attribution=None,
        quote_permission=None,
        started_at=at,
        saved_at=at,
    )
    session.add(contribution)
    session.flush()
    return contribution


def _write(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    changed: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """One statement where every answer takes the place of one, else two, however many changed."""
    ids = {key: draft.question_ids[key] for key in changed if key in draft.question_ids}
    known = [id_ for key, id_ in ids.items() if key in draft.said]
    replaces = len(known) == len(ids) and all(changed[key] != NOTHING for key in ids)
    here, there = _PLACE if replaces else ("contribution_id", "question_id")
    rows = [
        {
            here: contribution.id,
            there: id_,
            "value": changed[key].value,
            "confidential": changed[key].confidential,
            "saved_at": at,
            "saved_by_id": by.id if by else None,
        }
        for key, id_ in ids.items()
        if changed[key] != NOTHING
    ]
    if known and not replaces:
        session.execute(_FORGET, {"in_contribution": contribution.id, "questions": known})
    if rows:
        session.execute(_REPLACED if replaces else _ANSWERED, rows)


def _note(session: Session, contribution: Contribution, noted: Mapping[str, Any]) -> None:
    """Write columns of a contribution, and let whoever holds it know without asking again."""
    if noted:
        session.execute(_NOTED, {"this": contribution.id, **noted})
    for name, value in noted.items():
        set_committed_value(contribution, name, value)


def _remember(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    changed: Mapping[str, Said],
    at: datetime,
    by: Collaborator | None,
) -> None:
    """Add a revision to the history; before the first one, the state that it replaces.

    A contribution that a bundle loaded, or that is older than the history, would otherwise
    lose the very texts that are changed first.
    """
    rows = [
        {
            "contribution_id": contribution.id,
            "number": contribution.revision,
            "at": at,
            "changes": {key: said.kept for key, said in changed.items()},
            "saved_by_id": by.id if by else None,
        }
    ]
    if draft.unrecorded and contribution.revision == draft.unrecorded.number + 1:
        before = {
            "contribution_id": contribution.id,
            "number": draft.unrecorded.number,
            "at": draft.unrecorded.at,
            "changes": {key: said.kept for key, said in draft.said.items()},
            "saved_by_id": None,
        }
        rows.insert(0, before)
    session.execute(_REMEMBERED, rows)


def _consent_in(key: str, value: Value) -> Attribution | QuotePermission | None:
    if not value:
        return None
    return Attribution(value) if key == ATTRIBUTION_QUESTION else QuotePermission(value)


def frozen(
    session: Session,
    draft: Draft,
    contribution: Contribution,
    content: dict[str, Any],
    digest: str,
    at: datetime,
    by: Collaborator | None = None,
    *,
    late: bool | None = None,
) -> Version:
    """A new version of that content; `late` as the clock says, unless it came another way."""
    number = draft.sent.number + 1 if draft.sent else 1
    version = Version(
        contribution_id=contribution.id,
        number=number,
        reference=f"{_stem(session, draft)}-{number}",
        sent_at=at,
        channel=contribution.channel,
        late=not draft.call.window.accepts(at) if late is None else late,
        content=content,
        digest=digest,
        sent_by_id=by.id if by else None,
    )
    session.add(version)
    session.flush()
    return version


def _stem(session: Session, draft: Draft) -> str:
    """The same for every version of a contribution, and nobody else's."""
    if draft.sent is not None:
        return draft.sent.reference.rpartition("-")[0]
    attempt = 0
    while True:
        stem = freezing.stem_of(draft.call.slug, draft.invitation.public_id, attempt=attempt)
        if not queries.stem_is_taken(session, stem):
            return stem
        attempt += 1


def hold_open(session: Session, draft: Draft, at: datetime) -> None:
    """Keep the call as it is until the commit, so that a list made at closing is final.

    Whoever comes when the list of their deadline is made is too late, even had the request
    arrived before: the list waits long enough for that not to happen.
    """
    held = session.scalar(_HELD, {"call_id": draft.call.id})
    if held is None:
        raise CallNotOpen(draft.call.slug)
    window = draft.invitation.window
    window.ensure_accepts(at)
    if held.closed_through is not None and window.closes_at <= held.closed_through:
        raise CallNotOpen(f"{held.slug} is listed through {held.closed_through.isoformat()}")


def _ensure_approved(session: Session, draft: Draft, answers: Mapping[str, Said]) -> None:
    answers = draft.saying(answers).said
    keys = {*answers, *draft.said}
    same = all(answers.get(key, NOTHING) == draft.said.get(key, NOTHING) for key in keys)
    if not (same and hands.is_approved(session, draft.contribution)):
        raise NotApproved(draft.invitation.public_id)


def _own_consent(draft: Draft) -> list[str]:
    consent = (ATTRIBUTION_QUESTION, QUOTE_QUESTION)
    return [key for key in consent if key not in draft.question_ids]
