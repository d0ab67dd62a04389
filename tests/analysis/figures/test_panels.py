"""Figures as a page shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.analysis.figures.panels import (
    across,
    by_group,
    lines,
    panel,
    parts,
    positions,
    ranking,
)
from consult.analysis.figures.tally import figures as tally
from consult.analysis.material import Passage, Stance, Theme
from consult.analysis.themes import Cell, Row, table
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.charts.figures import (
    Bar,
    Bars,
    Calendar,
    Held,
    Judged,
    Multiples,
    Opinions,
    Ranked,
    Ranking,
    Spread,
    Stances,
)
from tests.analysis.reference import territoires

COMMON = {"shown": 40, "answered": 30, "missing": 10}
CHOICE = Question(
    "scale", QuestionKind.SINGLE_CHOICE, "Échelle", options=(Option("a", "Région"),), other=True
)


def counted(answered=30):
    return {
        "kind": "single_choice",
        **COMMON,
        "answered": answered,
        "options": {"a": {"count": 3, "pct": 10.0}, "other": {"count": 1, "pct": 3.3}},
    }


def test_a_free_choice_is_called_as_the_page_calls_it():
    assert panel(CHOICE, counted(), (), "Autre").figure == Bars(
        "Échelle", (Bar("Région", 3, 10.0), Bar("Autre", 1, 3.3)), answers=30
    )


@pytest.mark.parametrize(("answered", "share"), [(29, None), (30, 10.0)])
def test_percentages_begin_at_thirty_answers(answered, share):
    assert panel(CHOICE, counted(answered), (), "Autre").figure.bars[0].share == share


def test_nothing_is_drawn_where_nobody_answered():
    assert panel(CHOICE, counted(0), (), "Autre").figure is None


def test_a_scale_keeps_its_points_and_rows_in_order():
    scale = (Option("1", "peu"), Option("2", "beaucoup"))
    question = Question("n", QuestionKind.LIKERT, "N", rows=(Option("r", "Rail"),), scale=scale)
    figures = {
        "kind": "likert",
        **COMMON,
        "rows": {"r": {"n": 3, "counts": [1, 2], "pct": [33.3, 66.7], "mean": 1.67, "median": 2}},
    }

    assert panel(question, figures, (), "Autre").figure == Opinions(
        "N", ("peu", "beaucoup"), (Judged("Rail", (1, 2), 1.67),), answers=30
    )


def test_a_ranking_counts_each_rank_and_orders_by_points():
    options = tuple(Option(key, key.upper()) for key in "abc")
    question = Question("r", QuestionKind.RANKING, "R", options=options)

    assert ranking(question, [["b", "a", "c"], ["b", "c"], ["a"]]) == Ranking(
        "R",
        (
            Ranked("B", (2, 0, 0), 1.0, 4),
            Ranked("A", (1, 1, 0), 1.5, 3),
            Ranked("C", (0, 1, 1), 2.5, 1),
        ),
        3,
    )


def test_a_ranking_says_what_the_tally_says():
    material = territoires()
    figures = tally(material)["questions"]
    [question] = [one for one in material.questionnaire if one.kind is QuestionKind.RANKING]
    drawn = {
        one.label: one
        for part in parts(material, tally(material), table(material), "Autre")
        for one_panel in part.panels
        if one_panel.key == question.key
        for one in one_panel.figure.subjects
    }

    for option in question.options:
        one = figures[question.key]["options"][option.key]
        shown = drawn[option.label]
        assert (shown.points, shown.mean, shown.ranks[0], shown.ranks[-1]) == (
            one["borda"],
            one["mean_rank"],
            one["firsts"],
            one["lasts"],
        )


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_of_question_has_a_panel(kind):
    figures = {"kind": kind.value, **COMMON, "options": {}, "rows": {}}

    assert panel(Question("q", kind, "Q"), figures, (), "Autre").answered == 30


def test_every_kind_of_the_reference_is_drawn():
    material = territoires()
    drawn = {
        one.kind: type(one.figure)
        for part in parts(material, tally(material), table(material), "Autre")
        for one in part.panels
        if one.figure
    }

    assert drawn == {
        QuestionKind.SINGLE_CHOICE: Bars,
        QuestionKind.MULTIPLE_CHOICE: Bars,
        QuestionKind.LIKERT: Opinions,
        QuestionKind.RANKING: Ranking,
        QuestionKind.NUMBER: Spread,
        QuestionKind.DATE: Calendar,
        QuestionKind.LONG_TEXT: Stances,
        QuestionKind.REPEAT: Stances,
    }


def passage(agency, stance=None):
    return Passage("needs", agency, "…", 0, 1, "rail", stance)


def test_an_agency_counts_once_for_a_theme_whatever_it_says_of_it():
    said = {
        "A": (Stance.SUPPORT, Stance.SUPPORT),
        "B": (Stance.SUPPORT, Stance.OPPOSE),
        "C": (Stance.NUANCE,),
        "D": (None,),
    }
    cells = {
        agency: Cell(tuple(passage(agency, one) for one in stances))
        for agency, stances in said.items()
    }
    rows = [
        Row(Theme("needs", "road", "Route"), {}),
        Row(Theme("needs", "port", "Ports"), {"A": cells["A"]}),
        Row(Theme("needs", "rail", "Rail"), cells),
    ]

    assert positions("Besoins", rows, 7) == Stances(
        "Besoins",
        (
            Held("Rail", support=1, nuance=1, mixed=1, oppose=0, silent=1),
            Held("Ports", support=1),
        ),
        7,
    )
    assert positions("Besoins", rows[:1], 7) is None


def test_choices_are_drawn_group_by_group_and_nothing_else_is():
    shown = panel(CHOICE, counted(), (), "Autre")
    groups = [(name, {"questions": {"scale": counted(3)}}) for name in ("locale", "régionale")]

    drawn = by_group(shown, CHOICE, groups, "Autre").figure

    assert isinstance(drawn, Multiples)
    assert [(name, one.answers) for name, one in drawn.groups] == [("locale", 3), ("régionale", 3)]
    assert by_group(shown, CHOICE, groups[:1], "Autre") == shown


def test_every_figure_has_its_line():
    questionnaire = Questionnaire((Section("s", "S", "", (CHOICE,)),))
    figures = {"questions": {"scale": counted()}}

    assert [one[2:] for one in lines(questionnaire, figures)] == [
        ("", "kind", "single_choice"),
        ("", "shown", 40),
        ("", "answered", 30),
        ("", "missing", 10),
        ("a", "count", 3),
        ("a", "pct", 10.0),
        ("other", "count", 1),
        ("other", "pct", 3.3),
    ]


def test_themes_of_every_question_are_drawn_over_all_that_was_said():
    material = territoires()
    everywhere = replace(material.themes[0], question="", key="across", label="Partout")
    said = replace(material.passages[0], theme="across", stance=None)
    mine = replace(material, themes=(*material.themes, everywhere), passages=(said,))

    assert across(table(mine), "Tous") == Stances("Tous", (Held("Partout", silent=1),), 10)
    assert across(table(material), "Tous") is None
