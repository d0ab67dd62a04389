"""What a version was drawn up from: where the desk and the data stood, as marks to compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import QueryableAttribute, Session

from consult.accounts.models import AuditEntry
from consult.analysis.models import Act
from consult.calls.models import Call, Invitation
from consult.contributions.declared import GIVEN_UP
from consult.contributions.models import ConsentChange, Contribution, Declaration, Version
from consult.synthesis.models import Manuscript, Note, ReadBack
from consult.synthesis.reading_again.clearance import Answered


@dataclass(frozen=True, slots=True)
class DrawnFrom:
    """Where the desk and the data of a call stood at one moment.

    `manuscript` is the revision of what staff wrote, None where they wrote nothing; `sent` the
    id of the last version an agency sent. The others are marks that say something only when two
    differ: `minds`, what agencies said may be told of them; `data`, everything else that a note
    is composed of. Hours are not compared: what is saved while a note is being drawn up, and is
    not in it, may bear an earlier one.
    """

    manuscript: int | None
    sent: int
    minds: str
    data: str

    def plain(self) -> dict[str, Any]:
        """As a note keeps it."""
        return asdict(self)


def kept(note: Note) -> DrawnFrom | None:
    """What a version was drawn up from; None for one older than these marks."""
    return DrawnFrom(**note.drawn_from) if note.drawn_from else None


def stand(session: Session, call: Call, *, automatic: bool = False) -> DrawnFrom:
    """Where the desk and the data stand now, one statement.

    Ask before reading them: what is saved meanwhile then counts as not read yet. `automatic`
    says that what staff wrote is left aside.
    """
    manuscript, sent, *marks = session.execute(_stand(call)).one()
    minds = len(list(_minds(call)))
    return DrawnFrom(
        manuscript=None if automatic else manuscript,
        sent=sent or 0,
        minds=_mark(marks[:minds]),
        data=_mark((sent, *marks[minds:])),
    )


def _stand(call: Call) -> Select[*tuple[Any, ...]]:
    revision = select(Manuscript.revision).where(
        Manuscript.call_id == call.id, Manuscript.blocks.any()
    )
    newest = select(func.max(Version.id)).where(Version.contribution_id.in_(_contributed(call)))
    return select(
        revision.scalar_subquery(), newest.scalar_subquery(), *_minds(call), *_others(call)
    )


def _minds(call: Call) -> Iterator[ScalarSelect[Any]]:
    """How often, and when last, an agency restricted, widened or took back what may be told."""
    yield from _grown(ConsentChange.id, ConsentChange.contribution_id.in_(_contributed(call)))
    yield from _grown(Contribution.withdrawn_at, Contribution.invitation_id.in_(_invited(call)))
    yield from _grown(Declaration.refused_at, Declaration.invitation_id.in_(_invited(call)))
    # A join given up leaves no row but in the trail.
    of_call = AuditEntry.subject == f"call:{call.slug}"
    yield from _grown(AuditEntry.id, of_call, AuditEntry.action == GIVEN_UP)
    objected = ReadBack.state.in_((Answered.PARTLY, Answered.OBJECTED))
    yield from _grown(ReadBack.answered_at, ReadBack.call_id == call.id, objected)


def _others(call: Call) -> Iterator[ScalarSelect[Any]]:
    """What agencies sent and declared, whom the call asks, and how staff coded the answers."""
    yield _count(Version.id, Version.contribution_id.in_(_contributed(call)))
    yield from _grown(Invitation.id, Invitation.call_id == call.id)
    declared = Declaration.invitation_id.in_(_invited(call))
    yield from _grown(Declaration.declared_at, declared)
    yield from _grown(Declaration.confirmed_at, declared, Declaration.named.is_(True))
    yield from _grown(Declaration.confirmed_at, declared, Declaration.named.is_(False))
    yield from _grown(ReadBack.id, ReadBack.call_id == call.id)
    yield from _grown(ReadBack.answered_at, ReadBack.call_id == call.id)
    yield from _grown(Act.id, Act.call_id == call.id)
    yield _count(Act.undone_at, Act.call_id == call.id)
    yield select(func.max(Act.changed_at)).where(Act.call_id == call.id).scalar_subquery()
    yield (
        select(Call.questionnaire_revision + Call.deadline_moves)
        .where(Call.id == call.id)
        .scalar_subquery()
    )


def _grown(
    column: QueryableAttribute[Any], *where: ColumnElement[bool]
) -> Iterator[ScalarSelect[Any]]:
    """How many there are, and the last of them."""
    yield _count(column, *where)
    yield select(func.max(column)).where(*where).scalar_subquery()


def _count(column: QueryableAttribute[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.count(column)).where(*where).scalar_subquery()


def _invited(call: Call) -> Select[int]:
    return select(Invitation.id).where(Invitation.call_id == call.id)


def _contributed(call: Call) -> Select[int]:
    return select(Contribution.id).where(Contribution.invitation_id.in_(_invited(call)))


def _mark(values: Iterable[Any]) -> str:
    """Values as one text; an hour is spelled alike whatever database tells it."""
    return " ".join(
        one.isoformat() if isinstance(one, datetime) else str(one or 0) for one in values
    )


def sent_since(session: Session, call: Call, drawn: DrawnFrom) -> tuple[str, ...]:
    """The agencies that sent something since, in the order of the call; one statement."""
    asked = (
        select(Invitation.acronym)
        .where(
            Invitation.call_id == call.id,
            Invitation.id.in_(
                select(Contribution.invitation_id)
                .join(Version, Version.contribution_id == Contribution.id)
                .where(Version.id > drawn.sent, Contribution.withdrawn_at.is_(None))
            ),
        )
        .order_by(Invitation.position, Invitation.id)
    )
    return tuple(session.scalars(asked))
