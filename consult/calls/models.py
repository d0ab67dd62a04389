"""A call, its questionnaire and its audience."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls import questionnaire as asked
from consult.calls.building.question_settings import question_from
from consult.calls.rules import Move, Window
from consult.calls.translating import Texts, texts_of_call
from consult.db import Base
from consult.directory.models import Agency
from consult.directory.zones import zone_at


class Act(StrEnum):
    """What may be done to a questionnaire; the words are in `wording`."""

    ADD = "add"
    EDIT = "edit"
    MOVE = "move"
    COPY = "copy"
    REMOVE = "remove"
    ADD_SECTION = "add_section"
    EDIT_SECTION = "edit_section"
    MOVE_SECTION = "move_section"
    COPY_SECTION = "copy_section"
    REMOVE_SECTION = "remove_section"
    TRANSLATE = "translate"


class Call(Base):
    """A call for contributions, answered by agencies before it closes.

    `launched_at` is when staff opened it; before that it is a draft of their own.
    `grace_seconds` covers slow lines and is never announced. `translations` is
    `{language: {"title": …, "context": …, "commissioner": …}}` for languages other than
    `language`. `questionnaire_revision` grows with each act on its questions, `deadline_moves`
    with each move of the deadline, for calendars.
    `handed_over_at` is when a note of it was first handed over, which no change of mind reaches.
    Letters ask to be answered at `reply_to`, carry the blank questionnaire as `form_enclosed`
    (pdf, docx or nothing), and wait while `letters_held_at` is set.
    `closed_through` is the last deadline whose list is made: nobody enters it any more.
    `reminders_for` is the deadline before which reminders are planned.
    `rehearsal_of_id` names the call of which this one is only a rehearsal, put to fictional
    agencies and in no list; `rehearsed_at` is when a rehearsal of this call last began.
    """

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="closes_after_opening"),
        CheckConstraint("grace_seconds >= 0", name="grace_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    title: Mapped[str]
    context: Mapped[str]
    commissioner: Mapped[str]
    federation: Mapped[str]
    folder: Mapped[str]
    hearing_at: Mapped[datetime | None]
    hearing_place: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    timezone: Mapped[str]
    demonstration: Mapped[bool]
    grace_seconds: Mapped[int]
    launched_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sign_off_required: Mapped[bool] = mapped_column(default=False)
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    handed_over_at: Mapped[datetime | None]
    deadline_moves: Mapped[int] = mapped_column(default=0)
    questionnaire_revision: Mapped[int] = mapped_column(default=0)
    reply_to: Mapped[str] = mapped_column(default="")
    form_enclosed: Mapped[str] = mapped_column(default="pdf")
    letters_held_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_through: Mapped[datetime | None] = mapped_column(default=None)
    reminders_for: Mapped[datetime | None] = mapped_column(default=None)
    rehearsal_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("call.id"), unique=True, default=None
    )
    rehearsed_at: Mapped[datetime | None] = mapped_column(default=None)

    sections: Mapped[list[Section]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Section.position"
    )
    invitations: Mapped[list[Invitation]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="Invitation.position"
    )

    @property
    def is_rehearsal(self) -> bool:
        """Whether nothing of it is meant for the federation: it is wiped at launch."""
        return self.rehearsal_of_id is not None

    wordings: Mapped[list[Wording]] = relationship(cascade="all, delete-orphan")

    @property
    def window(self) -> Window:
        """When the call takes answers."""
        return Window(
            self.opens_at,
            self.closes_at,
            timedelta(seconds=self.grace_seconds),
            launched=self.launched_at is not None,
        )

    def said(self, name: str, language: str) -> str:
        """Its title, its context or its commissioner, in that language where it is translated."""
        return str(self.translations.get(language, {}).get(name) or getattr(self, name))

    @property
    def texts(self) -> Texts:
        """What can be said in another language, besides the questionnaire."""
        return texts_of_call(self.title, self.commissioner, self.context)

    @property
    def questionnaire(self) -> asked.Questionnaire:
        """The questionnaire as plain values; loads sections and questions."""
        return asked.Questionnaire(tuple(section.spec for section in self.sections))


class Wording(Base):
    """The words that staff chose for one kind of letter of a call, in one language.

    Where there is none, the words that we propose leave: see `campaign.wording`.
    """

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("call_id", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class Section(Base):
    """A part of the questionnaire."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("call_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    intro: Mapped[str]
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)

    call: Mapped[Call] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(
        back_populates="section", cascade="all, delete-orphan", order_by="Question.position"
    )

    @property
    def spec(self) -> asked.Section:
        """The section as plain values."""
        return self.asking(question.spec for question in self.questions)

    def asking(self, questions: Iterable[asked.Question]) -> asked.Section:
        """The section as plain values, its questions being known already."""
        return asked.Section(self.key, self.title, self.intro, tuple(questions), self.translations)


