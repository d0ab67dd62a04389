"""To whom a note was given, and when they opened it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base
from consult.synthesis.models import Format, LaidOut, Note
from consult.synthesis.reading_again.agreeing import FINAL


class Opening(StrEnum):
    """What somebody did with a link, or was refused."""

    READ = "read"
    DOWNLOADED = "downloaded"
    REFUSED = "refused"


class Delivery(Base):
    """One person given one note; their link is an `accounts.Link` whose subject this is.

    A `marked` one bears the name of its recipient on every page: its file is a `MarkedCopy`.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    recipient: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    marked: Mapped[bool] = mapped_column(default=False, server_default=false())

    note: Mapped[Note] = relationship()
    journal: Mapped[list[JournalEntry]] = relationship(
        back_populates="delivery", order_by="JournalEntry.at"
    )
    copies: Mapped[list[MarkedCopy]] = relationship(back_populates="delivery")

    @property
    def laid_out(self) -> LaidOut | None:
        """The file made elsewhere: it bears neither “DRAFT” nor a name, so no other gets it."""
        return self.note.laid_out if self.note.state in FINAL and not self.marked else None


class MarkedCopy(Base):
    """A file of a note as one person gets it, with their name, in the state it bears.

    The digest is its place in the storage.
    """

    __tablename__ = "marked_copy"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    format: Mapped[Format] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    size_bytes: Mapped[int]
    made_at: Mapped[datetime]

    delivery: Mapped[Delivery] = relationship(back_populates="copies")


class JournalEntry(Base):
    """An opening, a download or a refusal."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index(None, "delivery_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    at: Mapped[datetime]
    opening: Mapped[Opening]

    delivery: Mapped[Delivery] = relationship(back_populates="journal")
