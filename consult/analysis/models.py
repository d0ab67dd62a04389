"""The code book and what was coded with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import User
from consult.analysis.material import Stance
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from consult.db import Base


class Origin(StrEnum):
    """Who said that a passage belongs to a theme."""

    HUMAN = "human"
    IMPORT = "import"
    SUGGESTION = "suggestion"


class Theme(Base):
    """A code with a short label and, where useful, a claim to be for or against."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("question_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    key: Mapped[str]
    position: Mapped[int]
    label: Mapped[str]
    claim: Mapped[str]
    description: Mapped[str]

    call: Mapped[Call] = relationship()
    question: Mapped[Question] = relationship()


class Excerpt(Base):
    """Characters `start` to `end` of one answer in one version.

    For a repeated group, of `field` of the item numbered `item` from 1. An excerpt without
    a coding is a passage that no theme describes.
    """

    __tablename__ = "excerpt"
    __table_args__ = (
        CheckConstraint('start >= 0 AND "end" > start', name="has_characters"),
        CheckConstraint("(item IS NULL) = (field IS NULL)", name="item_and_field_go_together"),
        Index(None, "version_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    item: Mapped[int | None]
    field: Mapped[str | None]
    start: Mapped[int]
    end: Mapped[int]
    confidential: Mapped[bool]
    position: Mapped[int]

    version: Mapped[Version] = relationship()
    question: Mapped[Question] = relationship()
    codings: Mapped[list[Coding]] = relationship(
        back_populates="excerpt", cascade="all, delete-orphan"
    )


class Coding(Base):
    """Excerpt × theme, with a stance towards the theme's claim, and who said so."""

    __tablename__ = "coding"

    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    stance: Mapped[Stance | None]
    origin: Mapped[Origin]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    coded_at: Mapped[datetime]

    excerpt: Mapped[Excerpt] = relationship(back_populates="codings")
    theme: Mapped[Theme] = relationship()
    user: Mapped[User | None] = relationship()
