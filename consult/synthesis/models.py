"""Notes as frozen, and the files made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls.models import Call
from consult.db import Base
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
