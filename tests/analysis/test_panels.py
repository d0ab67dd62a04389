"""Figures as a page shows them."""

from __future__ import annotations

import pytest

from consult.analysis.panels import Bar, Row, lines, panel, parts
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section

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
    assert panel(CHOICE, counted(), "Autre").bars == (
        Bar("Région", 3, 10.0),
        Bar("Autre", 1, 3.3),
    )


@pytest.mark.parametrize(("answered", "share"), [(29, None), (30, 10.0)])
def test_percentages_begin_at_thirty_answers(answered, share):
    assert panel(CHOICE, counted(answered), "Autre").bars[0].share == share


def test_a_scale_keeps_its_points_and_rows_in_order():
    scale = (Option("1", "peu"), Option("2", "beaucoup"))
    question = Question("n", QuestionKind.LIKERT, "N", rows=(Option("r", "Rail"),), scale=scale)
    figures = {
        "kind": "likert",
        **COMMON,
        "rows": {"r": {"n": 3, "counts": [1, 2], "pct": [33.3, 66.7], "mean": 1.67, "median": 2}},
    }
    shown = panel(question, figures, "Autre")

    assert shown.points == ("peu", "beaucoup")
    assert shown.rows == (Row("Rail", (1, 2), 3, 1.67),)


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_every_kind_of_question_has_a_panel(kind):
    figures = {"kind": kind.value, **COMMON, "options": {}, "rows": {}}

    assert panel(Question("q", kind, "Q"), figures, "Autre").answered == 30


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
    assert [part.title for part in parts(questionnaire, figures, "Autre")] == ["S"]
