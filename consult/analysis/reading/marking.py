"""What readers note about answers: read, flagged, a good practice, a figure to check; whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.models import Assignment, Reading
from consult.analysis.reading.filters import Mark
from consult.calls.models import Call
from consult.errors import Invalid

Pair = tuple[int, int]
"""A contribution and a question, by their ids."""

BATCH = 400


def read(session: Session, *, user: User, pair: Pair, version: int | None, at: datetime) -> Reading:
    """Remember the version that `user` read, or, without one, that the answer is to be read.

    A version that came while it was being read stays unread: only the number shown counts.
    """
    noted = _noted(session, user, pair, at)
    noted.version, noted.changed_at = version, at
    session.flush()
    return noted


def mark(
    session: Session, *, user: User, pair: Pair, mark: Mark, on: bool, at: datetime
) -> Reading:
    """Say one thing of an answer, or no longer; saying it twice says it once."""
    noted = _noted(session, user, pair, at)
    if getattr(noted, mark.value) != on:
        setattr(noted, mark.value, on)
        noted.changed_at = at
    session.flush()
    return noted


def _noted(session: Session, user: User, pair: Pair, at: datetime) -> Reading:
    """What the reader noted so far; two pages of one reader may begin at the same moment."""
    key = (user.id, *pair)
    found = session.get(Reading, key)
    if found is not None:
        return found
    begun = _begun(key, at)
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:
        return session.get_one(Reading, key)
    return begun


def _begun(key: tuple[int, int, int], at: datetime) -> Reading:
    """Nothing noted yet, by a reader about an answer."""
    return Reading(
        user_id=key[0],
        contribution_id=key[1],
        question_id=key[2],
        version=None,
        flagged=False,
        good_practice=False,
        to_check=False,
        changed_at=at,
    )


def dealt(pairs: Iterable[Pair], readers: Sequence[int]) -> dict[Pair, int]:
    """Give each answer to one reader: evenly, and always the same way.

    What one agency said stays together with one reader; whoever has least is next, and among
    equals the one named first.
    """
    shares: dict[int, int] = dict.fromkeys(readers, 0)
    found: dict[Pair, int] = {}
    together: dict[int, list[Pair]] = {}
    for pair in dict.fromkeys(pairs):
        together.setdefault(pair[0], []).append(pair)
    for answers in together.values():
        reader = min(shares, key=shares.__getitem__)
        shares[reader] += len(answers)
        found.update(dict.fromkeys(answers, reader))
    return found


def assign(
    session: Session,
    *,
    call: Call,
    pairs: Iterable[Pair],
    readers: Sequence[User],
    by: User,
    at: datetime,
) -> int:
    """Give answers to readers, evenly, whoever had them before; how many changed hands.

    Raises `Invalid` without a reader.
    """
    if not readers:
        raise Invalid("readers")
    shares = dealt(pairs, [reader.id for reader in readers])
    present = _assigned(session, call, shares)
    given = {"by_id": by.id, "at": at}
    moved = [
        pair for pair in shares if pair not in present or present[pair].user_id != shares[pair]
    ]
    for pair in moved:
        if (held := present.get(pair)) is not None:
            held.user_id, held.by_id, held.at = shares[pair], by.id, at
        else:
            session.add(
                Assignment(
                    contribution_id=pair[0], question_id=pair[1], user_id=shares[pair], **given
                )
            )
    session.flush()
    return len(moved)


def take_back(session: Session, *, call: Call, pairs: Iterable[Pair], at: datetime) -> int:
    """Answers that are nobody's to read again; how many were somebody's.

    Nothing of an assignment is left to tell open pages: what its reader noted says when.
    """
    held = _assigned(session, call, pairs)
    for begin in range(0, len(held), BATCH):
        _touched(session, list(held.values())[begin : begin + BATCH], at)
    for one in held.values():
        session.delete(one)
    session.flush()
    return len(held)


def _touched(session: Session, held: Sequence[Assignment], at: datetime) -> None:
    """What the readers of some answers noted about them changed now; nothing counts as noted."""
    keys = {(one.user_id, one.contribution_id, one.question_id) for one in held}
    rows = session.scalars(
        select(Reading).where(Reading.contribution_id.in_({one.contribution_id for one in held}))
    )
    known = {(one.user_id, one.contribution_id, one.question_id): one for one in rows}
    for key in keys & known.keys():
        known[key].changed_at = at
    try:
        with session.begin_nested():
            session.add_all(_begun(key, at) for key in keys - known.keys())
    except IntegrityError:
        return  # One of them begins to note something at this very moment: that is told.


def _assigned(session: Session, call: Call, pairs: Iterable[Pair]) -> Mapping[Pair, Assignment]:
    """Whose those answers are. Two who deal at once wait for each other, and the last is obeyed."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update(key_share=True))
    wanted = set(pairs)
    contributions = sorted({contribution for contribution, _ in wanted})
    found: dict[Pair, Assignment] = {}
    for start in range(0, len(contributions), BATCH):
        batch = contributions[start : start + BATCH]
        rows = session.scalars(select(Assignment).where(Assignment.contribution_id.in_(batch)))
        found.update({(one.contribution_id, one.question_id): one for one in rows})
    return {pair: one for pair, one in found.items() if pair in wanted}
