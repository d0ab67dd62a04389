"""Reminders to come, and the lists that closings leave."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.calls.models import Call, Invitation
from consult.campaign.planning import Outcome
from consult.db import Base

_EVERYBODY, _ONE = text("invitation_id IS NULL"), text("invitation_id IS NOT NULL")


class ReminderPlan(Base):
    """A reminder to come, on a day and at an hour that clocks of the call's zone show.

    `days_before` ties it to the deadline and moves it along; None is a day that staff chose.
    With an `invitation_id` it is for one agency that was given longer, and counts from that
    agency's own deadline. `letters` is how many it wrote, once it is settled.
    """

    __tablename__ = "reminder_plan"
    __table_args__ = (
        Index(None, "settled_at", "day"),
        Index(
            "uq_reminder_plan_of_everybody",
            "call_id",
            "day",
            unique=True,
            sqlite_where=_EVERYBODY,
            postgresql_where=_EVERYBODY,
        ),
        Index(
            "uq_reminder_plan_of_one_agency",
            "invitation_id",
            "day",
            unique=True,
            sqlite_where=_ONE,
            postgresql_where=_ONE,
        ),
        CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL)", name="what_is_settled_has_an_outcome"
        ),
        CheckConstraint("days_before >= 0", name="before_the_deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    day: Mapped[date]
    hour: Mapped[time]
    days_before: Mapped[int | None]
    paused_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    letters: Mapped[int] = mapped_column(default=0)

    call: Mapped[Call] = relationship()
    invitation: Mapped[Invitation | None] = relationship()


class Closing(Base):
    """The list at the end of a deadline's grace: which version of whom was in hand.

    `entries` is `[{"agency", "reference", "version", "digest", "sent_at"}, …]` in the order of
    the audience; `digest` is the SHA-256 of its canonical JSON. A reopened call, or an agency
    that was given longer, leads to another list, at another deadline; none is ever changed.
    """

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("call_id", "closes_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    closes_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    entries: Mapped[list[Any]]
    digest: Mapped[str]

    call: Mapped[Call] = relationship()
