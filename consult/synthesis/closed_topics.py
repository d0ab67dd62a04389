"""What is said on each closed question: what stands out, and the minority positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.desk import Desk
from consult.synthesis.exhibits import base_line, exhibit, option_keys, withheld_reason
from consult.synthesis.snapshot import Claim, Topic, Withheld
from consult.synthesis.wording import Counted

MOST_CLAIMS = 4

Told = tuple[list[Claim], list[Claim]]
"""What is told, and the minority positions told apart."""


def closed(desk: Desk, question: Question) -> Topic:
    """A closed question: what stands out, the minority positions, the chart."""
    if desk.withheld(question):
        return Topic(
            question.key, question.label, exhibit=Withheld(question.label, withheld_reason(desk))
        )
    claims, minority = TELLERS[question.kind](desk, question)
    return Topic(
        question.key,
        question.label,
        claims=(*_put_to(desk, question), *claims),
        minority=tuple(minority),
        exhibit=exhibit(desk, question),
    )


def _put_to(desk: Desk, question: Question) -> Iterator[Claim]:
    """A conditional question says to how many agencies it was put."""
    if question.show_if is not None:
        line = base_line(desk, question)
        yield desk.ledger.statement("%(line)s.", {"line": line})


def _single(desk: Desk, question: Question) -> Told:
    ngettext = desk.words.ngettext
    claims: list[Claim] = []
    minority: list[Claim] = []
    nobody: list[str] = []
    for rule, key, value in ranked_options(desk, question):
        if not value:
            nobody.append(key)
            continue
        said = ngettext(
            "%(count)s%(who)s chooses %(option)s.", "%(count)s%(who)s choose %(option)s.", value
        )
        claim = desk.ledger.claim(
            said,
            {"count": (rule, question.key)},
            option=desk.words.quoted(desk.label(question, key)),
        )
        (minority if desk.is_minority(value) else claims).append(claim)
    if not claims:
        claims, minority = minority, []
    return claims + _nobody(desk, question, nobody), minority


def _nobody(desk: Desk, question: Question, keys: list[str]) -> list[Claim]:
    """Options that nobody chose are told too, when they are few enough to mean something."""
    options = [key for key in keys if key in {option.key for option in question.options}]
    if not options or len(options) > 3:
        return []
    figures = [desk.ledger.record(f"answer:{question.key}={key}") for key in options]
    quoted = [desk.words.quoted(desk.label(question, key)) for key in options]
    labels = desk.words.listed(quoted, either=True)
    nobody = Counted(figures[0].id, desk.words.gettext("No agency"))
    said = desk.words.gettext("%(count)s chooses %(options)s.")
    return [desk.ledger.statement(said, {"count": nobody, "options": labels})]


def _multiple(desk: Desk, question: Question) -> Told:
    claims: list[Claim] = []
    last = 0
    for rule, key, value in ranked_options(desk, question):
        if not value or (len(claims) >= 2 and (value < last or len(claims) == MOST_CLAIMS)):
            break
        said = desk.words.ngettext(
            "%(count)s%(who)s ticks %(option)s.", "%(count)s%(who)s tick %(option)s.", value
        )
        label = desk.words.quoted(desk.label(question, key))
        claims.append(desk.ledger.claim(said, {"count": (rule, question.key)}, option=label))
        last = value
    return claims, []


def ranked_options(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of every option, most chosen first, in the order offered on ties."""
    rules = [(f"answer:{question.key}={key}", key) for key in option_keys(question)]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _likert(desk: Desk, question: Question) -> Told:
    if len(question.scale) < 2:
        return [], []
    rows = ranked_rows(desk, question)
    half = len(desk.material.replies) / 2
    telling = [one for one in rows if one[2] >= half][:MOST_CLAIMS] or rows[:1]
    return [likert_claim(desk, question, row) for _, row, value in telling if value], []


def high_points(question: Question) -> tuple[str, ...]:
    """The keys of the points that mean « much »: the two highest, one on a short scale."""
    return tuple(point.key for point in question.scale[-2 if len(question.scale) > 3 else -1 :])


