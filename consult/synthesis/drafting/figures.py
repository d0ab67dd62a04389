"""Figures as a sentence prints them: resolved through the ledger, withheld where they would tell.

Whoever is named, and which counts may be printed, is decided here for the note, for the desk
and for the checks alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answered,
    Both,
    Coded,
    Either,
    Items,
    Judged,
    Narrowed,
    Not,
    Rule,
    RuleError,
    spelled,
)
from consult.analysis.figures.rules import Figure, Unit, parse
from consult.synthesis.composing.desk import PERCENTAGES_FROM, Desk
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.drafting.blocks import FigureChip, FigureForm
from consult.synthesis.drafting.elimination import singles_out
from consult.synthesis.wording import Counted

__all__ = [
    "RuleError",
    "about",
    "behind",
    "is_part",
    "listed",
    "named",
    "printed",
    "questions",
    "ratio",
    "resolved",
    "withheld",
]


@dataclass(frozen=True, slots=True)
class Behind:
    """The agencies that a figure counts: those that may be named, and how many others."""

    named: tuple[str, ...] = ()
    others: int = 0


def printed(desk: Desk, chip: FigureChip) -> Counted | str:
    """What a chip prints: a count tied to its figure, or a text.

    A text is a list of names (empty where nobody may be named), or words between brackets
    where the count may not be printed or its rule is wrong: a sentence never invents a number.
    """
    try:
        figure = resolved(desk, chip.rule)
    except RuleError:
        return desk.words.gettext("[figure to be corrected]")
    if chip.form is FigureForm.NAMES:
        return listed(desk, chip.rule).strip()
    if withheld(desk, chip.rule):
        return desk.words.gettext("[figure not printed]")
    return desk.ledger.counted(chip.rule, _text(desk, figure, chip.form))


def resolved(desk: Desk, rule: str) -> Figure:
    """What a rule counts. Raises `RuleError`."""
    return desk.ledger.resolve(rule)


def behind(desk: Desk, rule: str) -> Behind:
    """Who stands behind a figure. Nobody behind a rule that is wrong."""
    try:
        agencies = resolved(desk, rule).agencies
    except RuleError:
        return Behind()
    found = named(desk, rule)
    return Behind(found, len(agencies) - len(found))


def named(desk: Desk, rule: str) -> tuple[str, ...]:
    """The agencies counted that may be named on every question that the rule asks about."""
    agencies: Iterable[str] = resolved(desk, rule).agencies
    found = questions(desk, parse(rule))
    if not found:
        attributed = set(desk.disclosure.attributed)
        return desk.disclosure.ordered(one for one in agencies if one in attributed)
    for question in found:
        agencies = desk.disclosure.named(agencies, question)
    return tuple(agencies)


def listed(desk: Desk, rule: str) -> str:
    """« (dont ADERLY, AER BFC) » with the space before it; empty where nobody may be named."""
    if withheld(desk, rule):
        return ""
    names = named(desk, rule)
    who = desk.words.who(names, len(resolved(desk, rule).agencies))
    if who:
        desk.ledger.lists[who] = names
    return who


def ratio(desk: Desk, figure: Figure) -> str:
    """« 7 sur 10 », or « 7 » where entries are counted."""
    value = desk.words.number(figure.value)
    if figure.base is None:
        return value
    said = desk.words.gettext("%(value)s of %(base)s")
    return said % {"value": value, "base": desk.words.number(figure.base)}


def _text(desk: Desk, figure: Figure, form: FigureForm) -> str | None:
    """The count in that form; None is « 7 agences sur 10 », as the ledger words it."""
    words, value, base = desk.words, figure.value, figure.base
    if base is None or form is FigureForm.COUNT:
        return words.number(value)
    if form is FigureForm.RATIO:
        return ratio(desk, figure)
    if form is FigureForm.AGENCIES:
        if not value:
            return words.gettext("no agency")
        said = words.ngettext("%(count)s agency", "%(count)s agencies", value)
        return said % {"count": words.number(value)}
    if form is FigureForm.SHARE and base >= PERCENTAGES_FROM:
        return words.percent((2000 * value + base) // (2 * base) / 10)
    return None


# --- what a rule asks about ---------------------------------------------------------------


def questions(desk: Desk, rule: Rule) -> tuple[str, ...]:
    """Every question that a rule asks about, each once; a theme of every question asks of all."""
    return tuple(dict.fromkeys(_questions(desk, rule)))


def _questions(desk: Desk, rule: Rule) -> Iterator[str]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _questions(desk, left)
            yield from _questions(desk, right)
        case Not(inner) | Narrowed(inner, _, _):
            yield from _questions(desk, inner)
        case Answered():
            return
        case Coded(question, theme, _) if question == ANYWHERE:
            said = {one.question for one in desk.material.passages if one.theme == theme}
            yield from (one.key for one in desk.material.questionnaire if one.key in said)
        case _:
            yield rule.question


def about(desk: Desk, rule: str) -> str:
    """What a count is about: one question as a whole, or nothing but itself."""
    read = parse(rule)
    asked = questions(desk, read)
    whole = len(asked) == 1 and not is_part(desk, read)
    return asked[0] if whole else rule


# --- what may not be printed --------------------------------------------------------------


def withheld(desk: Desk, rule: str) -> bool:
    """Whether a count would come too close to somebody who is not named. Raises `RuleError`.

    A question that too few answered is not counted at all. Of a part of the agencies, or of
    several things at once, neither those counted, nor those left over, nor both together may be
    so few, nor those whom the pages leave unsaid among them (see `elimination`); and no place is
    counted where some contributor is named nowhere. Nor is what the note keeps back because of
    its other counts printed (see `together`).
    """
    if not desk.disclosure.protected:
        return False
    figure, read = resolved(desk, rule), parse(rule)
    if rule in desk.kept_back or any(_too_few(desk, leaf) for leaf in _leaves(read)):
        return True
    while isinstance(read, Not):
        read = read.rule
    if not is_part(desk, read):
        return False
    apart = not isinstance(read, Coded) and _tells_apart(desk, figure, read)
    return apart or singles_out(desk, read, lambda rule: questions(desk, rule))


def is_part(desk: Desk, rule: Rule) -> bool:
    """Whether it counts some of the agencies, or several things at once.

    So does a theme of every question, where who is hidden on one of them is named on another.
    """
    while isinstance(rule, Not):
        rule = rule.rule
    if isinstance(rule, Coded):
        return len({desk.disclosure.unsaid(one) for one in questions(desk, rule)}) > 1
    return isinstance(rule, Both | Either | Narrowed)


def _leaves(rule: Rule) -> Iterator[Rule]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Not(inner) | Narrowed(inner, _, _):
            yield from _leaves(inner)
        case _:
            yield rule


def _too_few(desk: Desk, leaf: Rule) -> bool:
    keep = desk.disclosure.withholds
    match leaf:
        case Judged(key, row, _, _):
            question = desk.material.questionnaire.by_key[key]
            lowest = question.scale[0].key
            judges = desk.ledger.resolve(f"likert:{key}.{row}>={lowest}").agencies
            return keep(key, judges)
        case Answered():
            return False
    by_key = desk.material.questionnaire.by_key
    return any(desk.withheld(by_key[key]) for key in questions(desk, leaf))


def _tells_apart(desk: Desk, figure: Figure, rule: Rule) -> bool:
    asked = questions(desk, rule)
    if set(asked) & set(CONSENT_QUESTIONS):
        return True  # What those say who wish not to be named is never told apart.
    whole = _whole(desk, figure, rule)
    counted = set(figure.agencies)
    groups = (counted, whole, whole - counted)
    if any(desk.disclosure.withholds(question, group) for question in asked for group in groups):
        return True
    # Wherever such an agency is, the count of the other places and the total would say so.
    return _narrowed(rule) and bool(desk.disclosure.unnamed)


def _whole(desk: Desk, figure: Figure, rule: Rule) -> set[str]:
    """The agencies out of which a rule counts."""
    if figure.unit is Unit.ITEMS:
        leaf = next(_leaves(rule))
        asked = leaf.question if isinstance(leaf, Items) else ""
        among = f"answered_question:{asked}"
        return set(desk.ledger.resolve(_placed(rule, among)).agencies)
    sides = (spelled(rule), f"not ({spelled(rule)})")
    return {one for side in sides for one in desk.ledger.resolve(side).agencies}


def _placed(rule: Rule, among: str) -> str:
    """Another rule, narrowed as this one is."""
    if isinstance(rule, Narrowed):
        return spelled(Narrowed(parse(_placed(rule.rule, among)), rule.trait, rule.name))
    return among


def _narrowed(rule: Rule) -> bool:
    match rule:
        case Narrowed():
            return True
        case Both(left, right) | Either(left, right):
            return _narrowed(left) or _narrowed(right)
        case Not(inner):
            return _narrowed(inner)
    return False
