"""What an agency answers: the draft at hand, the versions it sent, and its files."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls.models import Invitation, Question
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    DeclarationKind,
    Grounds,
    QuotePermission,
)
from consult.db import Base
from consult.directory.models import ContactRole


class Decision(StrEnum):
    """What was said of a contribution before it is sent: asked for, given, or sent back."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RETURNED = "returned"


class Scan(StrEnum):
    """What the virus scanner said of a file; `SKIPPED` when no scanner is set up."""

    SKIPPED = "skipped"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"


class Contribution(Base):
    """An agency's one answer to a call.

    `revision` grows by one at each save; a form carries the revision it was built from.
    `attribution` and `quote_permission` are what the contribution itself says (a bundle may);
    an answer to the question of the same name counts as well, the more protective wins.
    `withdrawn_at` says that what was sent counts no more; sending again clears it.
    `saved_page` and `saved_sequence` name the browser page that saved last and which of its
    savings that was: an older one that arrives late is told from a new one.
    `entered_by` names who of the federation typed what was last sent, out of what came on
    `received_on` in another way than the form; the agency confirms it at `confirmed_at`.
    """

    __tablename__ = "contribution"
    __table_args__ = (CheckConstraint("revision >= 0", name="revision_is_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), unique=True)
    revision: Mapped[int]
    channel: Mapped[str]
    attribution: Mapped[Attribution | None]
    quote_permission: Mapped[QuotePermission | None]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    saved_page: Mapped[str] = mapped_column(default="")
    saved_sequence: Mapped[int] = mapped_column(default=0)
    entered_by: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship()
    answers: Mapped[list[Answer]] = relationship(
        back_populates="contribution", cascade="all, delete-orphan"
    )
    versions: Mapped[list[Version]] = relationship(
        back_populates="contribution", order_by="Version.number"
    )
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="contribution", order_by="Attachment.id"
    )
    consent_changes: Mapped[list[ConsentChange]] = relationship(order_by="ConsentChange.id")

    @property
    def sent(self) -> Version | None:
        """The version last sent; a contribution without one is a draft."""
        return self.versions[-1] if self.versions else None

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the federation typed it and the agency has not said yet that it is right."""
        return bool(self.entered_by) and self.confirmed_at is None

    def speak_for_itself(self, asked: Container[str]) -> None:
        """The agency sends what staff had typed for it: from then on it is its own.

        The protection that held in the meantime gives way to what the agency chooses now.
        """
        if not self.entered_by:
            return
        self.entered_by, self.received_on, self.confirmed_at = "", None, None
        self.channel = "web"
        if ATTRIBUTION_QUESTION in asked:
            self.attribution = None
        if QUOTE_QUESTION in asked:
            self.quote_permission = None

    @property
    def own_consent(self) -> dict[str, Attribution | QuotePermission | None]:
        """What the contribution itself says, under the keys of the questions of consent."""
        return {ATTRIBUTION_QUESTION: self.attribution, QUOTE_QUESTION: self.quote_permission}


class Answer(Base):
    """The key is the pair: a question is answered at most once per contribution."""

    __tablename__ = "answer"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    confidential: Mapped[bool]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))

    contribution: Mapped[Contribution] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    saved_by: Mapped[Collaborator | None] = relationship()


class Version(Base):
    """A frozen copy made at each sending; never changed.

    `content` is `{"answers": {question key: value}, "confidential": [question keys],
    "attribution": …, "quote_permission": …}` where values are canonical and a file is
    `{"filename", "size_bytes", "digest", "media_type"}`. `digest` is the SHA-256 of its
    canonical JSON. `reference` is what the receipt prints.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("contribution_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(unique=True)
    sent_at: Mapped[datetime]
    channel: Mapped[str]
    late: Mapped[bool]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))

    contribution: Mapped[Contribution] = relationship(back_populates="versions")


class Attachment(Base):
    """A file given in answer to a question; the name is only a label, the digest is the file.

    Without a question it is the original of what staff entered on behalf of the agency.
    `removed_at` hides it from the draft; versions that hold its digest still reach it.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index(None, "contribution_id", "question_id"),
        CheckConstraint("size_bytes >= 0", name="size_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    filename: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    digest: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    scan: Mapped[Scan] = mapped_column(default=Scan.SKIPPED)

    contribution: Mapped[Contribution] = relationship(back_populates="attachments")
    question: Mapped[Question | None] = relationship()


class Collaborator(Base):
    """Somebody of the agency who writes or signs beside the holder of the personal link.

    Opens the contribution by a link of its own (`Purpose.COLLABORATOR`). `left_at` shuts it;
    what was written keeps its author.
    """

    __tablename__ = "collaborator"
    __table_args__ = (UniqueConstraint("invitation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[ContactRole]
    invited_at: Mapped[datetime]
    invited_by: Mapped[str]
    left_at: Mapped[datetime | None]


class Revision(Base):
    """What one save changed: every text that was ever saved can be found again.

    `changes` is `{question key: {"value": …, "confidential": bool}}` with what each answer
    became; `saved_by_id` is None for the holder of the agency's own link.
    """

    __tablename__ = "revision"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    changes: Mapped[dict[str, Any]]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))


class SignOff(Base):
    """One step towards the signatory's word; the last one counts.

    `revision` is the state of the contribution that was looked at: an approval holds only
    for the text it approved.
    """

    __tablename__ = "sign_off"
    __table_args__ = (Index(None, "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    revision: Mapped[int]
    decision: Mapped[Decision]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))


class Declaration(Base):
    """An agency says that it will not answer, or that it stands behind another's answer.

    `joined_id` is the invitation whose contribution it joins; that agency confirms or
    refuses. `named` says that whoever joins lets its name be printed. Taking the declaration
    back removes the row and leaves a line in the trail.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint("(kind = 'joined') = (joined_id IS NOT NULL)", name="joined_says_whom"),
        CheckConstraint("invitation_id != joined_id", name="nobody_joins_oneself"),
    )

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    kind: Mapped[DeclarationKind]
    grounds: Mapped[Grounds | None]
    reason: Mapped[str]
    named: Mapped[bool] = mapped_column(default=False)
    joined_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    declared_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    invitation: Mapped[Invitation] = relationship(foreign_keys=[invitation_id])
    joined: Mapped[Invitation | None] = relationship(foreign_keys=[joined_id])


class ConsentChange(Base):
    """A change of mind about consent after sending, which needs no new version.

    The last one counts over what the version says. `confidential` lists every answer that is
    to stay confidential from then on.
    """

    __tablename__ = "consent_change"
    __table_args__ = (Index(None, "contribution_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    attribution: Mapped[Attribution]
    quote_permission: Mapped[QuotePermission]
    confidential: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("collaborator.id"))

    @property
    def consent(self) -> Consent:
        """The change as a plain value."""
        return Consent(self.attribution, self.quote_permission, frozenset(self.confidential))
