"""Reading one contribution whole, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, exists, or_, select, union_all
from sqlalchemy.orm import Session, contains_eager, defer

from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import QuestionKind, Questionnaire, Value
from consult.contributions.asking import answers_in, asking_of, rows_of
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    QuotePermission,
    amended,
    consent_of,
)
from consult.contributions.declared import Declared, declared
from consult.contributions.freezing import content_of, digest_of
from consult.contributions.merging import NOTHING, Said
from consult.contributions.models import (
    Attachment,
    Collaborator,
    ConsentChange,
    Contribution,
    Revision,
    Scan,
    Version,
)
from consult.directory.models import Agency, Contact
from consult.directory.rules import key_of
from consult.errors import NotFound

Choice = TypeVar("Choice", Attribution, QuotePermission)

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


@dataclass(frozen=True, slots=True)
class Written:
    """When an answer was last saved, and by which collaborator (None: by the agency's own link)."""

    at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A revision that the history does not hold yet."""

    number: int
    at: datetime


@dataclass(frozen=True)
class Draft:
    """What one agency has at hand, whether or not it wrote or sent anything yet.

    `said` holds everything but files, which are `files`; the consent kept on the contribution
    itself is there under the keys of its questions when the call asks none. `unrecorded`
    is the present state when the history does not hold it: what a bundle loaded.
    """

    invitation: Invitation
    contribution: Contribution | None
    questionnaire: Questionnaire
    question_ids: Mapping[str, int]
    said: Mapping[str, Said]
    files: Mapping[str, Sequence[Attachment]] = field(default_factory=dict)
    versions: Sequence[Version] = ()
    change: ConsentChange | None = None
    declared: Declared = field(default_factory=Declared)
    written: Mapping[str, Written] = field(default_factory=dict)
    unrecorded: Unrecorded | None = None

    @property
    def call(self) -> Call:
        """The call it answers."""
        return self.invitation.call

    @property
    def revision(self) -> int:
        """How many times it was saved."""
        return self.contribution.revision if self.contribution else 0

    @property
    def sent(self) -> Version | None:
        """The version last sent."""
        return self.versions[-1] if self.versions else None

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every value as it would be sent, files included."""
        values = {
            key: said.value
            for key, said in self.said.items()
            if said.value is not None and key in self.question_ids
        }
        return values | file_values(self.questionnaire, self.files)

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Keys of the answers to be kept confidential."""
        return frozenset(key for key, said in self.said.items() if said.confidential)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What sending it now would freeze."""
        return content_of(
            self.questionnaire,
            values=self.values,
            confidential=self.confidential,
            attribution=self._own_consent(ATTRIBUTION_QUESTION, Attribution),
            quote_permission=self._own_consent(QUOTE_QUESTION, QuotePermission),
        )

    @property
    def differs_from_sent(self) -> bool:
        """Whether something was written since the last sending."""
        return self.sent is not None and self.digest_of(self.sent) != digest_of(self.content)

    def holding(self, version: Version) -> dict[str, Any]:
        """The content of a version with the change of mind that came after it."""
        change = self._change_after(version)
        if change is None:
            return version.content
        return amended(version.content, self.questionnaire, change.consent)

    def digest_of(self, version: Version) -> str:
        """The digest of what a version holds; its own, unread, unless a mind changed since."""
        return digest_of(self.holding(version)) if self._change_after(version) else version.digest

    def consent(self, version: Version) -> Consent:
        """The consent that holds for what a version says."""
        own = self.contribution.own_consent if self.contribution else None
        return consent_of(self.holding(version), own=own)

    def saying(self, said: Mapping[str, Said]) -> Draft:
        """The same with other answers; those to retired questions stay unless said anew."""
        retired = {key: self.said[key] for key in self.retired if key in self.said}
        return replace(self, said={**retired, **said} if retired else said)

    @property
    def retired(self) -> frozenset[str]:
        """Keys of the questions that are no longer asked."""
        return self.questionnaire.retired

    def after(
        self, contribution: Contribution, files: Mapping[str, Sequence[Attachment]] | None = None
    ) -> Draft:
        """The same once it was saved, without asking the database again."""
        return replace(
            self, contribution=contribution, files=self.files if files is None else files
        )

    def _change_after(self, version: Version) -> ConsentChange | None:
        """The change of mind, if it came after a version."""
        return self.change if self.change and self.change.at >= version.sent_at else None

    def _own_consent(self, key: str, choices: type[Choice]) -> Choice | None:
        """What the contribution itself says: asked by the form's own step, or kept."""
        if key not in self.question_ids:
            value = self.said.get(key, NOTHING).value
            return choices(value) if value else None
        return getattr(self.contribution, key) if self.contribution else None


def file_values(
    questionnaire: Questionnaire, files: Mapping[str, Sequence[Attachment]]
) -> dict[str, Value]:
    """The canonical value of every file question that holds a file; an infected one is none."""
    return {
        question.key: [
            {
                "filename": one.filename,
                "size_bytes": one.size_bytes,
                "digest": one.digest,
                "media_type": one.media_type,
            }
            for one in held
        ]
        for question in questionnaire
        if question.kind is QuestionKind.FILE
        and (held := [one for one in files.get(question.key, ()) if one.scan is not Scan.INFECTED])
    }


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
    """The whole contribution of an agency to a call, by names that staff know; `NotFound`."""
    public_id = session.scalar(
        select(Invitation.public_id)
        .join(Invitation.call)
        .join(Invitation.agency)
        .where(
            Call.slug == slug,
            or_(Agency.key == key_of(acronym), Invitation.public_id == acronym),
        )
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
