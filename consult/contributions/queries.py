"""Reading one contribution whole, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, exists, or_, select, union_all
from sqlalchemy.orm import Session, contains_eager, defer

from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import Questionnaire
from consult.contributions.answering.asking import answers_in, asking_of, rows_of
from consult.contributions.consent import ATTRIBUTION_QUESTION, QUOTE_QUESTION
from consult.contributions.declared import declared
from consult.contributions.drafts import Draft, Unrecorded, Written
from consult.contributions.models import (
    Attachment,
    Collaborator,
    ConsentChange,
    Contribution,
    Revision,
    Version,
)
from consult.contributions.texts.merging import Said
from consult.directory.models import Agency, Contact
from consult.directory.rules import key_of
from consult.errors import NotFound

# Spelled once: saying a statement anew takes longer than asking it.
_PUBLIC_ID: BindParameter[str] = bindparam("public_id")
_CONTRIBUTION: BindParameter[int] = bindparam("contribution_id")
_LOCKED = select(Invitation.id).where(Invitation.public_id == _PUBLIC_ID).with_for_update()
_INVITED = (
    select(Invitation, Contribution, Revision.number)
    .join(Invitation.call)
    .join(Invitation.agency)
    .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
    .outerjoin(
        Revision,
        (Revision.contribution_id == Contribution.id) & (Revision.number == Contribution.revision),
    )
    .options(contains_eager(Invitation.call), contains_eager(Invitation.agency))
    .where(Invitation.public_id == _PUBLIC_ID)
)
_FILES = (
    select(Attachment)
    .where(
        Attachment.contribution_id == _CONTRIBUTION,
        Attachment.question_id.is_not(None),
        Attachment.removed_at.is_(None),
    )
    .order_by(Attachment.id)
)
_ORIGINALS = (
    select(Attachment)
    .where(
        Attachment.contribution_id == _CONTRIBUTION,
        Attachment.question_id.is_(None),
        Attachment.removed_at.is_(None),
    )
    .order_by(Attachment.id)
)
_VERSIONS = select(Version).where(Version.contribution_id == _CONTRIBUTION).order_by(Version.number)
_HEADS = _VERSIONS.options(defer(Version.content))
_CHANGE = (
    select(ConsentChange)
    .where(ConsentChange.contribution_id == _CONTRIBUTION)
    .order_by(ConsentChange.id.desc())
    .limit(1)
)
_TOLD = union_all(
    select(Contact.email).where(Contact.agency_id == bindparam("agency_id")),
    select(Collaborator.email).where(
        Collaborator.invitation_id == bindparam("invitation_id"), Collaborator.left_at.is_(None)
    ),
)
_TAKEN = select(exists().where(Version.reference == bindparam("reference")))


def draft(session: Session, public_id: str, *, to_write: bool = False) -> Draft:
    """The contribution behind an invitation, without its files and versions; `NotFound`.

    Two statements; three `to_write`, which makes colleagues of one agency take turns.
    """
    if to_write:
        # A statement of its own: on PostgreSQL the rows that a locking statement joins are
        # those from before it had to wait.
        session.execute(_LOCKED, {"public_id": public_id})
    found = session.execute(_INVITED, {"public_id": public_id}).one_or_none()
    if found is None:
        raise NotFound(f"contribution {public_id}")
    invitation, contribution, recorded = found
    rows = rows_of(session, invitation.call_id, contribution.id if contribution else None)
    questionnaire, ids = asking_of(rows)
    said, written = _said(rows, contribution, ids)
    unrecorded = (
        Unrecorded(contribution.revision, contribution.saved_at)
        if contribution is not None and recorded is None
        else None
    )
    return Draft(
        invitation, contribution, questionnaire, ids, said, written=written, unrecorded=unrecorded
    )


def whole(
    session: Session, public_id: str, *, to_write: bool = False, contents: bool = True
) -> Draft:
    """The same with its files and its versions, in four statements more.

    Without `contents` a version is read whole only when somebody asks what it holds.
    """
    return completed(session, draft(session, public_id, to_write=to_write), contents=contents)


def completed(session: Session, found: Draft, *, contents: bool = True) -> Draft:
    """A contribution with its files and its versions, whether or not it had them."""
    versions = versions_of(session, found, contents=contents)
    return replace(
        found,
        files=files_of(session, found),
        versions=versions,
        change=change_of(session, found) if versions else None,
        declared=declared(session, found.invitation),
    )


def asked(session: Session, call_id: int) -> tuple[Questionnaire, Mapping[str, int]]:
    """The questionnaire of a call with the id of each question, in one statement."""
    return asking_of(rows_of(session, call_id, None))


def files_of(session: Session, found: Draft) -> dict[str, list[Attachment]]:
    """The files at hand under the key of their question, in the order added."""
    if found.contribution is None:
        return {}
    keys: dict[int | None, str] = {id_: key for key, id_ in found.question_ids.items()}
    files: dict[str, list[Attachment]] = {}
    for one in session.scalars(_FILES, {"contribution_id": found.contribution.id}):
        files.setdefault(keys[one.question_id], []).append(one)
    return files


def originals(session: Session, found: Draft) -> Sequence[Attachment]:
    """What the agency sent by another way than the form, for staff to type."""
    if found.contribution is None:
        return ()
    return session.scalars(_ORIGINALS, {"contribution_id": found.contribution.id}).all()


def versions_of(session: Session, found: Draft, *, contents: bool = True) -> Sequence[Version]:
    """Everything that was sent, oldest first."""
    if found.contribution is None:
        return ()
    asked = _VERSIONS if contents else _HEADS
    return session.scalars(asked, {"contribution_id": found.contribution.id}).all()


def change_of(session: Session, found: Draft) -> ConsentChange | None:
    """The last change of mind about consent."""
    if found.contribution is None:
        return None
    return session.scalar(_CHANGE, {"contribution_id": found.contribution.id})


def version(found: Draft, number: int) -> Version:
    """One sending by its number; `NotFound`."""
    for one in found.versions:
        if one.number == number:
            return one
    raise NotFound(f"version {number}")


def digests_in(content: Mapping[str, Any]) -> frozenset[str]:
    """The files that a version holds; staff read these and no others."""
    return frozenset(
        one["digest"]
        for value in content["answers"].values()
        if isinstance(value, list)
        for one in value
        if isinstance(one, dict) and "digest" in one
    )


def of_agency(session: Session, slug: str, acronym: str) -> Draft:
    """The whole contribution of an agency to a call, by names that staff know; `NotFound`.

    An agency is named as it was when invited, which is what pages say, or as it is named now.
    """
    now, then = Agency.key == key_of(acronym), Invitation.acronym == acronym
    public_id = session.scalar(
        select(Invitation.public_id)
        .join(Invitation.call)
        .join(Invitation.agency)
        .where(Call.slug == slug, or_(now, then, Invitation.public_id == acronym))
        .order_by(case((and_(now, then), 0), (then, 1), else_=2))
        .limit(1)
    )
    if public_id is None:
        raise NotFound(f"contribution {slug} {acronym}")
    return whole(session, public_id)


def attachment(session: Session, contribution: Contribution | None, id_: int) -> Attachment:
    """One file that answers a question; `NotFound` also for a file of another contribution."""
    found = _file(session, contribution, id_)
    if found is None or found.question_id is None:
        raise NotFound(f"attachment {id_}")
    return found


def original(session: Session, contribution: Contribution | None, id_: int) -> Attachment:
    """What the agency sent by another way than the form, unless it was taken away."""
    found = _file(session, contribution, id_)
    if found is None or found.question_id is not None or found.removed_at is not None:
        raise NotFound(f"original {id_}")
    return found


def _file(session: Session, contribution: Contribution | None, id_: int) -> Attachment | None:
    if contribution is None:
        return None
    found = session.get(Attachment, id_)
    return found if found is not None and found.contribution_id == contribution.id else None


def addresses(session: Session, found: Draft) -> list[str]:
    """Everybody who is told that a contribution arrived, each once."""
    return addresses_at(session, found.invitation)


def addresses_at(session: Session, invitation: Invitation) -> list[str]:
    """Everybody of an agency who is written to about its contribution, each once."""
    told = session.scalars(
        _TOLD, {"agency_id": invitation.agency_id, "invitation_id": invitation.id}
    )
    return list(dict.fromkeys(one.lower() for one in (invitation.email, *told) if one))


def stem_is_taken(session: Session, stem: str) -> bool:
    """Whether a reference already begins with this stem: the first of each ends in 1."""
    return bool(session.scalar(_TAKEN, {"reference": f"{stem}-1"}))


def _said(
    rows: Sequence[Any], contribution: Contribution | None, ids: Mapping[str, int]
) -> tuple[dict[str, Said], dict[str, Written]]:
    said: dict[str, Said] = {}
    written: dict[str, Written] = {}
    for key, (value, confidential, saved_at, saved_by_id) in answers_in(rows):
        said[key] = Said(value, confidential)
        written[key] = Written(saved_at, saved_by_id)
    for key in (ATTRIBUTION_QUESTION, QUOTE_QUESTION):
        own = getattr(contribution, key, None)
        if key not in ids and own is not None:
            said[key] = Said(own.value)
    return said, written
