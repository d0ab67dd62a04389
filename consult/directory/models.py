"""Member agencies, the addresses that reach them, and the tags that staff give them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base


class ContactRole(StrEnum):
    """What a contact does for the contribution of their agency."""

    DRAFTER = "drafter"
    SIGNATORY = "signatory"


tagging = Table(
    "tagging",
    Base.metadata,
    Column("agency_id", ForeignKey("agency.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True, index=True),
)


class Tag(Base):
    """A group of agencies, as staff name it. `key` is the name as compared."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Agency(Base):
    """A member organisation. `key` is its acronym as compared: see `directory.rules.key_of`.

    A fictional one answers a rehearsal; it is in no list, no count and no export.
    From `archived_at` on it is offered in no audience; what it answered stays.
    """

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    region: Mapped[str]
    department: Mapped[str]
    timezone: Mapped[str | None]
    fictional: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(default=None)

    contacts: Mapped[list[Contact]] = relationship(
        back_populates="agency",
        cascade="all, delete-orphan",
        order_by="Contact.position, Contact.id",
    )
    tags: Mapped[list[Tag]] = relationship(secondary=tagging, order_by="Tag.key")


class Apart(Base):
    """Two agencies that look like one and that staff said are two; the lower number first."""

    __tablename__ = "apart"
    __table_args__ = (CheckConstraint("first_id < second_id", name="lower_first"),)

    first_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)


class Contact(Base):
    """An e-mail address in an agency, in lower case; the one of lowest `position` speaks for it.

    `bounced_at` is when a letter to it last came back, with the reason given; a new address
    clears both.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("agency_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    role: Mapped[ContactRole]
    position: Mapped[int] = mapped_column(default=0)
    bounced_at: Mapped[datetime | None] = mapped_column(default=None)
    bounce_reason: Mapped[str] = mapped_column(default="")

    agency: Mapped[Agency] = relationship(back_populates="contacts")


class ImportReport(Base):
    """What an import did, line by line: outcomes and names of columns, never an address."""

    __tablename__ = "import_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    lines: Mapped[list[Any]]
