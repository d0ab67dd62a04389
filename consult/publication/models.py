"""To whom a note was given, and when they opened it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base
from consult.synthesis.models import Note


class Opening(StrEnum):
    """What somebody did with a link, or was refused."""

    READ = "read"
    DOWNLOADED = "downloaded"
    REFUSED = "refused"


class Delivery(Base):
    """One person given one note; their link is an `accounts.Link` whose subject this is."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    recipient: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship()
    journal: Mapped[list[JournalEntry]] = relationship(
        back_populates="delivery", order_by="JournalEntry.at"
    )


class JournalEntry(Base):
    """An opening, a download or a refusal."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index(None, "delivery_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    at: Mapped[datetime]
    opening: Mapped[Opening]

    delivery: Mapped[Delivery] = relationship(back_populates="journal")
