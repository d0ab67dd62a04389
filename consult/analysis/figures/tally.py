"""Every figure of every question, counted on plain values in exact arithmetic.

What the numbers mean where one could hesitate:

* Agencies are counted, never ticks or passages, and only those invited.
* `shown` are the replies to which the question was put; a value given to a question that was
  not put is ignored. `missing = shown - answered`.
* A percentage has one decimal, half up, and rests on `answered` (on the invited for response
  rates). Out of nothing it is 0.0; a mean, median or extreme of nothing is null.
* A mean has two decimals, half away from zero. A median is exact: halfway between the two
  middle values when their number is even; for dates, the earlier of the two, a day given.
* Regions and levels come in the order in which the invited agencies first name them.
* A ranking may stop before its last option: what is not ranked gets no Borda point and no
  rank; only a complete ranking puts an option last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from consult.analysis.material import Material, Reply
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Value
from consult.contributions.consent import Attribution
from consult.contributions.values import is_answer, items, judged, said_options, words_of

Figures = dict[str, Any]
"""Plain JSON, as `flask figures --json` prints it."""


FIGURES = "figures"


def figures(material: Material) -> Figures:
    """Who replied, and what every question gives, in the order of the questionnaire.

    Worked out once for a material: whoever shows them leaves them as they are.
    """
    kept = material.worked_out_of_answers
    if FIGURES not in kept:
        kept[FIGURES] = _figures(material)
    known: Figures = kept[FIGURES]
    return known


def _figures(material: Material) -> Figures:
    replies = counted(material)
    invited, responded = len(material.agencies), len(replies)
    return {
        "call": material.call.slug,
        "agencies": invited,
        "responses": responded,
        "pct": percent(responded, invited),
        "by_region": _response_rates(material, "region"),
        "by_level": _response_rates(material, "level"),
        "attribution": {
            attribution.value: sum(reply.attribution is attribution for reply in replies)
            for attribution in reversed(Attribution)
        },
        "channel": dict(sorted(Counter(reply.channel for reply in replies).items())),
        "late": sum(reply.late for reply in replies),
        "questions": _questions(material, replies),
    }


def counted(material: Material) -> list[Reply]:
    """The replies of those invited, in the order invited."""
    members = (member.acronym for member in material.agencies)
    return [material.reply[member] for member in members if member in material.reply]


def percent(count: int, total: int) -> float:
    """A share in percent with one decimal, half up; 0.0 of nothing."""
    return (2000 * count + total) // (2 * total) / 10 if total else 0.0


def _response_rates(material: Material, trait: str) -> list[Figures]:
    invited = Counter[str](getattr(member, trait) for member in material.agencies)
    responded = Counter[str](
        getattr(member, trait) for member in material.agencies if member.acronym in material.reply
    )
    return [
        {
            trait: name,
            "agencies": count,
            "responses": responded[name],
            "pct": percent(responded[name], count),
        }
        for name, count in invited.items()
    ]


def given(
    material: Material, replies: Sequence[Reply]
) -> tuple[Counter[str], dict[str, list[Value]]]:
    """To how many each question was put, and the real answers to it, in the order of `replies`."""
    questionnaire = material.questionnaire
    shown = Counter[str]()
    answers: dict[str, list[Value]] = {question.key: [] for question in questionnaire}
    for reply in replies:
        put = questionnaire.shown(reply.values)
        shown.update(put)
        for question in questionnaire:
            value = reply.values.get(question.key)
            if value is not None and question.key in put and is_answer(question, value):
                answers[question.key].append(value)
    return shown, answers


def _questions(material: Material, replies: Sequence[Reply]) -> dict[str, Figures]:
    shown, answers = given(material, replies)
    return {
        question.key: {
            "kind": question.kind.value,
            "shown": shown[question.key],
            "answered": len(answers[question.key]),
            "missing": shown[question.key] - len(answers[question.key]),
            **TALLIES[question.kind](question, answers[question.key]),
        }
        for question in material.questionnaire
    }


def _choices(question: Question, values: Sequence[Value]) -> Figures:
    """Every option offered has its line, zero included."""
    picked = Counter(key for value in values for key in said_options(question, value))
    keys = [option.key for option in question.options]
    if question.other and OTHER not in keys:
        keys.append(OTHER)
    return {
        "options": {
            key: {"count": picked[key], "pct": percent(picked[key], len(values))} for key in keys
        }
    }


def _multiple_choice(question: Question, values: Sequence[Value]) -> Figures:
    counted = _choices(question, values)
    return {**counted, "mentions": sum(one["count"] for one in counted["options"].values())}


def _likert(question: Question, values: Sequence[Value]) -> Figures:
    """Points are valued 1 to k in the order of the scale; `n` are those who judged the row."""
    points: dict[str, Counter[int]] = {row.key: Counter() for row in question.rows}
    for value in values:
        for row, point in judged(question, value).items():
            points[row][point] += 1
    scale = range(1, len(question.scale) + 1)
    return {"rows": {row: _judgements(counted, scale) for row, counted in points.items()}}


def _judgements(counted: Counter[int], scale: range) -> Figures:
    number = counted.total()
    in_order = sorted(counted.elements())
    return {
        "n": number,
        "counts": [counted[point] for point in scale],
        "pct": [percent(counted[point], number) for point in scale],
        "mean": _mean(sum(in_order), number),
        "median": _median(in_order),
    }


def _ranking(question: Question, values: Sequence[Value]) -> Figures:
    number = len(question.options)
    ranks: dict[str, list[int]] = {option.key: [] for option in question.options}
    for value in values:
        for rank, key in enumerate(said_options(question, value), start=1):
            ranks[key].append(rank)
    return {
        "options": {
            key: {
                "borda": sum(number - rank for rank in given),
                "mean_rank": _mean(sum(given), len(given)),
                "firsts": given.count(1),
                "lasts": given.count(number),
            }
            for key, given in ranks.items()
        }
    }


def _number(_: Question, values: Sequence[Value]) -> Figures:
    exact = sorted(Fraction(str(value)) for value in values)
    total = sum(exact, Fraction())
    return {
        "min": _json(exact[0]) if exact else None,
        "median": _median(exact),
        "mean": _mean(total, len(exact)),
        "max": _json(exact[-1]) if exact else None,
        "sum": _json(total),
        "zeros": exact.count(Fraction()),
    }


def _date(_: Question, values: Sequence[Value]) -> Figures:
    days = sorted(values)
    return {
        "min": days[0] if days else None,
        "median": days[(len(days) - 1) // 2] if days else None,
        "max": days[-1] if days else None,
        "by_year": dict(sorted(Counter(day[:4] for day in days).items())),
    }


def _words(question: Question, values: Sequence[Value]) -> Figures:
    return {"words": sum(words_of(question, value) for value in values)}


def _items(question: Question, values: Sequence[Value]) -> Figures:
    return {"items": sum(items(question, value) for value in values)}


TALLIES: Mapping[QuestionKind, Callable[[Question, Sequence[Value]], Figures]] = {
    QuestionKind.SHORT_TEXT: _words,
    QuestionKind.LONG_TEXT: _words,
    QuestionKind.SINGLE_CHOICE: _choices,
    QuestionKind.MULTIPLE_CHOICE: _multiple_choice,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.FILE: _items,
    QuestionKind.REPEAT: _items,
}


def _mean(total: Fraction | int, number: int) -> float | None:
    """Two decimals, half away from zero; None of nothing."""
    if not number:
        return None
    mean = Fraction(total, number)
    hundredths = (200 * abs(mean.numerator) + mean.denominator) // (2 * mean.denominator)
    return _json(Fraction(hundredths if mean >= 0 else -hundredths, 100))


def _median(in_order: Sequence[Fraction] | Sequence[int]) -> float | None:
    if not in_order:
        return None
    middle = len(in_order) // 2
    low = in_order[middle if len(in_order) % 2 else middle - 1]
    return _json(Fraction(low + in_order[middle]) / 2)


def _json(exact: Fraction) -> float:
    """The number of JSON nearest to an exact one; whole numbers have no point."""
    return int(exact) if exact.denominator == 1 else float(exact)
