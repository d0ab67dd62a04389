"""Searches for suggestions: asked, followed, called off; and what they propose for passages.

Nothing here is a coding. A proposal becomes one in `accepting`, when a person says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer, joinedload

from consult import jobs
from consult.accounts.models import User
from consult.analysis.models import Coding, Excerpt, RunState, SuggestedAnswer, SuggestionRun, Theme
from consult.analysis.sent import last
from consult.calls.models import Call, Invitation, Question
from consult.contributions.latest import number_of
from consult.contributions.models import Contribution, Version
from consult.errors import NotFound
from consult.jobs import Job, JobState

KIND = "suggest"
PENDING = (RunState.WAITING, RunState.RUNNING)
Pair = tuple[int, int]
"""A contribution and a question."""


class Place(NamedTuple):
    """Where a passage stands: in which contribution, item and field, at which characters."""

    contribution: int
    item: int | None
    field: str | None
    start: int
    end: int

    def meets(self, other: Place) -> bool:
        """Whether both have characters of the same text in common."""
        here, there = (self.item, self.field), (other.item, other.field)
        return here == there and self.start < other.end and other.start < self.end


class Last(NamedTuple):
    """The version that an agency sent last and has not withdrawn."""

    acronym: str
    name: str
    contribution: int
    version: int


@dataclass(frozen=True, slots=True)
class ForTheme:
    """One theme proposed for a passage; `nearest` is the coded passage that resembles it."""

    theme: Theme
    nearest: Place | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The themes proposed for one passage of one answer, best first."""

    run: int
    rank: int
    version: int
    place: Place
    themes: tuple[ForTheme, ...]
    skipped: bool
    coded: bool

    @property
    def open(self) -> bool:
        """Whether somebody has still to decide: neither coded nor left."""
        return not (self.skipped or self.coded)