def ranked_rows(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, row, count) of the rows whose counts may be printed, highest first."""
    floor = high_points(question)[0]
    found: list[tuple[str, str, int]] = []
    for row in question.rows:
        rule = f"likert:{question.key}.{row.key}>={floor}"
        judges = desk.ledger.resolve(f"likert:{question.key}.{row.key}>={question.scale[0].key}")
        if not desk.disclosure.withholds(question.key, judges.agencies):
            found.append((rule, row.key, desk.ledger.resolve(rule).value))
    top = question.scale[-1].key

    def rank(one: tuple[str, str, int]) -> tuple[int, int]:
        highest = desk.ledger.resolve(f"likert:{question.key}.{one[1]}={top}").value
        return -one[2], -highest

    return sorted(found, key=rank)


def likert_claim(desk: Desk, question: Question, row: str) -> Claim:
    """How many answer one of the highest points, and how many the very highest."""
    points = {point.key: point.label for point in question.scale}
    label = next(one.label for one in question.rows if one.key == row)
    high = high_points(question)
    words = desk.words
    counts = {"count": (f"likert:{question.key}.{row}>={high[0]}", question.key)}
    texts = {
        "row": words.quoted(label),
        "high": words.quoted(points[high[0]]),
        "top": words.quoted(points[high[-1]]),
    }
    value = desk.ledger.resolve(counts["count"][0]).value
    top_rule = f"likert:{question.key}.{row}={high[-1]}"
    if len(high) == 1:
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(top)s.",
            "%(row)s: %(count)s%(who)s answer %(top)s.",
            value,
        )
    elif desk.ledger.resolve(top_rule).value in (0, value):
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(high)s or %(top)s.",
            "%(row)s: %(count)s%(who)s answer %(high)s or %(top)s.",
            value,
        )
    else:
        counts["count_top"] = (top_rule, question.key)
        said = words.ngettext(
            "%(row)s: %(count)s answers %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s.",
            "%(row)s: %(count)s answer %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s.",
            value,
        )
    return desk.ledger.claim(said, counts, **texts)


def _ranking(desk: Desk, question: Question) -> Told:
    claims: list[Claim] = []
    minority: list[Claim] = []
    for rule, key, value in ranked_firsts(desk, question):
        if not value:
            break
        said = desk.words.ngettext(
            "%(count)s%(who)s ranks %(option)s first.",
            "%(count)s%(who)s rank %(option)s first.",
            value,
        )
        label = desk.words.quoted(desk.label(question, key))
        claim = desk.ledger.claim(said, {"count": (rule, question.key)}, option=label)
        (minority if desk.is_minority(value) and claims else claims).append(claim)
    return claims[:MOST_CLAIMS], minority


def ranked_firsts(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of the options, most often first at the head."""
    rules = [(f"first:{question.key}={option.key}", option.key) for option in question.options]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _number(desk: Desk, question: Question) -> Told:
    words, figures = desk.words, desk.tallied(question)
    unit = f" {question.unit.strip()}" if question.unit.strip() else ""
    rule = f"answered_question:{question.key}"
    said = words.ngettext(
        "%(count)s gives a value: %(min)s.",
        "%(count)s give values from %(min)s to %(max)s; the median is %(median)s.",
        figures["answered"],
    )
    texts = {name: f"{words.number(figures[name])}{unit}" for name in ("min", "median", "max")}
    return [desk.ledger.claim(said, {"count": (rule, question.key)}, **texts)], []


def _date(desk: Desk, question: Question) -> Told:
    words, figures = desk.words, desk.tallied(question)
    first, last = (date.fromisoformat(figures[name]) for name in ("min", "max"))
    counts = {"count": (f"answered_question:{question.key}", question.key)}
    if first == last:
        said = words.ngettext(
            "%(count)s gives a date: %(day)s.",
            "%(count)s give the same date: %(day)s.",
            figures["answered"],
        )
        return [desk.ledger.claim(said, counts, day=words.day(first))], []
    said = words.gettext("%(count)s give dates %(span)s.")
    return [desk.ledger.claim(said, counts, span=words.days(first, last))], []


TELLERS: Mapping[QuestionKind, Callable[[Desk, Question], Told]] = {
    QuestionKind.SINGLE_CHOICE: _single,
    QuestionKind.MULTIPLE_CHOICE: _multiple,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
}
