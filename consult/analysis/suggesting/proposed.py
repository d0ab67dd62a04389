"""The themes proposed for the passages of answers that are being read, next to each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.analysis.coding.entries import Choice, Entry, Pair
from consult.analysis.models import RunState, SuggestedAnswer, SuggestionRun


class Offered(NamedTuple):
    """A passage in its words, with the themes proposed for it, best first."""

    run: int
    rank: int
    text: str
    themes: tuple[Choice, ...]


def proposed(
    session: Session, entries: Sequence[Entry], themes: Mapping[int, Sequence[Choice]]
) -> Mapping[Pair, Sequence[Offered]]:
    """What the last searches propose for those answers; one statement.

    Only for the version that they read, and neither what somebody left nor what the entries
    show to be under a theme. `themes` are those that are offered for each question.
    """
    shown = {one.pair: one for one in entries if not one.withdrawn}
    last = (
        select(func.max(SuggestionRun.id))
        .where(
            SuggestionRun.question_id.in_({question for _, question in shown}),
            SuggestionRun.state == RunState.DONE,
        )
        .group_by(SuggestionRun.question_id)
    )
    rows = session.execute(
        select(SuggestionRun.question_id, SuggestedAnswer)
        .join(SuggestionRun, SuggestionRun.id == SuggestedAnswer.run_id)
        .where(
            SuggestedAnswer.run_id.in_(last),
            SuggestedAnswer.contribution_id.in_({contribution for contribution, _ in shown}),
        )
    )
    found: dict[Pair, Sequence[Offered]] = {}
    for question, row in rows:
        entry = shown.get((row.contribution_id, question))
        if entry is not None and entry.version_id == row.version_id:
            offered = {one.id: one for one in themes.get(question, ())}
            found[entry.pair] = list(_offered(entry, row, offered))
    return found


def _offered(entry: Entry, row: SuggestedAnswer, themes: Mapping[int, Choice]) -> Iterator[Offered]:
    texts = {one.place: one for one in entry.texts}
    for rank, (item, field, start, end, told) in enumerate(row.passages):
        text = texts.get((item, field))
        if text is None or rank in row.skipped:
            continue
        coded = any(one.theme and one.start < end and start < one.end for one in text.strands)
        best = tuple(themes[theme] for theme, _ in told if theme in themes)
        if best and not coded:
            yield Offered(row.run_id, rank, text.text[start:end], best)
