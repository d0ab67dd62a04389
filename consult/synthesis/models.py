"""Notes as frozen, and the files made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls.models import Call, Invitation
from consult.db import Base
from consult.synthesis.clearance import Answered, Choice, Extract, Heard
from consult.synthesis.snapshot import Audience, State


class Format(StrEnum):
    """What a snapshot can be made into."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"


class Note(Base):
    """A frozen note: `snapshot` is canonical JSON, `fingerprint` its SHA-256."""

    __tablename__ = "note"
    __table_args__ = (
        UniqueConstraint("call_id", "version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    version: Mapped[int]
    audience: Mapped[Audience]
    state: Mapped[State]
    snapshot: Mapped[str]
    fingerprint: Mapped[str]
    built_by: Mapped[str]
    built_at: Mapped[datetime]

    call: Mapped[Call] = relationship()
    artefacts: Mapped[list[Artefact]] = relationship(back_populates="note")


class Artefact(Base):
    """A file made of a note; the digest is its place in the storage."""

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("note_id", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    format: Mapped[Format]
    digest: Mapped[str]
    size_bytes: Mapped[int]
    pages: Mapped[int | None]
    made_at: Mapped[datetime]

    note: Mapped[Note] = relationship(back_populates="artefacts")


class ReadBack(Base):
    """An agency asked to read its words again before they are printed, and what it answered.

    `passages` are `Extract`s as plain values, `statements` pairs of (where, sentence);
    `note_version` is the newest note there was. Whether the time is over is read off `until`,
    half-open. `answers` holds `{"choice", "remark"}` for each passage, and `naming` what is said
    of being named; both are empty while nothing is answered. `held` is the consent from before
    the first answer and `given` the one that the last answer left, so that an agency that
    thinks again within its time finds the first one back. An agency may be asked more than
    once: the last asking is the one it can answer.
    """

    __tablename__ = "read_back"
    __table_args__ = (
        Index(None, "call_id"),
        Index(None, "invitation_id"),
        CheckConstraint("sent_at <= until", name="ends_after_it_was_sent"),
        CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)", name="what_waits_is_not_answered"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    note_version: Mapped[int | None]
    passages: Mapped[list[Any]]
    statements: Mapped[list[Any]]
    asked_first: Mapped[bool]
    in_full: Mapped[bool]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    until: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    state: Mapped[Answered] = mapped_column(default=Answered.WAITING)
    answers: Mapped[list[Any]] = mapped_column(default=list)
    naming: Mapped[Choice | None]
    remark: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    held: Mapped[dict[str, Any] | None]
    given: Mapped[dict[str, Any] | None]

    call: Mapped[Call] = relationship()
    invitation: Mapped[Invitation] = relationship()

    @property
    def extracts(self) -> tuple[Extract, ...]:
        """Its words, as they were shown."""
        return tuple(Extract(**one) for one in self.passages)

    @property
    def heard(self) -> Heard:
        """What was answered, as a plain value."""
        choices = [Choice(one["choice"]) for one in self.answers]
        if self.naming is Choice.UNNAMED:
            choices = [Choice.UNNAMED if one is Choice.AGREED else one for one in choices]
        return Heard(self.invitation.acronym, self.extracts, choices)

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered, or answered anew, at that instant; its end is too late."""
        return at < self.until

    def waits(self, at: datetime) -> bool:
        """Whether nothing is answered and there is time left."""
        return self.state is Answered.WAITING and self.is_open(at)
