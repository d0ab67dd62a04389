"""The essentials: at most five messages, computed from the strongest facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from consult.analysis.material import Stance, Theme
from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.composing.closed_topics import (
    high_points,
    ranked_firsts,
    ranked_options,
    ranked_rows,
)
from consult.synthesis.composing.desk import PERCENTAGES_FROM, Desk
from consult.synthesis.composing.open_topics import ranked_themes, theme_rule
from consult.synthesis.composing.repeats import Role, of_role, title_of
from consult.synthesis.snapshot import Claim
from consult.synthesis.wording import Counted, Part, continued

MOST = 5


def essentials(desk: Desk) -> tuple[Claim, ...]:
    """Who answered; the first priority; what is shared; what divides; what is recommended."""
    if not desk.material.replies:
        return (desk.ledger.statement(desk.words.gettext("No agency has answered yet."), {}),)
    return tuple(islice(_messages(desk), MOST))


def key_numbers(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Numbers to catch the eye: responses, practices, recommendations."""
    words = desk.words
    found: list[tuple[str, str]] = []
    for rule, caption in key_rules(desk):
        record = desk.ledger.record(rule)
        number = words.number(record.value)
        if record.base is not None:
            said = words.gettext("%(value)s of %(base)s")
            number = said % {"value": number, "base": words.number(record.base)}
        found.append((number, caption))
    return tuple(found)


def key_rules(desk: Desk) -> Iterator[tuple[str, str]]:
    """The rule of each of them, with its caption."""
    answered = len(desk.material.replies)
    yield "answered", desk.words.ngettext("agency answered", "agencies answered", answered)
    for role in (Role.PRACTICES, Role.RECOMMENDATIONS):
        for question in of_role(desk, role):
            if not desk.withheld(question) and desk.answered(question):
                rule = f"items:{question.key}"
                yield rule, _items_label(desk, role, desk.ledger.resolve(rule).value)


def _items_label(desk: Desk, role: Role, value: int) -> str:
    ngettext = desk.words.ngettext
    if role is Role.PRACTICES:
        return ngettext("practice described", "practices described", value)
    return ngettext("recommendation", "recommendations", value)


def _messages(desk: Desk) -> Iterator[Claim]:
    yield _response(desk)
    yield from _priority(desk)
    yield from _shared(desk)
    yield from _disputed(desk)
    yield from _recommended(desk)
    yield from _favourite(desk)


