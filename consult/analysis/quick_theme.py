"""A theme made while reading, with its label alone; the rest is said later in the code book."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis import journal
from consult.analysis.models import COLOURS, Theme
from consult.calls.models import Call


def quick_theme(
    session: Session, *, call: Call, user: User, question: int, label: str, at: datetime
) -> Theme:
    """The theme of that label among those of the question, made when there is none."""
    wanted = " ".join(label.split())
    with journal.act(session, call=call, user=user, kind="added", at=at, about={"theme": wanted}):
        mine = session.scalars(
            select(Theme).where(Theme.call_id == call.id, Theme.question_id == question)
        ).all()
        for theme in mine:
            if theme.label.casefold() == wanted.casefold():
                return theme
        last = session.scalar(select(func.max(Theme.position)).where(Theme.call_id == call.id))
        theme = Theme(
            call=call,
            question_id=question,
            key=_free(wanted, {one.key for one in mine}),
            position=(last or 0) + 1,
            label=wanted,
            claim="",
            description="",
            colour=len(mine) % COLOURS + 1,
        )
        session.add(theme)
    return theme


def _free(label: str, taken: set[str]) -> str:
    letters = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40] or "theme"
    keys = [base, *(f"{base}-{rank}" for rank in range(2, len(taken) + 3))]
    return next(key for key in keys if key not in taken)
