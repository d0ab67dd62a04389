"""Figures that staff keep under a name, for the note and for the table of what was counted.

What is kept is the rule; it is counted again each time. The number it had when it was kept
only serves to say that it changed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts import service as accounts
from consult.accounts.models import User
from consult.analysis.figures.rules import Figure, Resolver, RuleError
from consult.analysis.models import KeptFigure
from consult.calls.models import Call
from consult.errors import NotFound, Refusal

LONGEST = 200
"""Characters of a label; a sentence of a note is shorter."""


class LabelTaken(Refusal):
    """Another figure of the call is kept under that name."""


class LabelWanted(Refusal):
    """A figure is kept under a name, of at most `LONGEST` characters."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A kept figure as it counts now; `figure` is None where its rule no longer reads."""

    kept: KeptFigure
    figure: Figure | None
    error: RuleError | None = None

    @property
    def changed(self) -> bool:
        """Whether it counts otherwise than when it was kept."""
        if self.figure is None:
            return True
        return (self.figure.value, self.figure.base) != (self.kept.value, self.kept.base)


def figures(session: Session, call: Call) -> list[KeptFigure]:
    """The figures of the call in their order, with who kept them; one statement."""
    return list(
        session.scalars(
            select(KeptFigure)
            .where(KeptFigure.call_id == call.id, KeptFigure.removed_at.is_(None))
            .options(joinedload(KeptFigure.by))
            .order_by(KeptFigure.position, KeptFigure.id)
        )
    )


def counted(kept: Iterable[KeptFigure], resolver: Resolver) -> list[Counted]:
    """Each figure as it counts now."""
    return [_counted(one, resolver) for one in kept]


def keep(
    session: Session, *, call: Call, label: str, figure: Figure, user: User, at: datetime
) -> KeptFigure:
    """Keep a figure under a name, after the others; raises `LabelTaken` and `LabelWanted`."""
    label = _free(session, call, label)
    last = select(func.max(KeptFigure.position)).where(KeptFigure.call_id == call.id)
    made = KeptFigure(
        call_id=call.id,
        position=(session.scalar(last) or 0) + 1,
        label=label,
        rule=figure.rule,
        value=figure.value,
        base=figure.base,
        by_id=user.id,
        at=at,
        removed_at=None,
    )
    session.add(made)
    session.flush()
    _record(session, call, made, "keep", user, at)
    return made


def rename(
    session: Session, *, call: Call, figure_id: int, label: str, user: User, at: datetime
) -> KeptFigure:
    """Give a figure another name; raises `NotFound`, `LabelTaken` and `LabelWanted`."""
    figure = _one(session, call, figure_id)
    if figure.removed_at is not None:
        raise NotFound(str(figure_id))
    wanted = _tidy(label)
    if wanted != figure.label:
        before, figure.label = figure.label, _free(session, call, wanted)
        session.flush()
        _record(session, call, figure, "rename", user, at, before=before)
    return figure


def accept(
    session: Session, *, call: Call, figure_id: int, resolver: Resolver, user: User, at: datetime
) -> KeptFigure:
    """Take the number of now for the one to compare with: somebody saw that it changed.

    Raises `NotFound`, and `RuleError` when the rule no longer reads.
    """
    kept = _one(session, call, figure_id)
    if kept.removed_at is not None:
        raise NotFound(str(figure_id))
    figure = resolver.resolve(kept.rule)
    if (kept.value, kept.base) != (figure.value, figure.base):
        before = f"{kept.value}/{kept.base}"
        kept.value, kept.base, kept.at, kept.by_id = figure.value, figure.base, at, user.id
        session.flush()
        _record(session, call, kept, "accept", user, at, before=before)
    return kept


def remove(session: Session, *, call: Call, figure_id: int, user: User, at: datetime) -> KeptFigure:
    """Keep a figure no longer; it can be restored. Raises `NotFound`."""
    figure = _one(session, call, figure_id)
    if figure.removed_at is None:
        figure.removed_at = at
        session.flush()
        _record(session, call, figure, "remove", user, at)
    return figure


def restore(
    session: Session, *, call: Call, figure_id: int, user: User, at: datetime
) -> KeptFigure:
    """Take a removal back; raises `NotFound`, and `LabelTaken` when its name was given since."""
    figure = _one(session, call, figure_id)
    if figure.removed_at is not None:
        _free(session, call, figure.label)
        figure.removed_at = None
        session.flush()
        _record(session, call, figure, "restore", user, at)
    return figure


def _counted(kept: KeptFigure, resolver: Resolver) -> Counted:
    try:
        return Counted(kept, resolver.resolve(kept.rule))
    except RuleError as error:
        return Counted(kept, None, error)


def _one(session: Session, call: Call, figure_id: int) -> KeptFigure:
    figure = session.get(KeptFigure, figure_id)
    if figure is None or figure.call_id != call.id:
        raise NotFound(str(figure_id))
    return figure


def _tidy(label: str) -> str:
    tidy = " ".join(label.split())
    if not tidy or len(tidy) > LONGEST:
        raise LabelWanted(label[:LONGEST])
    return tidy


def _free(session: Session, call: Call, label: str) -> str:
    """The label, when no other figure has it; two who keep one at once wait for each other."""
    tidy = _tidy(label)
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    held = select(KeptFigure.id).where(
        KeptFigure.call_id == call.id,
        KeptFigure.removed_at.is_(None),
        KeptFigure.label == tidy,
    )
    if session.scalar(held) is not None:
        raise LabelTaken(tidy)
    return tidy


def _record(
    session: Session,
    call: Call,
    figure: KeptFigure,
    act: str,
    user: User,
    at: datetime,
    **details: str,
) -> None:
    accounts.record(
        session,
        actor=user.email,
        action=f"figure.{act}",
        subject=f"call:{call.slug}",
        details={"figure": figure.id, "label": figure.label, "rule": figure.rule, **details},
        at=at,
    )
