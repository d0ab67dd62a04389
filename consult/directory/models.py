"""Member agencies and the addresses that reach them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.db import Base


class ContactRole(StrEnum):
    """What a contact does for the contribution of their agency."""

    DRAFTER = "drafter"
    SIGNATORY = "signatory"


class Agency(Base):
    """A member organisation. `key` is its acronym as compared: see `directory.rules.key_of`.

    A fictional one answers a rehearsal; it is in no list, no count and no export.
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

    contacts: Mapped[list[Contact]] = relationship(
        back_populates="agency", cascade="all, delete-orphan", order_by="Contact.id"
    )


class Contact(Base):
    """An e-mail address in an agency, in lower case."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("agency_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[ContactRole]

    agency: Mapped[Agency] = relationship(back_populates="contacts")
