"""What an agency answers: the draft at hand, the versions it sent, and its files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls.models import Invitation, Question
from consult.contributions.consent import Attribution, QuotePermission
from consult.db import Base


class Contribution(Base):
    """An agency's one answer to a call.

    `revision` grows by one at each save; a form carries the revision it was built from.
    `attribution` and `quote_permission` are what the contribution itself says (a bundle may);
    an answer to the question of the same name counts as well, the more protective wins.
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

    @property
    def sent(self) -> Version | None:
        """The version last sent; a contribution without one is a draft."""
        return self.versions[-1] if self.versions else None


class Answer(Base):
    """The key is the pair: a question is answered at most once per contribution."""

    __tablename__ = "answer"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    confidential: Mapped[bool]
    saved_at: Mapped[datetime]

    contribution: Mapped[Contribution] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()


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

    contribution: Mapped[Contribution] = relationship(back_populates="versions")


class Attachment(Base):
    """A file given in answer to a question; the name is only a label, the digest is the file.

    `removed_at` hides it from the draft; versions that hold its digest still reach it.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index(None, "contribution_id", "question_id"),
        CheckConstraint("size_bytes >= 0", name="size_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    filename: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    digest: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship(back_populates="attachments")
    question: Mapped[Question] = relationship()
