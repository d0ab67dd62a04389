"""Notes as frozen, and the files made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.analysis.models import Deed
from consult.calls.models import Call, Invitation
from consult.db import Base
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.reading_again.clearance import Answered, Choice, Extract, Heard
from consult.synthesis.snapshot import Audience, State


class Format(StrEnum):
    """What a snapshot can be made into."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"
    SHEET = "sheet"
    SHEET_HTML = "sheet-html"


class Note(Base):
    """A frozen note: `snapshot` is canonical JSON, `fingerprint` its SHA-256.

    What it says never changes; the state it bears does, and with it the fingerprint, until it is
    handed over: the database refuses any change after that. `drawn_from` is where the desk and
    the data stood before they were read (see `versions.drawn_from`).
    """

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
    fingerprint: Mapped[str] = mapped_column(index=True)
    built_by: Mapped[str]
    built_at: Mapped[datetime]
    drawn_from: Mapped[dict[str, Any] | None]

    call: Mapped[Call] = relationship()
    artefacts: Mapped[list[Artefact]] = relationship(
        primaryjoin=(
            "and_(Note.id == foreign(Artefact.note_id),"
            " Note.fingerprint == foreign(Artefact.fingerprint))"
        ),
        viewonly=True,
    )
    """The files of the state it bears now."""
    events: Mapped[list[NoteEvent]] = relationship(back_populates="note", order_by="NoteEvent.id")
    layouts: Mapped[list[LaidOut]] = relationship(back_populates="note", order_by="LaidOut.id")

    @property
    def given(self) -> NoteEvent | None:
        """How it was handed over, once it was."""
        return next((one for one in reversed(self.events) if one.given_at is not None), None)

    @property
    def laid_out(self) -> LaidOut | None:
        """The file made elsewhere that stands for it, unless another was handed over."""
        last = next((one for one in reversed(self.layouts) if one.withdrawn_at is None), None)
        given = self.given
        return None if last and given and given.digest != last.digest else last


class Artefact(Base):
    """A file made of a note in one state; the digest is its place in the storage.

    `fingerprint` is that of the snapshot it was made from, its state included.
    """

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("note_id", "fingerprint", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    fingerprint: Mapped[str]
    format: Mapped[Format]
    digest: Mapped[str]
    size_bytes: Mapped[int]
    pages: Mapped[int | None]
    made_at: Mapped[datetime]


class NoteEvent(Base):
    """A note went into a state: when, by whom, in what words.

    `fingerprint` is the one it bore until then. Handed over, it says to whom, when and where,
    and the digest of the file that was given.
    """

    __tablename__ = "note_event"
    __table_args__ = (
        CheckConstraint(
            "(state = 'handed_over') = (given_at IS NOT NULL)", name="what_is_given_has_a_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    state: Mapped[State]
    at: Mapped[datetime]
    by: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str] = mapped_column(index=True)
    recipient: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(default="")

    note: Mapped[Note] = relationship(back_populates="events")


class LaidOut(Base):
    """A PDF of a note that was laid out outside of Consult; the last one not withdrawn counts."""

    __tablename__ = "laid_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    filename: Mapped[str]
    digest: Mapped[str]
    size_bytes: Mapped[int]
    pages: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship(back_populates="layouts")


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


class Manuscript(Base):
    """The note of a call as staff write it. `revision` grows with each change of its blocks.

    `coverage_revision` is the one at which somebody last opened the coverage check.
    """

    __tablename__ = "manuscript"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), unique=True)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    coverage_revision: Mapped[int | None]
    coverage_at: Mapped[datetime | None]
    coverage_by: Mapped[str] = mapped_column(default="")

    call: Mapped[Call] = relationship()
    blocks: Mapped[list[ManuscriptBlock]] = relationship(
        back_populates="manuscript",
        cascade="all, delete-orphan",
        order_by="ManuscriptBlock.place",
    )


class ManuscriptBlock(Base):
    """One block; `content` is its JSON (see `drafting.block_json`), `place` its order.

    A block is put between two others by a place between theirs. `revision` grows with each
    change of its content, so that nobody writes over a text they have not seen.
    """

    __tablename__ = "manuscript_block"
    __table_args__ = (UniqueConstraint("manuscript_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscript.id"))
    key: Mapped[str]
    kind: Mapped[BlockKind]
    place: Mapped[float] = mapped_column(Double)
    content: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]

    manuscript: Mapped[Manuscript] = relationship(back_populates="blocks")


class NotePicture(Base):
    """A picture that may stand in the note of a call; its digest is its place in the storage.

    It stays when the block that showed it goes: undoing brings the block back.
    """

    __tablename__ = "note_picture"
    __table_args__ = (UniqueConstraint("call_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    digest: Mapped[str]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class ManuscriptEdit(Deed, Base):
    """What somebody did to a manuscript: the blocks touched, before and after.

    What is typed into one block without a pause is one edit.
    """

    __tablename__ = "manuscript_edit"
    __table_args__ = (Index(None, "manuscript_id", "id"),)

    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscript.id"))


class BlockRemark(Base):
    """What a colleague says beside a block, named by its key: it outlives the block's removal."""

    __tablename__ = "block_remark"
    __table_args__ = (
        Index(None, "manuscript_id", "block"),
        CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by IS NULL)", name="who_and_when_go_together"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscript.id"))
    block: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]

    user: Mapped[User] = relationship()
