"""Charts and tables that staff put in the pages: of answers, themes, levels, or figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from consult.analysis.disclosure.withholding import Place
from consult.analysis.figures.crossing import Crossing, Side
from consult.analysis.figures.rule_tree import RuleError, Trait
from consult.analysis.material import Stance
from consult.calls.questionnaire import Question
from consult.charts.drawing import draw
from consult.errors import NotFound
from consult.synthesis.charts import figure
from consult.synthesis.composing.desk import CLOSED, Desk
from consult.synthesis.composing.exhibits import base_line, exhibit, withheld_reason
from consult.synthesis.composing.open_topics import overview, ranked_themes, theme_rule
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, BlockKind, Exhibited, Line, Shown
from consult.synthesis.drafting.crossed import crossed
from consult.synthesis.drafting.together import name_of
from consult.synthesis.snapshot import Bar, Bars, Exhibit, Grid, Withheld
from consult.synthesis.wording import sentence_case

LEFT_OUT = "–"
"""Stands in a table for a count that is not printed."""


def exhibited(desk: Desk, block: Block) -> Exhibit | None:
    """The chart or table of a block; None where it shows nothing that the call has."""
    shown = block.exhibited
    if shown is None:
        return None
    try:
        found = MAKERS[shown.of](desk, shown)
    except (NotFound, RuleError):
        return None
    if found is None:
        return None
    if block.title.strip() and not isinstance(found, Withheld):
        found = replace(found, title=block.title.strip())
    return _table(desk, found) if block.kind is BlockKind.TABLE else found


def _table(desk: Desk, found: Exhibit) -> Exhibit:
    """The same in figures, where it would be drawn."""
    drawn = figure(found)
    if drawn is None or isinstance(found, Withheld | Grid):
        return found
    table = draw(drawn, desk.words.language).table
    rows = tuple(tuple(str(cell) for cell in row) for row in table.rows)
    return Grid(found.title, found.base, tuple(map(str, table.columns)), rows, found.note)


def _question(desk: Desk, shown: Exhibited) -> Question:
    question = desk.material.questionnaire.by_key.get(shown.question)
    if question is None:
        raise NotFound(shown.question)
    return question


def _answers(desk: Desk, shown: Exhibited) -> Exhibit | None:
    question = _question(desk, shown)
    if question.kind not in CLOSED or not desk.answered(question):
        return None
    return exhibit(desk, question)


def _themes(desk: Desk, shown: Exhibited) -> Exhibit | None:
    question = _question(desk, shown)
    if desk.withheld(question):
        return Withheld(question.label, withheld_reason(desk))
    return overview(desk, question) if desk.themes(question) else None


def _stances(desk: Desk, shown: Exhibited) -> Exhibit | None:
    question, words = _question(desk, shown), desk.words
    if desk.withheld(question):
        return Withheld(question.label, withheld_reason(desk))
    themes = [theme for theme, value in ranked_themes(desk, question) if value]
    if not themes:
        return None
    rows = tuple(
        (
            theme.label,
            *(words.number(desk.ledger.record(theme_rule(theme, one)).value) for one in Stance),
            words.number(desk.ledger.record(theme_rule(theme)).value),
        )
        for theme in themes
    )
    columns = (
        words.gettext("Theme"),
        words.gettext("For"),
        words.gettext("Against"),
        words.gettext("With reserves"),
        words.gettext("Agencies"),
    )
    note = words.gettext("One agency may take several stances on one theme.")
    return Grid(question.label, base_line(desk, question), columns, rows, note)


def _by(trait: Trait) -> Callable[[Desk, Exhibited], Exhibit | None]:
    def make(desk: Desk, shown: Exhibited) -> Exhibit | None:
        """Every cell that may be printed, and none from which another could be worked out."""
        question = _question(desk, shown)
        title = f"{question.label} – {_trait(desk, trait)}"
        found = crossed(desk, question, trait)
        left_out, crossing = found.left_out, found.crossing
        unnamed = desk.disclosure.protected and desk.disclosure.unnamed
        if unnamed or left_out is None:
            return Withheld(title, _too_close(desk))
        beside = desk.kept_back.get(name_of(shown), frozenset())
        if beside is None:
            return Withheld(title, _together(desk))
        left_out |= beside
        rows = range(len(crossing.rows.categories))
        lines = tuple(_line(desk, crossing, row, left_out) for row in rows)
        first = _trait(desk, trait) if found.upright else desk.words.gettext("Answer")
        head = (first, *_heads(desk, crossing.columns), desk.words.gettext("Answers"))
        note = desk.words.gettext("–: not printed, so that nobody is recognised.")
        return Grid(title, base_line(desk, question), head, lines, note if left_out else "")

    return make


def _heads(desk: Desk, side: Side) -> list[str]:
    unsaid = desk.words.gettext("Not said")
    return [sentence_case(one.label) if one.label else unsaid for one in side.categories]


def _line(desk: Desk, crossing: Crossing, row: int, left_out: Set[Place]) -> tuple[str, ...]:
    cells = (
        LEFT_OUT
        if (row, column) in left_out
        else desk.words.number(desk.ledger.record(cell.rule).value)
        for column, cell in enumerate(crossing.cells[row])
    )
    return (_heads(desk, crossing.rows)[row], *cells)


def _too_close(desk: Desk) -> str:
    """Why a table of places is not printed, without saying whom it protects."""
    return desk.words.gettext(
        "Counted place by place, the answers could reveal the position of an agency that did not "
        "wish to be named."
    )


def _together(desk: Desk) -> str:
    """The same of one that would be printed if others were not."""
    return desk.words.gettext(
        "Beside the other counts of this note, this table could reveal the position of an agency "
        "that did not wish to be named."
    )


def _trait(desk: Desk, trait: Trait) -> str:
    return desk.words.gettext("Level") if trait is Trait.LEVEL else desk.words.gettext("Region")


def _responses(desk: Desk, shown: Exhibited) -> Exhibit | None:
    trait = Trait.REGION if shown.question == Trait.REGION else Trait.LEVEL
    words = desk.words
    rates = desk.disclosure.rates(lambda member: str(getattr(member, trait)))
    heads = (_trait(desk, trait), words.gettext("Answered"), words.gettext("Asked"))
    title = {
        Trait.LEVEL: words.gettext("Answers by level"),
        Trait.REGION: words.gettext("Answers by region"),
    }[trait]
    rows = tuple(
        (sentence_case(one.label), words.number(one.responses), words.number(one.agencies))
        for one in rates
    )
    return Grid(title, "", heads, rows) if rows else None


def _rules(desk: Desk, shown: Exhibited) -> Exhibit | None:
    """Figures that staff chose; it says how many of them may not be printed."""
    lines = [line for line in shown.lines if not figures.withheld(desk, line.rule)]
    bars = tuple(Bar(_label(line), desk.ledger.record(line.rule).value) for line in lines)
    bases = {desk.ledger.record(line.rule).base for line in lines}
    if not bars:
        reason = _lines_kept_back(desk, len(shown.lines))
        return Withheld(desk.words.gettext("Figures"), reason) if reason else None
    base = bases.pop() if len(bases) == 1 else None
    said = ""
    if base is not None:
        said = desk.words.ngettext("Out of %(count)s agency", "Out of %(count)s agencies", base) % {
            "count": desk.words.number(base)
        }
    note = _lines_kept_back(desk, len(shown.lines) - len(lines))
    return Bars(desk.words.gettext("Figures"), said, bars, note=note)


def _lines_kept_back(desk: Desk, lines: int) -> str:
    said = desk.words.ngettext(
        "%(lines)s line is not printed: it counts too few agencies.",
        "%(lines)s lines are not printed: they count too few agencies.",
        lines,
    )
    return said % {"lines": desk.words.number(lines)} if lines else ""


def _label(line: Line) -> str:
    return line.label.strip() or line.rule


MAKERS: Mapping[Shown, Callable[[Desk, Exhibited], Exhibit | None]] = {
    Shown.ANSWERS: _answers,
    Shown.THEMES: _themes,
    Shown.STANCES: _stances,
    Shown.BY_LEVEL: _by(Trait.LEVEL),
    Shown.BY_REGION: _by(Trait.REGION),
    Shown.RESPONSES: _responses,
    Shown.RULES: _rules,
}