def ask(
    session: Session, *, call: Call, question: Question, user: User | None, at: datetime
) -> SuggestionRun:
    """Have suggestions searched for; one that is under way for the question is that one."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    known = latest(session, question)
    if known is not None and stands(session, known) in PENDING:
        return known
    run = SuggestionRun(
        call_id=call.id,
        question=question,
        asked_by=user,
        asked_at=at,
        state=RunState.WAITING,
        done=0,
        of=0,
        engine={},
        result={},
        error="",
        started_at=None,
        finished_at=None,
    )
    session.add(run)
    session.flush()
    jobs.enqueue(session, KIND, key=f"{KIND}:{run.id}", payload={"run": run.id}, at=at)
    return run


def call_off(session: Session, *, run: SuggestionRun, at: datetime) -> None:
    """Stop a search: at once when it waits, after the texts being read when it runs."""
    if run.state in PENDING:
        run.state, run.finished_at = RunState.CANCELLED, at
        job = session.scalar(select(Job).where(Job.key == f"{KIND}:{run.id}"))
        if job is not None:
            jobs.cancel(job, at=at)
    session.flush()


def latest(session: Session, question: Question) -> SuggestionRun | None:
    """The last search asked for a question, without its result."""
    return session.scalar(
        select(SuggestionRun)
        .where(SuggestionRun.question_id == question.id)
        .order_by(SuggestionRun.id.desc())
        .limit(1)
        .options(defer(SuggestionRun.result), joinedload(SuggestionRun.asked_by))
    )


def stands(session: Session, run: SuggestionRun) -> RunState:
    """Where a search stands; called off too when that was said on the page of jobs."""
    if run.state is RunState.WAITING:
        job = session.scalar(select(Job).where(Job.key == f"{KIND}:{run.id}"))
        if job is None or job.state is JobState.CANCELLED:
            return RunState.CANCELLED
    return run.state


def finished(session: Session, question: Question) -> SuggestionRun | None:
    """The last search for a question that came to its end, with its result."""
    return session.scalar(
        select(SuggestionRun)
        .where(SuggestionRun.question_id == question.id, SuggestionRun.state == RunState.DONE)
        .order_by(SuggestionRun.id.desc())
        .limit(1)
        .options(joinedload(SuggestionRun.asked_by))
    )


def run_of(session: Session, call: Call, number: int) -> SuggestionRun:
    """One search of the call; raises `NotFound`."""
    run = session.scalar(
        select(SuggestionRun).where(SuggestionRun.id == number, SuggestionRun.call_id == call.id)
    )
    if run is None:
        raise NotFound(f"run {number}")
    return run


def lasts(session: Session, call: Call) -> Sequence[Last]:
    """What every agency sent last and has not withdrawn, in the order of the call."""
    rows = session.execute(
        last(call, Invitation.acronym, Invitation.name, Contribution.id, Version.id).order_by(
            Invitation.position, Invitation.id
        )
    )
    return [Last(*row) for row in rows]


def forget_earlier(session: Session, run: SuggestionRun) -> None:
    """Only the last search of a question is kept: codings keep what had proposed them."""
    earlier = select(SuggestionRun.id).where(
        SuggestionRun.question_id == run.question_id,
        SuggestionRun.id < run.id,
        SuggestionRun.state.not_in(PENDING),
    )
    session.execute(delete(SuggestedAnswer).where(SuggestedAnswer.run_id.in_(earlier)))
    session.execute(delete(SuggestionRun).where(SuggestionRun.id.in_(earlier)))


def of(
    session: Session, call: Call, pairs: Collection[Pair]
) -> Mapping[Pair, tuple[Proposed, ...]]:
    """What the last searches propose for the passages of some answers; four statements.

    Only for the version that they read, as long as it is the last one.
    """
    questions = {question for _, question in pairs}
    newest = session.execute(
        select(SuggestionRun.question_id, func.max(SuggestionRun.id))
        .where(
            SuggestionRun.call_id == call.id,
            SuggestionRun.question_id.in_(questions),
            SuggestionRun.state == RunState.DONE,
        )
        .group_by(SuggestionRun.question_id)
    )
    of_run = {run: question for question, run in newest}
    rows = session.scalars(
        select(SuggestedAnswer)
        .join(Version, Version.id == SuggestedAnswer.version_id)
        .where(
            SuggestedAnswer.run_id.in_(of_run),
            SuggestedAnswer.contribution_id.in_({contribution for contribution, _ in pairs}),
            Version.number == number_of(SuggestedAnswer.contribution_id),
        )
    ).all()
    themes = {
        theme.id: theme for theme in session.scalars(select(Theme).where(Theme.call_id == call.id))
    }
    known = coded(session, questions, {row.contribution_id for row in rows})
    found: dict[Pair, tuple[Proposed, ...]] = {}
    for row in rows:
        pair = (row.contribution_id, of_run[row.run_id])
        if pair in pairs:
            found[pair] = tuple(_proposed(row, themes, known.get(pair, ())))
    return found


def coded(
    session: Session, questions: Collection[int], contributions: Collection[int] | None = None
) -> Mapping[Pair, list[Place]]:
    """Where people have put passages under themes, whatever the version; one statement."""
    wanted = (
        select(
            Excerpt.question_id,
            Version.contribution_id,
            Excerpt.item,
            Excerpt.field,
            Excerpt.start,
            Excerpt.end,
        )
        .join(Version, Version.id == Excerpt.version_id)
        .where(
            Excerpt.question_id.in_(questions),
            select(Coding.id).where(Coding.excerpt_id == Excerpt.id).exists(),
        )
    )
    if contributions is not None:
        wanted = wanted.where(Version.contribution_id.in_(contributions))
    found: dict[Pair, list[Place]] = {}
    for question, contribution, item, field, start, end in session.execute(wanted):
        place = Place(contribution, item, field, start, end)
        found.setdefault((contribution, question), []).append(place)
    return found


def _proposed(
    row: SuggestedAnswer, themes: Mapping[int, Theme], coded: Collection[Place]
) -> Iterable[Proposed]:
    for rank, (item, field, start, end, told) in enumerate(row.passages):
        best = tuple(
            ForTheme(themes[theme], Place(*nearest) if nearest else None)
            for theme, nearest in told
            if theme in themes
        )
        if best:
            place = Place(row.contribution_id, item, field, start, end)
            yield Proposed(
                run=row.run_id,
                rank=rank,
                version=row.version_id,
                place=place,
                themes=best,
                skipped=rank in row.skipped,
                coded=any(place.meets(one) for one in coded),
            )
