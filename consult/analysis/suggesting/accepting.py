"""Taking a proposal up: from then on it is a coding, by a person, that says what proposed it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.analysis.code_book.editing import By, Facts, shaping
from consult.analysis.coding import service as coding
from consult.analysis.coding.spots import CannotCode, Spot, Why, excerpt_at, read_at, spans_of
from consult.analysis.models import Coding, Origin, SuggestedAnswer, SuggestionRun, Theme
from consult.analysis.suggesting.searches import Place
from consult.calls.models import Call, Question
from consult.errors import NotFound


def passage(
    session: Session,
    *,
    call: Call,
    user: User,
    run: SuggestionRun,
    contribution: int,
    rank: int,
    theme: int,
    at: datetime,
) -> Coding:
    """Put a passage under one of the themes proposed for it; raises `CannotCode`, `NotFound`."""
    row, place, told = _passage(session, run, contribution, rank)
    if theme not in told:
        raise CannotCode(Why.THEME)
    spot = Spot(contribution, run.question_id, row.version_id, place.item, place.field)
    (made,) = coding.code(
        session,
        call=call,
        user=user,
        spot=spot,
        spans=[(place.start, place.end)],
        theme=theme,
        at=at,
        origin=Origin.ACCEPTED,
        proposal={**record(run), "rank": told.index(theme) + 1},
    )
    return made


def skip(
    session: Session, *, run: SuggestionRun, contribution: int, rank: int, skipped: bool
) -> None:
    """Leave a passage, or take it up again: it is not proposed while it is left."""
    row, _, _ = _passage(session, run, contribution, rank)
    row.skipped = sorted({*row.skipped, rank} if skipped else {*row.skipped} - {rank})
    session.flush()


def group(
    session: Session,
    *,
    call: Call,
    user: User,
    run: SuggestionRun,
    rank: int,
    facts: Facts,
    chosen: Collection[int],
    at: datetime,
) -> tuple[Theme, int]:
    """Make a theme of a group, worded by the person, with the passages that they chose.

    `chosen` are ranks in the group. Returns the theme with how many passages it holds: what was
    said in newer words since, or withdrawn, is left out.
    """
    groups: Sequence[Mapping[str, Any]] = run.result.get("themes", [])
    if not 0 <= rank < len(groups):
        raise NotFound(f"group {rank} of run {run.id}")
    members = groups[rank]["members"]
    places = [Place(*members[one]) for one in sorted(set(chosen)) if 0 <= one < len(members)]
    if not places:
        raise CannotCode(Why.EMPTY)
    proposal = {**record(run), "hint": groups[rank]["label"]}
    if groups[rank]["assistant"]:
        proposal["assistant"] = run.result["assistant"]["model"]
    about: dict[str, Any] = {"theme": facts.label}
    with shaping(session, By(call, user, at), "theme_accepted", about) as book:
        theme = book.new(session.get_one(Question, run.question_id), facts)
        pairs = []
        for place in places:
            for excerpt in _excerpts(session, call, run, place):
                if all(one.theme_id != theme.id for one in excerpt.codings):
                    made = Coding(theme=theme, user=user, stance=None, comment="", coded_at=at)
                    made.origin, made.proposal = Origin.ACCEPTED, proposal
                    excerpt.codings.append(made)
                    pairs.append([place.contribution, run.question_id])
        about["answers"] = [list(one) for one in sorted({tuple(pair) for pair in pairs})]
        about["count"] = len(pairs)
    return theme, len(pairs)


def record(run: SuggestionRun) -> dict[str, Any]:
    """What proposed, kept with each coding that came of it."""
    return {**run.engine, "run": run.id, "asked_at": run.asked_at.isoformat()}


def _excerpts(session: Session, call: Call, run: SuggestionRun, place: Place) -> Iterator[Any]:
    """The excerpt of a passage, unless its agency sent something else since."""
    version = run.result["read"].get(str(place.contribution))
    spot = Spot(place.contribution, run.question_id, version or 0, place.item, place.field)
    try:
        read = read_at(session, call, spot)
        read.check_last(session)
        (span,) = spans_of(read.text, [(place.start, place.end)])
    except (CannotCode, NotFound):
        return
    yield excerpt_at(session, read, span)


def _passage(
    session: Session, run: SuggestionRun, contribution: int, rank: int
) -> tuple[SuggestedAnswer, Place, list[int]]:
    """A passage of a search with the numbers of the themes proposed for it."""
    row = session.scalar(
        select(SuggestedAnswer)
        .where(SuggestedAnswer.run_id == run.id, SuggestedAnswer.contribution_id == contribution)
        .with_for_update()
    )
    if row is None or not 0 <= rank < len(row.passages):
        raise NotFound(f"passage {rank} of {contribution} in run {run.id}")
    item, field, start, end, told = row.passages[rank]
    return row, Place(contribution, item, field, start, end), [theme for theme, _ in told]
