"""Charts and tables of the closed questions, one maker per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from consult.analysis.figures.panels import ranking
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Value
from consult.charts.calendar import calendar
from consult.charts.spread import spread
from consult.contributions.values import judged
from consult.synthesis.composing.desk import CLOSED, PERCENTAGES_FROM, Desk
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.snapshot import (
    Bar,
    Bars,
    Charted,
    Exhibit,
    Stacked,
    StackedRow,
    Withheld,
)


def exhibit(desk: Desk, question: Question) -> Exhibit:
    """The chart or table of a closed question; says so where its counts stay unprinted."""
    if desk.withheld(question):
        return Withheld(question.label, withheld_reason(desk))
    return MAKERS[question.kind](desk, question)


def annex(desk: Desk) -> tuple[Exhibit, ...]:
    """Every closed question, in the order asked."""
    return tuple(
        exhibit(desk, question)
        for question in desk.material.questionnaire
        if question.kind in CLOSED
        and question.key not in CONSENT_QUESTIONS
        and (desk.tallied(question)["answered"] or not question.retired)
    )


def withheld_reason(desk: Desk) -> str:
    """Why a count is not printed, without saying whom it protects."""
    return desk.words.gettext(
        "Fewer than three agencies answered: printing the counts could reveal the position of an "
        "agency that did not wish to be named."
    )


def base_line(desk: Desk, question: Question) -> str:
    """« 9 agences ont répondu », and to how many a conditional question was put.

    A question withdrawn while the call was open says so: not everybody was asked.
    """
    if question.retired:
        return desk.words.gettext(
            "%(base)s; the question was withdrawn while the call was open"
        ) % {"base": _base(desk, question)}
    return _base(desk, question)


def _base(desk: Desk, question: Question) -> str:
    words, figures = desk.words, desk.tallied(question)
    answered, shown = figures["answered"], figures["shown"]
    if question.show_if is not None:
        said = words.ngettext(
            "Put to %(shown)s agency, answered by %(answered)s",
            "Put to %(shown)s agencies, answered by %(answered)s",
            shown,
        )
        return said % {"shown": words.number(shown), "answered": words.number(answered)}
    said = words.ngettext(
        "%(answered)s agency answered", "%(answered)s agencies answered", answered
    )
    return said % {"answered": words.number(answered)}


def option_keys(question: Question) -> list[str]:
    """Every option offered, and the free answer where there is one."""
    keys = [option.key for option in question.options]
    return [*keys, OTHER] if question.other and OTHER not in keys else keys


def _bars(desk: Desk, question: Question) -> Bars:
    answered = desk.tallied(question)["answered"]
    records = {
        key: desk.ledger.record(f"answer:{question.key}={key}") for key in option_keys(question)
    }
    bars = (
        Bar(desk.label(question, key), record.value, _share(record.value, answered))
        for key, record in records.items()
    )
    return Bars(
        question.label,
        base_line(desk, question),
        tuple(bars),
        note=_choices(desk, question),
        answers=answered,
        several=question.kind is QuestionKind.MULTIPLE_CHOICE,
    )


def _choices(desk: Desk, question: Question) -> str:
    if question.kind is not QuestionKind.MULTIPLE_CHOICE:
        return ""
    if question.max_choices:
        said = desk.words.gettext("Several answers possible, %(most)s at most.")
        return said % {"most": question.max_choices}
    return desk.words.gettext("Several answers possible.")


def _share(count: int, base: int) -> float | None:
    return (2000 * count + base) // (2 * base) / 10 if base >= PERCENTAGES_FROM else None


def _stacked(desk: Desk, question: Question) -> Stacked:
    rows: list[StackedRow] = []
    kept_back = 0
    for row in question.rows:
        figures = desk.tallied(question)["rows"][row.key]
        if desk.disclosure.withholds(question.key, _judges(desk, question, row.key)):
            kept_back += 1
            continue
        for point in question.scale:
            desk.ledger.record(f"likert:{question.key}.{row.key}={point.key}")
        rows.append(StackedRow(row.label, tuple(figures["counts"]), figures["n"], figures["mean"]))
    note = desk.words.gettext("Means are reckoned from 1 to %(points)s, in the order of the scale.")
    return Stacked(
        question.label,
        base_line(desk, question),
        tuple(point.label for point in question.scale),
        tuple(rows),
        note=" ".join([note % {"points": len(question.scale)}, *_rows_kept_back(desk, kept_back)]),
        answers=desk.tallied(question)["answered"],
    )


def _judges(desk: Desk, question: Question, row: str) -> Iterable[str]:
    replies = desk.material.reply
    return (
        agency
        for agency in desk.answered(question)
        if row in judged(question, replies[agency].values.get(question.key))
    )


def _rows_kept_back(desk: Desk, rows: int) -> Iterable[str]:
    if rows:
        said = desk.words.ngettext(
            "%(rows)s row is not printed: too few agencies judged it.",
            "%(rows)s rows are not printed: too few agencies judged them.",
            rows,
        )
        yield said % {"rows": rows}


def _ranking(desk: Desk, question: Question) -> Charted:
    for option in question.options:
        desk.ledger.record(f"first:{question.key}={option.key}")
    note = desk.words.gettext(
        "Points: a subject gets as many points as there are subjects ranked after it, agency by "
        "agency."
    )
    return Charted(
        question.label,
        base_line(desk, question),
        ranking=ranking(question, _given(desk, question)),
        note=note,
    )


def _number(desk: Desk, question: Question) -> Charted:
    """Where the numbers lie, and none of them by itself: it would be an answer printed."""
    desk.ledger.record(f"answered_question:{question.key}")
    found = spread(question.label, _given(desk, question), unit=question.unit, each=False)
    return Charted(question.label, base_line(desk, question), spread=found)


def _date(desk: Desk, question: Question) -> Charted:
    """The dates by month or by year: a day by itself would be an answer printed."""
    desk.ledger.record(f"answered_question:{question.key}")
    days = map(date.fromisoformat, _given(desk, question))
    found = calendar(question.label, days, each=False)
    return Charted(question.label, base_line(desk, question), calendar=found)


def _given(desk: Desk, question: Question) -> list[Value]:
    """What was answered, in the order of the agencies."""
    replies = desk.material.reply
    return [replies[agency].values[question.key] for agency in desk.answered(question)]


MAKERS: Mapping[QuestionKind, Callable[[Desk, Question], Exhibit]] = {
    QuestionKind.SINGLE_CHOICE: _bars,
    QuestionKind.MULTIPLE_CHOICE: _bars,
    QuestionKind.LIKERT: _stacked,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
}
