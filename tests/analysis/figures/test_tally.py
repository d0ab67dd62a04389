"""Every figure of every question: what is counted, out of what, and how it is rounded."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.figures.tally import TALLIES, figures, percent
from consult.analysis.material import Material, Member, Reply
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.contributions.consent import Attribution, QuotePermission
from tests.analysis.reference import AT, territoires

ABC = (Option("a", "A"), Option("b", "B"), Option("c", "C"))


def ask(key: str, kind: QuestionKind, **what) -> Question:
    return Question(key=key, kind=kind, label=key, **what)


QUESTIONS = (
    ask("short", QuestionKind.SHORT_TEXT),
    ask("long", QuestionKind.LONG_TEXT, show_if=ShowIf("single", ("a",))),
    ask("single", QuestionKind.SINGLE_CHOICE, options=ABC, other=True),
    ask("why", QuestionKind.LONG_TEXT, show_if=ShowIf("single", ("a",))),
    ask("multiple", QuestionKind.MULTIPLE_CHOICE, options=ABC),
    ask("likert", QuestionKind.LIKERT, rows=ABC[:2], scale=ABC),
    ask("ranking", QuestionKind.RANKING, options=ABC),
    ask("number", QuestionKind.NUMBER),
    ask("date", QuestionKind.DATE),
    ask("file", QuestionKind.FILE),
    ask("repeat", QuestionKind.REPEAT, fields=(Field("t", QuestionKind.SHORT_TEXT, "T"),)),
)


def material(*answers: dict, questions=QUESTIONS, silent: int = 0) -> Material:
    names = [f"A{number}" for number in range(len(answers) + silent)]
    return Material(
        call=replace(territoires().call, slug="call"),
        questionnaire=Questionnaire((Section("s", "S", questions=tuple(questions)),)),
        agencies=tuple(Member(name, name) for name in names),
        replies=tuple(
            Reply(
                agency=name,
                values=values,
                attribution=Attribution.NAMED,
                quotes=QuotePermission.ALLOWED,
                confidential=frozenset(),
                channel="web",
                late=False,
                sent_at=AT,
                version=1,
            )
            for name, values in zip(names, answers, strict=False)
        ),
    )


def figures_of(key: str, *values) -> dict:
    """What one question gives, but for its head, from values given to it alone."""
    counted = figures(material(*({key: value} for value in values)))["questions"][key]
    return {
        name: one
        for name, one in counted.items()
        if name not in ("kind", "shown", "answered", "missing")
    }


def heads(counted: dict, key: str) -> tuple[int, int, int]:
    one = counted["questions"][key]
    return one["shown"], one["answered"], one["missing"]


def test_every_kind_of_question_is_counted():
    assert set(TALLIES) == set(QuestionKind)


def test_the_reference_case_counts_who_replied():
    counted = figures(territoires())

    assert {key: counted[key] for key in list(counted)[:4]} == {
        "call": "territoires-industrie-2018",
        "agencies": 42,
        "responses": 10,
        "pct": 23.8,
    }
    assert counted["by_level"] == [
        {"level": "locale", "agencies": 15, "responses": 5, "pct": 33.3},
        {"level": "régionale", "agencies": 7, "responses": 2, "pct": 28.6},
        {"level": "départementale", "agencies": 20, "responses": 3, "pct": 15.0},
    ]
    assert counted["by_region"][5] == {
        "region": "Île-de-France",
        "agencies": 3,
        "responses": 2,
        "pct": 66.7,
    }
    assert sum(one["agencies"] for one in counted["by_region"]) == 42
    assert sum(one["responses"] for one in counted["by_region"]) == 10
    assert counted["attribution"] == {"named": 9, "anonymous": 1, "confidential": 0}
    assert counted["channel"] == {"email": 2, "pdf": 1, "web": 7}
    assert counted["late"] == 1


def test_the_reference_case_counts_its_questions():
    counted = figures(territoires())

    assert list(counted["questions"]) == [one.key for one in territoires().questionnaire]
    assert counted["questions"]["threshold_value"] == {
        "kind": "number",
        "shown": 3,
        "answered": 3,
        "missing": 0,
        "min": 15,
        "median": 20,
        "mean": 20,
        "max": 25,
        "sum": 60,
        "zeros": 0,
    }
    assert counted["questions"]["gov_national"]["options"]["interministerial"] == {
        "count": 8,
        "pct": 80.0,
    }
    assert counted["questions"]["needs_likert"]["rows"]["hr"] == {
        "n": 10,
        "counts": [0, 0, 0, 3, 7],
        "pct": [0.0, 0.0, 0.0, 30.0, 70.0],
        "mean": 4.7,
        "median": 5,
    }
    assert counted["questions"]["needs_ranking"]["options"]["hr"] == {
        "borda": 39,
        "mean_rank": 1.67,
        "firsts": 5,
        "lasts": 0,
    }
    assert heads(counted, "practices") == (10, 9, 1)
    assert counted["questions"]["practices"]["items"] == 18
    assert counted["questions"]["attachments"]["items"] == 4


def test_figures_are_json():
    counted = figures(territoires())

    assert json.loads(json.dumps(counted, allow_nan=False)) == counted


@pytest.mark.parametrize(
    ("count", "total", "share"),
    [
        (10, 42, 23.8),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 2000, 0.1),
        (1, 2001, 0.0),
        (1, 16, 6.3),
        (0, 0, 0.0),
        (7, 7, 100.0),
    ],
)
def test_a_share_has_one_decimal_half_up(count, total, share):
    assert percent(count, total) == share


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_what_exact_decimals_give(count, total):
    exact = (Decimal(100 * count) / Decimal(total)).quantize(Decimal("0.1"), ROUND_HALF_UP)

    assert percent(count, total) == float(exact)


def test_a_question_not_put_is_neither_answered_nor_missing():
    counted = figures(
        material(
            {"single": "a", "why": "Because"},
            {"single": "a", "why": "R.A.S."},
            {"single": "b", "why": "A value left behind"},
            {"why": "Another"},
            silent=6,
        )
    )

    assert heads(counted, "single") == (4, 3, 1)
    assert heads(counted, "why") == (2, 1, 1)
    assert counted["questions"]["why"]["words"] == 1


def test_a_condition_on_a_later_question_is_never_met():
    assert heads(figures(material({"single": "a", "long": "Text"})), "long") == (0, 0, 0)


def test_every_option_has_its_line_and_other_too():
    assert figures_of("single", "a", "a", {"other": "RAS"}, {"other": "Both"}, "z") == {
        "options": {
            "a": {"count": 2, "pct": 66.7},
            "b": {"count": 0, "pct": 0.0},
            "c": {"count": 0, "pct": 0.0},
            "other": {"count": 1, "pct": 33.3},
        }
    }


def test_shares_of_a_multiple_choice_rest_on_those_who_answered():
    assert figures_of("multiple", ["a", "b"], ["a"], [], ["a", "a"]) == {
        "options": {
            "a": {"count": 3, "pct": 100.0},
            "b": {"count": 1, "pct": 33.3},
            "c": {"count": 0, "pct": 0.0},
        },
        "mentions": 4,
    }


def test_a_row_of_a_likert_rests_on_those_who_judged_it():
    assert figures_of("likert", {"a": "a", "b": "c"}, {"a": "b"}, {"a": "b"})["rows"] == {
        "a": {"n": 3, "counts": [1, 2, 0], "pct": [33.3, 66.7, 0.0], "mean": 1.67, "median": 2},
        "b": {"n": 1, "counts": [0, 0, 1], "pct": [0.0, 0.0, 100.0], "mean": 3, "median": 3},
    }


def test_a_row_that_nobody_judged_has_no_mean():
    assert figures_of("likert", {"a": "a"})["rows"]["b"] == {
        "n": 0,
        "counts": [0, 0, 0],
        "pct": [0.0, 0.0, 0.0],
        "mean": None,
        "median": None,
    }


def test_what_a_partial_ranking_leaves_out_gets_no_point_and_no_rank():
    assert figures_of("ranking", ["a", "b", "c"], ["b"], ["b", "a"])["options"] == {
        "a": {"borda": 3, "mean_rank": 1.5, "firsts": 1, "lasts": 0},
        "b": {"borda": 5, "mean_rank": 1.33, "firsts": 2, "lasts": 0},
        "c": {"borda": 0, "mean_rank": 3, "firsts": 0, "lasts": 1},
    }


def test_numbers_are_added_as_they_are_written():
    assert figures_of("number", 0.1, 0.2, 0, -0.005) == {
        "min": -0.005,
        "median": 0.05,
        "mean": 0.07,
        "max": 0.2,
        "sum": 0.295,
        "zeros": 1,
    }


def test_a_mean_is_rounded_half_away_from_zero():
    assert figures_of("number", 0.005)["mean"] == 0.01
    assert figures_of("number", -0.005)["mean"] == -0.01
    assert figures_of("number", 0.0049)["mean"] == 0


def test_dates_have_a_median_that_somebody_gave():
    assert figures_of("date", "2018-01-05", "2017-12-31", "2018-10-01", "2020-02-29") == {
        "min": "2017-12-31",
        "median": "2018-01-05",
        "max": "2020-02-29",
        "by_year": {"2017": 1, "2018": 2, "2020": 1},
    }


def test_files_and_items_are_counted_and_empty_ones_are_not():
    assert figures_of("file", [{"filename": "a.pdf"}, {"filename": "b.pdf"}], []) == {"items": 2}
    assert figures_of("repeat", [{"t": "One"}, {"t": "-"}, {}], [{"t": "Two"}]) == {"items": 2}


def test_words_are_those_of_the_answers():
    assert figures_of("short", "Pôle industrie", "RAS", "aujourd’hui") == {"words": 3}


def test_a_call_that_nobody_answered_has_its_figures():
    counted = figures(material())

    assert (counted["agencies"], counted["responses"], counted["pct"]) == (0, 0, 0.0)
    assert counted["questions"]["number"] == {
        "kind": "number",
        "shown": 0,
        "answered": 0,
        "missing": 0,
        "min": None,
        "median": None,
        "mean": None,
        "max": None,
        "sum": 0,
        "zeros": 0,
    }
    assert counted["questions"]["date"]["median"] is None


def test_the_order_of_the_replies_changes_nothing():
    reference = territoires()
    shuffled = list(reference.replies)
    Random(7).shuffle(shuffled)

    assert json.dumps(figures(replace(reference, replies=tuple(shuffled)))) == json.dumps(
        figures(reference)
    )


KEYS = st.sampled_from(["a", "b", "c"])
OTHERS = st.sampled_from([{"other": "RAS"}, {"other": "Both"}])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "short": st.sampled_from(["RAS", "néant", "-", "", "one", "two words"]),
        "single": KEYS | OTHERS | st.just("z"),
        "why": st.sampled_from(["R.A.S.", "Because"]),
        "multiple": st.lists(KEYS, max_size=4),
        "likert": st.dictionaries(KEYS, KEYS),
        "ranking": st.lists(KEYS, max_size=3, unique=True),
        "number": st.integers(-(10**6), 10**6)
        | st.floats(-(10**6), 10**6, allow_nan=False).map(lambda number: round(number, 3)),
        "date": st.dates().map(lambda day: day.isoformat()),
        "file": st.lists(st.just({"filename": "a.pdf"}), max_size=3),
        "repeat": st.lists(st.fixed_dictionaries({"t": st.sampled_from(["", "x"])}), max_size=3),
    },
)


@given(st.lists(VALUES, max_size=8), st.integers(0, 3), st.randoms())
def test_counts_add_up_whatever_is_answered(answers, silent, random):
    counted = figures(material(*answers, silent=silent))
    for one in counted["questions"].values():
        assert one["answered"] + one["missing"] == one["shown"] <= counted["responses"]
        for option in one.get("options", {}).values():
            assert 0 <= option.get("count", 0) <= one["answered"]
            assert 0 <= option.get("pct", 0) <= 100
        for row in one.get("rows", {}).values():
            assert sum(row["counts"]) == row["n"] <= one["answered"]
    single, multiple = counted["questions"]["single"], counted["questions"]["multiple"]
    assert sum(one["count"] for one in single["options"].values()) == single["answered"]
    assert sum(one["count"] for one in multiple["options"].values()) == multiple["mentions"]
    ranking = counted["questions"]["ranking"]
    assert sum(one["firsts"] for one in ranking["options"].values()) == ranking["answered"]
    date = counted["questions"]["date"]
    assert sum(date["by_year"].values()) == date["answered"]

    random.shuffle(answers)
    assert json.dumps(figures(material(*answers, silent=silent))) == json.dumps(counted)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9))
def test_numbers_agree_with_the_textbook(numbers):
    exact = Decimal(sum(numbers)) / len(numbers)

    assert figures_of("number", *numbers) == {
        "min": min(numbers),
        "median": median(numbers),
        "mean": float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)),
        "max": max(numbers),
        "sum": sum(numbers),
        "zeros": numbers.count(0),
    }


@given(st.lists(st.sampled_from(["RAS", "R.A.S.", "néant", "-", " ", "Sans objet"]), max_size=6))
def test_nothing_to_say_is_never_counted(texts):
    counted = figures(material(*({"short": text} for text in texts)))

    assert heads(counted, "short") == (len(texts), 0, len(texts))
    assert counted["questions"]["short"]["words"] == 0