def _response(desk: Desk) -> Claim:
    words, figure = desk.words, desk.ledger.resolve("answered")
    said = words.ngettext("%(count)s answered", "%(count)s answered", figure.value)
    parts: dict[str, Part] = {"count": desk.ledger.counted("answered")}
    base = figure.base or 0
    if base >= PERCENTAGES_FROM:
        parts["rate"] = words.percent((2000 * figure.value + base) // (2 * base) / 10)
        said += words.gettext(", that is %(rate)s")
    levels = desk.disclosure.rates(lambda member: member.level)
    if len(levels) > 1 and not desk.disclosure.unnamed:
        shares: list[str] = []
        for rank, rate in enumerate(levels):
            parts[f"level{rank}"] = rate.label
            parts[f"share{rank}"] = _share(desk, f"answered:level={_quoted(rate.label)}")
            shares.append(f"%(share{rank})s (%(level{rank})s)")
        said += words.gettext(": %(levels)s") % {"levels": words.listed(shares)}
    said += words.ngettext(
        ". The note reports its experience; it does not speak for the others.",
        ". The note reports their experience; it does not speak for the others.",
        figure.value,
    )
    named = desk.disclosure.attributed
    return desk.ledger.statement(said, parts, named, unattributed=figure.value - len(named))


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _share(desk: Desk, rule: str) -> Counted:
    record = desk.ledger.record(rule)
    said = desk.words.gettext("%(value)s of %(base)s")
    text = said % {
        "value": desk.words.number(record.value),
        "base": desk.words.number(record.base or 0),
    }
    return desk.ledger.counted(rule, text)


# --- the first priority -------------------------------------------------------------------


def _priority(desk: Desk) -> Iterator[Claim]:
    """The row judged highest, and whether the same subject is ranked first."""
    best: tuple[int, str, str, Question] | None = None
    for question in _asked(desk, QuestionKind.LIKERT):
        if len(question.scale) < 2:
            continue
        for rule, row, value in ranked_rows(desk, question)[:1]:
            if value * 2 >= len(desk.material.replies) and (best is None or value > best[0]):
                best = (value, rule, row, question)
    if best is not None:
        yield _judged_highest(desk, *best)
        return
    yield from _ranked_first(desk)


def _judged_highest(desk: Desk, value: int, rule: str, row: str, question: Question) -> Claim:
    words = desk.words
    label = next(one.label for one in question.rows if one.key == row)
    points = {point.key: point.label for point in question.scale}
    high = [words.quoted(points[key]) for key in high_points(question)]
    said = words.ngettext(
        "%(row)s comes first: %(count)s answers %(high)s",
        "%(row)s comes first: %(count)s answer %(high)s",
        value,
    )
    counts = {"count": (rule, question.key)}
    parts = {"row": words.quoted(label), "high": words.gettext(" or ").join(high)}
    first = _first_rule(desk, label)
    if first is None:
        return desk.ledger.claim(f"{said}.", counts, **parts)
    counts["count_first"] = first
    said += words.ngettext(
        ", and %(count_first)s%(who_first)s ranks it first.",
        ", and %(count_first)s%(who_first)s rank it first.",
        desk.ledger.resolve(first[0]).value,
    )
    return desk.ledger.claim(said, counts, **parts)


def _first_rule(desk: Desk, label: str) -> tuple[str, str] | None:
    """The ranking that puts the same subject first most often, if there is one."""
    for question in _asked(desk, QuestionKind.RANKING):
        ranked = ranked_firsts(desk, question)
        if ranked and ranked[0][2] and desk.label(question, ranked[0][1]) == label:
            return ranked[0][0], question.key
    return None


def _ranked_first(desk: Desk) -> Iterator[Claim]:
    for question in _asked(desk, QuestionKind.RANKING):
        rule, key, value = ranked_firsts(desk, question)[0]
        if value:
            said = desk.words.ngettext(
                "%(option)s comes first: %(count)s%(who)s ranks it at the head.",
                "%(option)s comes first: %(count)s%(who)s rank it at the head.",
                value,
            )
            label = desk.words.quoted(desk.label(question, key))
            yield desk.ledger.claim(said, {"count": (rule, question.key)}, option=label)
            return


# --- what is shared -----------------------------------------------------------------------


def _shared(desk: Desk) -> Iterator[Claim]:
    """The claim most supported and least opposed; failing that the theme most spoken of."""
    best: tuple[tuple[int, int], Theme] | None = None
    for question in _open(desk):
        for theme in desk.themes(question):
            if not theme.claim:
                continue
            support, oppose = _for_and_against(desk, theme)
            if best is None or (support - 2 * oppose, support) > best[0]:
                best = ((support - 2 * oppose, support), theme)
    if best is not None and best[0][0] > 0:
        theme = best[1]
        rule = theme_rule(theme, Stance.SUPPORT)
        said = desk.words.ngettext(
            "The idea most widely shared: %(claim)s. %(count)s%(who)s supports it.",
            "The idea most widely shared: %(claim)s. %(count)s%(who)s support it.",
            desk.ledger.resolve(rule).value,
        )
        counts = {"count": (rule, theme.question)}
        yield desk.ledger.claim(said, counts, claim=continued(theme.claim))


def _for_and_against(desk: Desk, theme: Theme) -> tuple[int, int]:
    return (
        desk.ledger.resolve(theme_rule(theme, Stance.SUPPORT)).value,
        desk.ledger.resolve(theme_rule(theme, Stance.OPPOSE)).value,
    )


# --- what divides -------------------------------------------------------------------------


def _disputed(desk: Desk) -> Iterator[Claim]:
    """A closed question that no answer wins, or the claim most argued over."""
    split = _most_split(desk)
    theme = _most_argued(desk)
    if split is not None and (theme is None or split[0] >= theme[0]):
        yield _split_claim(desk, split[1])
    elif theme is not None:
        yield _argued_claim(desk, theme[1])


def _most_split(desk: Desk) -> tuple[int, Question] | None:
    """The single choice whose first answer falls shortest of half, by its second answer."""
    best: tuple[int, int, Question] | None = None
    for question in _asked(desk, QuestionKind.SINGLE_CHOICE):
        counts = [value for _, _, value in ranked_options(desk, question)]
        second = counts[1] if len(counts) > 1 else 0
        if second < 2 or counts[0] * 2 >= len(desk.answered(question)):
            continue
        if best is None or (second, -counts[0]) > (best[0], best[1]):
            best = (second, -counts[0], question)
    return None if best is None else (best[0], best[2])


def _split_claim(desk: Desk, question: Question) -> Claim:
    words = desk.words
    parts: dict[str, Part] = {"question": words.quoted(question.label)}
    sides: list[str] = []
    everyone: set[str] = set()
    named: set[str] = set()
    told = [one for one in ranked_options(desk, question) if one[2] > 1]
    for rank, (rule, key, _) in enumerate(told):
        figure = desk.ledger.resolve(rule)
        everyone.update(figure.agencies)
        named.update(desk.disclosure.named(figure.agencies, question.key))
        parts[f"option{rank}"] = words.quoted(desk.label(question, key))
        parts[f"count{rank}"] = desk.ledger.counted(rule)
        sides.append(f"%(option{rank})s (%(count{rank})s)")
    said = words.gettext("No answer gathers half of the agencies on %(question)s: ")
    said += f"{words.listed(sides)}."
    return desk.ledger.statement(said, parts, named, unattributed=len(everyone - named))


def _most_argued(desk: Desk) -> tuple[int, Theme] | None:
    best: tuple[tuple[int, int], Theme] | None = None
    for question in _open(desk):
        for theme in desk.themes(question):
            support, oppose = _for_and_against(desk, theme)
            weight = (min(support, oppose), support + oppose)
            if theme.claim and weight[0] and (best is None or weight > best[0]):
                best = (weight, theme)
    return None if best is None else (best[0][0], best[1])


def _argued_claim(desk: Desk, theme: Theme) -> Claim:
    said = desk.words.gettext(
        "The idea most argued over: %(claim)s. In favour: %(count)s%(who)s; against: "
        "%(count_against)s%(who_against)s."
    )
    counts = {
        "count": (theme_rule(theme, Stance.SUPPORT), theme.question),
        "count_against": (theme_rule(theme, Stance.OPPOSE), theme.question),
    }
    return desk.ledger.claim(said, counts, claim=continued(theme.claim))


# --- what is recommended, and what is chosen most ------------------------------------------


def _recommended(desk: Desk) -> Iterator[Claim]:
    for question in of_role(desk, Role.RECOMMENDATIONS):
        ranked = ranked_themes(desk, question)
        if desk.withheld(question) or not ranked or not ranked[0][1] or title_of(question) is None:
            continue
        theme, value = ranked[0]
        said = desk.words.ngettext(
            "Recommendations bear first on %(theme)s: %(count)s%(who)s makes one.",
            "Recommendations bear first on %(theme)s: %(count)s%(who)s make one.",
            value,
        )
        counts = {"count": (theme_rule(theme), question.key)}
        yield desk.ledger.claim(said, counts, theme=desk.words.quoted(theme.label))
        return


def _favourite(desk: Desk) -> Iterator[Claim]:
    """The option most chosen, question after question: where there is room left."""
    found = [
        (ranked_options(desk, question)[0], question)
        for kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)
        for question in _asked(desk, kind)
    ]
    for (rule, key, value), question in sorted(found, key=lambda one: -one[0][2]):
        if value * 2 > len(desk.answered(question)):
            said = desk.words.ngettext(
                "On %(question)s, %(count)s%(who)s chooses %(option)s.",
                "On %(question)s, %(count)s%(who)s choose %(option)s.",
                value,
            )
            yield desk.ledger.claim(
                said,
                {"count": (rule, question.key)},
                question=desk.words.quoted(question.label),
                option=desk.words.quoted(desk.label(question, key)),
            )


def _asked(desk: Desk, kind: QuestionKind) -> Iterator[Question]:
    """Questions of a kind that bear on the subject and whose counts may be printed."""
    sections = [one for one in desk.material.questionnaire.sections if desk.subject(one)]
    telling = [section for section in sections if not desk.profile(section)] or sections
    for section in telling:
        for question in section.questions:
            known = question.kind is kind and question.show_if is None
            if known and desk.answered(question) and not desk.withheld(question):
                yield question


def _open(desk: Desk) -> Iterator[Question]:
    """Coded questions other than repeated groups."""
    for question in desk.material.questionnaire:
        coded = question.kind is not QuestionKind.REPEAT and desk.themes(question)
        if coded and not desk.withheld(question):
            yield question
