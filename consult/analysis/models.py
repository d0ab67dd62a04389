"""The code book and what was coded with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from consult.accounts.models import User
from consult.analysis.material import Stance
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from consult.db import Base


class Origin(StrEnum):
    """How it came to be said that a passage belongs to a theme.

    What a machine proposes is no coding: it becomes one, `accepted`, when a person says so.
    """

    HUMAN = "human"
    IMPORT = "import"
    ACCEPTED = "accepted"


COLOURS = 12
"""How many colours of the code book the pages can tell apart, numbered from 1."""


class Theme(Base):
    """A code with a short label and, where useful, a claim to be for or against.

    It belongs to one question, or, without one, to every question of the call. Among the
    themes of a call that share a question, and among those without, a key is used once.
    """

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("question_id", "key"),
        Index(
            "uq_theme_call_id_key_across",
            "call_id",
            "key",
            unique=True,
            sqlite_where=text("question_id IS NULL"),
            postgresql_where=text("question_id IS NULL"),
        ),
        CheckConstraint(f"colour BETWEEN 1 AND {COLOURS}", name="known_colour"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    label: Mapped[str]
    claim: Mapped[str]
    description: Mapped[str]
    colour: Mapped[int] = mapped_column(default=1, server_default="1")

    call: Mapped[Call] = relationship()
    question: Mapped[Question | None] = relationship()
    parent: Mapped[Theme | None] = relationship(remote_side="Theme.id")


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
    """Excerpt × theme, with a stance towards the theme's claim, and who said so.

    Several people may put one excerpt under one theme, each once; an import counts as nobody.
    `proposal` says what had proposed an accepted suggestion: its engine and parameters.
    """

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("excerpt_id", "theme_id", "user_id"),
        Index(
            "uq_coding_excerpt_id_theme_id_nobody",
            "excerpt_id",
            "theme_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        CheckConstraint(
            "(origin = 'accepted') = (proposal IS NOT NULL)", name="accepted_from_a_proposal"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    stance: Mapped[Stance | None]
    comment: Mapped[str] = mapped_column(default="", server_default="")
    origin: Mapped[Origin]
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    coded_at: Mapped[datetime]

    excerpt: Mapped[Excerpt] = relationship(back_populates="codings")
    theme: Mapped[Theme] = relationship()
    user: Mapped[User | None] = relationship()


class Deed:
    """What every journal keeps of one thing that somebody did, so that it can be undone.

    `about` is for the sentence of the history, `changes` are what was touched, before and after.
    `changed_at` is when it was last done, undone or done again: pages that are open ask for what
    is newer.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str]
    about: Mapped[dict[str, Any]]
    changes: Mapped[list[Any]]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    @declared_attr
    @classmethod
    def user(cls) -> Mapped[User | None]:
        """Who did it."""
        return relationship()


class Act(Deed, Base):
    """What somebody did to the code book or to the codings of a call: see `analysis.journal`."""

    __tablename__ = "coding_act"
    __table_args__ = (
        Index(None, "call_id", "changed_at"),
        Index(None, "call_id", "user_id", "id"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))


class Reading(Base):
    """What one reader noted about one answer; `version` is the number of the last one read."""

    __tablename__ = "reading"
    __table_args__ = (Index(None, "contribution_id", "question_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    version: Mapped[int | None]
    flagged: Mapped[bool]
    good_practice: Mapped[bool]
    to_check: Mapped[bool]
    changed_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class Assignment(Base):
    """The reader to whom one answer was given to read."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "user_id"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])


class KeptFigure(Base):
    """A count that somebody keeps under a name, with what it was when it was kept.

    Nothing reads `value` as the figure: the rule is counted again each time. Removing is
    saying when, so that it can be taken back; among those that stay a label is used once.
    """

    __tablename__ = "kept_figure"
    __table_args__ = (
        Index(
            "uq_kept_figure_call_id_label_kept",
            "call_id",
            "label",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index(None, "call_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]
    label: Mapped[str]
    rule: Mapped[str]
    value: Mapped[int]
    base: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    by: Mapped[User | None] = relationship()


class SearchText(Base):
    """What the search knows of one text of a version: its words, see `searching.words`.

    The database keeps an index of `words` beside it. All of it can be made again from the
    versions: no backup holds it, and nobody misses a row that is not there yet.
    """

    __tablename__ = "search_text"
    __table_args__ = (Index(None, "contribution_id"), {"info": {"derived": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    item: Mapped[int | None]
    field: Mapped[str | None]
    words: Mapped[str]


class SearchedVersion(Base):
    """The version whose texts the search knows, for each contribution."""

    __tablename__ = "searched_version"
    __table_args__ = ({"info": {"derived": True}},)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)


class RunState(StrEnum):
    """Where a search for suggestions stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SuggestionRun(Base):
    """One search for suggestions in the answers to one question, asked by somebody.

    `result` names passages by their place, never by their words: what the agency sent stays
    where it is. `engine` says what proposed, with which parameters, so that the same can be
    proposed again. Nothing here counts until a person takes it up.
    """

    __tablename__ = "suggestion_run"
    __table_args__ = (Index(None, "call_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    state: Mapped[RunState]
    done: Mapped[int]
    of: Mapped[int]
    engine: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    error: Mapped[str]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship()
    asked_by: Mapped[User | None] = relationship()


class SuggestedAnswer(Base):
    """The themes that a run proposes for the passages of one answer, as its version has it.

    Each of `passages` is [item, field, start, end, [[theme, nearest], …]]; `nearest` is where
    the coded passage stands that resembles it most, as [contribution, item, field, start, end],
    or None. `skipped` are the ranks of those that somebody chose to leave.
    """

    __tablename__ = "suggested_answer"
    __table_args__ = (Index(None, "contribution_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("suggestion_run.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    passages: Mapped[list[Any]]
    skipped: Mapped[list[Any]]

    version: Mapped[Version] = relationship()
