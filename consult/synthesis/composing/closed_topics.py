"""What is said on each closed question: what stands out, and the minority positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from consult.calls.questionnaire import OTHER, Question, QuestionKind
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.exhibits import base_line, option_keys
from consult.synthesis.composing.sayings import Saying
from consult.synthesis.composing.stories import Story, answered
from consult.synthesis.wording import Counted, Part

MOST_TOLD = 4
"""How many answers of a closed question its sentence tells; annex A has all of them."""
MOST_CLOSE = 3
"""The same where agencies could tick, rank or judge several."""


def closed(desk: Desk, question: Question) -> Story:
    """What stands out of a closed question, its minority positions, and the rest."""
    story = TELLERS[question.kind](desk, question)
    if question.show_if is None:
        return story
    # A conditional question says to how many agencies it was put.
    opening = f"{base_line(desk, question)}. "
    return replace(story, opening=opening)


def _single(desk: Desk, question: Question) -> Story:
    told: list[Saying] = []
    minority: list[Saying] = []
    others: list[Saying] = []
    nobody: list[str] = []
    for rule, key, value in ranked_options(desk, question):
        if not value:
            nobody.append(key)
            continue
        said = desk.words.ngettext(
            "%(count)s%(who)s chooses %(option)s", "%(count)s%(who)s choose %(option)s", value
        )
        saying = _option(desk, question, key, rule, said)
        alone = desk.is_minority(value)
        (others if alone and key == OTHER else minority if alone else told).append(saying)
    if not told:
        told, minority = minority or others, []
        others = [saying for saying in others if saying not in told]
    values = [saying.value for saying in told]
    split = values[1] if len(values) > 1 and values[0] * 2 < len(desk.answered(question)) else 0
    tail, parts = _nobody(desk, question, nobody)
    return Story(
        question,
        values[0] if values else 0,
        tuple(told[:MOST_TOLD]),
        tuple(minority),
        (*told[MOST_TOLD:], *others),
        dispute=split,
        tail=tail,
        tail_parts=parts,
    )


def _option(desk: Desk, question: Question, key: str, rule: str, said: str) -> Saying:
    label = desk.label(question, key)
    return Saying(
        label,
        desk.ledger.resolve(rule).value,
        {"count": (rule, question.key)},
        said,
        desk.words.gettext("%(count)s%(who)s, %(option)s"),
        {"option": desk.words.quoted(label)},
    )


def _nobody(desk: Desk, question: Question, keys: list[str]) -> tuple[str, dict[str, Part]]:
    """Options that nobody chose are told too, when they are few enough to mean something."""
    options = [key for key in keys if key in {option.key for option in question.options}]
    if not options or len(options) > 3:
        return "", {}
    figures = [desk.ledger.record(f"answer:{question.key}={key}") for key in options]
    quoted = [desk.words.quoted(desk.label(question, key)) for key in options]
    labels = desk.words.listed(quoted, either=True)
    nobody = Counted(figures[0].id, desk.words.gettext("No agency"))
    said = desk.words.gettext("%(nobody)s chooses %(options)s.")
    return f" {said}", {"nobody": nobody, "options": labels}


def _multiple(desk: Desk, question: Question) -> Story:
    sayings: list[Saying] = []
    for rule, key, value in ranked_options(desk, question):
        if value:
            said = desk.words.ngettext(
                "%(count)s%(who)s ticks %(option)s", "%(count)s%(who)s tick %(option)s", value
            )
            sayings.append(_option(desk, question, key, rule, said))
    return _leading(question, sayings)


def _leading(question: Question, sayings: list[Saying], minority: Sequence[Saying] = ()) -> Story:
    """The first few in the sentence; a tie is not cut in two unless it is long."""
    most = MOST_CLOSE
    if len(sayings) > most and sayings[most - 1].value == sayings[most].value:
        tied = sum(saying.value == sayings[most].value for saying in sayings)
        above = sum(saying.value > sayings[most].value for saying in sayings)
        most = above + tied if above + tied <= MOST_TOLD else max(above, 1)
    value = sayings[0].value if sayings else 0
    return Story(question, value, tuple(sayings[:most]), tuple(minority), tuple(sayings[most:]))


def ranked_options(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of every option, most chosen first, in the order offered on ties."""
    rules = [(f"answer:{question.key}={key}", key) for key in option_keys(question)]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _likert(desk: Desk, question: Question) -> Story:
    if len(question.scale) < 2:
        return Story(question, 0, ())
    rows = ranked_rows(desk, question)
    sayings = [likert_saying(desk, question, row) for _, row, value in rows if value]
    return _leading(question, sayings)


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


