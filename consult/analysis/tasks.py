"""What the queue runs to read answers and propose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db, jobs
from consult.analysis.material import Material
from consult.analysis.models import RunState, SuggestedAnswer, SuggestionRun, Theme
from consult.analysis.queries import material
from consult.analysis.suggesting import searches as proposals
from consult.calls.models import Call, Question
from consult.jobs import Job, Subject

if TYPE_CHECKING:
    from consult.analysis.suggesting.found import Keeper

SECOND = 1.0
AT_ONCE = 300
"""So many answers are written in one go: nobody waits long for the pen."""


class CalledOff(Exception):
    """Somebody does not want the search any more."""


def suggest(job: Job) -> None:
    """Search for suggestions in the answers to one question. Nothing is locked meanwhile.

    Done twice is done once; called off, it stops after the texts that it is reading.
    """
    number = job.payload["run"]
    try:
        if _tell(number, state=RunState.RUNNING, started_at=clock.now(), error=""):
            _keep(number, _found(number, _progress(job, number)))
    except CalledOff:
        return
    except Exception as problem:
        state = RunState.FAILED if job.last_try else RunState.WAITING
        _tell(number, state=state, error=f"{type(problem).__name__}: {problem}"[:500])
        raise


def _found(number: int, step: Callable[[int, int], None]) -> dict[str, Any]:
    """Everything to keep of a search: its engine, what it found, the passages of each answer."""
    # Numpy and the dictionaries are for those who read answers, not for every worker.
    from consult.analysis.suggesting import engines  # noqa: PLC0415
    from consult.analysis.suggesting import found as finding  # noqa: PLC0415

    settings = current_app.extensions["settings"]
    with db.database().reader() as session:
        run = session.get_one(SuggestionRun, number)
        call = session.get_one(Call, run.call_id)
        key = run.question.key
        told = material(session, call.slug)
        keeper = finding.Keeper(proposals.lasts(session, call))
        numbers = {
            theme.key: theme.id
            for theme in session.scalars(
                select(Theme).where(
                    Theme.call_id == call.id,
                    (Theme.question_id == run.question_id) | Theme.question_id.is_(None),
                )
            )
        }
    themes = engines.described(told, key)
    of = finding.to_read(engines.answers_to(told, key), themes)
    engine = engines.engine(settings.suggestions, step=lambda done: step(min(done, of), of))
    (looked,) = engine.look(told, key).questions
    proposed = engine.propose(told, key, themes) if themes else ()
    result = {**keeper.look(looked), "read": keeper.read(), "themed": len(themes)}
    if settings.assistant_url:
        _assisted(settings, told, key, keeper, result)
    return {
        "engine": dict(engine.record),
        "result": result,
        "passages": [
            (last, finding.numbered(passages, numbers))
            for last, passages in keeper.passages(proposed, told, key)
        ],
    }


def _assisted(
    settings: Settings, told: Material, key: str, keeper: Keeper, result: dict[str, Any]
) -> None:
    """Have the assistant that was set propose themes too; without its answer the rest stands."""
    from consult.analysis.suggesting import assistant, engines  # noqa: PLC0415 - as above

    set_one = assistant.Assistant(
        settings.assistant_url or "", settings.assistant_model, settings.assistant_key
    )
    result["assistant"] = {"model": set_one.model, "here": set_one.is_here, "fault": ""}
    try:
        found = assistant.assisted(set_one, told, key, engines.answers_to(told, key).passages)
    except assistant.NoAnswer as problem:
        result["assistant"]["fault"] = str(problem)
        return
    result["assistant"] |= keeper.assisted(found)
    result["themes"] += keeper.groupings(found)


def _progress(job: Job, number: int) -> Callable[[int, int], None]:
    """Say how far it is, once a second at the most, and stop where somebody called it off."""
    said = monotonic()

    def step(done: int, of: int) -> None:
        nonlocal said
        if monotonic() - said >= SECOND:
            said = monotonic()
            if not _tell(number, done=done, of=of):
                raise CalledOff
            jobs.report(job.id, f"{done}/{of}")

    return step


def _keep(number: int, found: dict[str, Any]) -> None:
    """Write what was found, a few answers at a time, the state last."""
    with db.writing() as session:
        session.execute(delete(SuggestedAnswer).where(SuggestedAnswer.run_id == number))
        session.commit()
    rows = (
        {
            "run_id": number,
            "contribution_id": last.contribution,
            "version_id": last.version,
            "passages": passages,
            "skipped": [],
        }
        for last, passages in found["passages"]
    )
    while batch := list(islice(rows, AT_ONCE)):
        with db.writing() as session:
            session.execute(insert(SuggestedAnswer), batch)
            session.commit()
    told = {"engine": found["engine"], "result": found["result"]}
    if _tell(number, state=RunState.DONE, finished_at=clock.now(), **told):
        with db.writing() as session:
            proposals.forget_earlier(session, session.get_one(SuggestionRun, number))
            session.commit()


def _tell(number: int, **facts: Any) -> bool:
    """Note something of a search that is under way; False when it is not any more."""
    with db.writing() as session:
        told = session.execute(
            update(SuggestionRun)
            .where(SuggestionRun.id == number, SuggestionRun.state.in_(proposals.PENDING))
            .values(**facts)
        )
        session.commit()
        return bool(told.rowcount)  # type: ignore[attr-defined]  # an update counts its rows


def of_searches(session: Session, found: Sequence[Job]) -> dict[int, Subject]:
    """What searches are about: a question of a call."""
    wanted = {job.id: job.payload["run"] for job in found}
    rows = session.execute(
        select(SuggestionRun.id, Question.key, Question.label, Call.slug, Call.title)
        .join(Question, Question.id == SuggestionRun.question_id)
        .join(Call, Call.id == SuggestionRun.call_id)
        .where(SuggestionRun.id.in_(set(wanted.values())))
    )
    told = {number: rest for number, *rest in rows}
    return {
        job: Subject(f"{title}, {label}", "analysis.suggestions", {"slug": slug, "question": key})
        for job, number in wanted.items()
        if number in told
        for key, label, slug, title in [told[number]]
    }