class Question(Base):
    """A question. `settings` holds what only its kind needs: see `calls.shapes`.

    `retired_at` says since when it is no longer asked; what was answered stays readable.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("call_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    key: Mapped[str]
    position: Mapped[int]
    kind: Mapped[asked.QuestionKind]
    label: Mapped[str]
    help: Mapped[str]
    required: Mapped[bool]
    settings: Mapped[dict[str, Any]]
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    section: Mapped[Section] = relationship(back_populates="questions")

    @property
    def spec(self) -> asked.Question:
        """The question as plain values."""
        return question_from(
            key=self.key,
            kind=self.kind,
            label=self.label,
            help=self.help,
            required=self.required,
            settings=self.settings,
            translations=self.translations,
            retired=self.retired_at is not None,
        )


class QuestionnaireEdit(Base):
    """One act on a questionnaire, with what it was before and after, so that it can be undone.

    `number` is the revision of the questionnaire that the act made, the first being 1; an
    undone act is forgotten once another one takes its place. `subject` is what was acted on,
    in the words of then.
    """

    __tablename__ = "questionnaire_edit"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[Act]
    subject: Mapped[str]
    before: Mapped[list[Any]] = mapped_column(JSON, deferred=True)
    after: Mapped[list[Any]] = mapped_column(JSON, deferred=True)
    undone: Mapped[bool] = mapped_column(default=False)


class Invitation(Base):
    """One agency asked to answer one call.

    It keeps the agency as it stood when invited, so that the figures of a past call
    do not move when the directory does. `public_id` is random; it names the contribution in
    addresses, and opens nothing by itself. `language` is the one the agency chose to answer
    in; None until it chooses, and then the call's own counts. `opened_at` is when somebody of
    the agency first had the form before their eyes; a mail scanner's visit is not that.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("call_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    position: Mapped[int]
    acronym: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    region: Mapped[str]
    department: Mapped[str]
    email: Mapped[str]
    extended_until: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(default=None)
    deadline_moves: Mapped[int] = mapped_column(default=0)
    reminders_for: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)

    call: Mapped[Call] = relationship(back_populates="invitations")
    agency: Mapped[Agency] = relationship()

    @property
    def window(self) -> Window:
        """When this agency may write: an extension of its own counts only for it."""
        return self.call.window.extended(self.extended_until)

    @property
    def zone(self) -> str | None:
        """Where the agency reads its clocks, when that is known or can be guessed."""
        return zone_at(self.agency.timezone, self.department, self.region)

    @property
    def speaks(self) -> str:
        """The language of what is written to the agency."""
        return self.language or self.call.language

    @property
    def sequence(self) -> int:
        """How often the deadline of this agency moved: a calendar takes the highest."""
        return self.call.deadline_moves + self.deadline_moves


class DeadlineChange(Base):
    """A deadline that moved: whose, from when to when, by whom and why. Never changed."""

    __tablename__ = "deadline_change"
    __table_args__ = (
        Index(None, "call_id"),
        CheckConstraint(
            "(kind = 'extended_one') = (invitation_id IS NOT NULL)", name="one_agency_is_named"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    kind: Mapped[Move]
    before: Mapped[datetime]
    after: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]

    invitation: Mapped[Invitation | None] = relationship()