def likert_saying(desk: Desk, question: Question, row: str) -> Saying:
    """How many answer one of the highest points, and how many the very highest."""
    points = {point.key: point.label for point in question.scale}
    label = next(one.label for one in question.rows if one.key == row)
    high = high_points(question)
    words = desk.words
    counts = {"count": (f"likert:{question.key}.{row}>={high[0]}", question.key)}
    texts: dict[str, Part] = {
        "row": words.quoted(label),
        "high": words.quoted(points[high[0]]),
        "top": words.quoted(points[high[-1]]),
    }
    value = desk.ledger.resolve(counts["count"][0]).value
    top_rule = f"likert:{question.key}.{row}={high[-1]}"
    after = words.gettext("%(row)s: %(count)s%(who)s")
    if len(high) == 1:
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(top)s",
            "%(row)s: %(count)s%(who)s answer %(top)s",
            value,
        )
    elif desk.ledger.resolve(top_rule).value in (0, value):
        said = words.ngettext(
            "%(row)s: %(count)s%(who)s answers %(high)s or %(top)s",
            "%(row)s: %(count)s%(who)s answer %(high)s or %(top)s",
            value,
        )
    else:
        counts["count_top"] = (top_rule, question.key)
        said = words.ngettext(
            "%(row)s: %(count)s answers %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s",
            "%(row)s: %(count)s answer %(high)s or %(top)s, and %(count_top)s%(who_top)s %(top)s",
            value,
        )
        after = words.gettext("%(row)s: %(count)s, and %(count_top)s%(who_top)s %(top)s")
    either = words.gettext(" or ").join(points[key] for key in high)
    return Saying(f"{label} – {either}", value, counts, said, after, texts)


def _ranking(desk: Desk, question: Question) -> Story:
    told: list[Saying] = []
    minority: list[Saying] = []
    for rule, key, value in ranked_firsts(desk, question):
        if not value:
            break
        said = desk.words.ngettext(
            "%(count)s%(who)s ranks %(option)s first",
            "%(count)s%(who)s rank %(option)s first",
            value,
        )
        saying = _option(desk, question, key, rule, said)
        (minority if desk.is_minority(value) and told else told).append(saying)
    return _leading(question, told, minority)


def ranked_firsts(desk: Desk, question: Question) -> list[tuple[str, str, int]]:
    """(rule, key, count) of the options, most often first at the head."""
    rules = [(f"first:{question.key}={option.key}", option.key) for option in question.options]
    counts = [(rule, key, desk.ledger.resolve(rule).value) for rule, key in rules]
    return sorted(counts, key=lambda one: -one[2])


def _number(desk: Desk, question: Question) -> Story:
    words, figures = desk.words, desk.tallied(question)
    unit = f" {question.unit.strip()}" if question.unit.strip() else ""
    said = words.ngettext(
        "%(count)s gives a value: %(min)s",
        "%(count)s give values from %(min)s to %(max)s; the median is %(median)s",
        figures["answered"],
    )
    texts = {name: f"{words.number(figures[name])}{unit}" for name in ("min", "median", "max")}
    return answered(desk, question, said, texts)


def _date(desk: Desk, question: Question) -> Story:
    words, figures = desk.words, desk.tallied(question)
    first, last = (date.fromisoformat(figures[name]) for name in ("min", "max"))
    if first == last:
        said = words.ngettext(
            "%(count)s gives a date: %(day)s",
            "%(count)s give the same date: %(day)s",
            figures["answered"],
        )
        return answered(desk, question, said, {"day": words.day(first)})
    said = words.gettext("%(count)s give dates %(span)s")
    return answered(desk, question, said, {"span": words.span(first, last)})


TELLERS: Mapping[QuestionKind, Callable[[Desk, Question], Story]] = {
    QuestionKind.SINGLE_CHOICE: _single,
    QuestionKind.MULTIPLE_CHOICE: _multiple,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
}
