"""Two people coding the same answers: published examples, and where coefficients say nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.figures.agreement import ENOUGH, Coding, report
from consult.analysis.figures.coefficients import Coincidences, alpha, alpha_of, kappa

# Krippendorff, « Computing Krippendorff's Alpha-Reliability » (2011), § C: four observers,
# twelve units, missing values; nominal alpha 0.743. § A: two observers, binary, 0.095.
# § B: two observers, nominal, no missing value, 0.692.
FOUR_OBSERVERS = (
    "1  2  3  3  2  1  4  1  2  .  .  .",
    "1  2  3  3  2  2  4  1  2  5  .  3",
    ".  3  3  3  2  3  4  2  2  5  1  .",
    "1  2  3  3  2  4  4  1  2  5  1  .",
)
TWO_BINARY = ("0  1  0  0  0  0  0  0  1  0", "1  1  1  0  0  1  0  0  0  0")
TWO_NOMINAL = ("a  a  b  b  d  c  c  c  e  d  d  a", "b  a  b  b  b  c  c  c  e  d  d  d")


def units(*observers):
    columns = zip(*(line.split() for line in observers), strict=True)
    return [tuple(value for value in column if value != ".") for column in columns]


@pytest.mark.parametrize(
    ("observers", "printed"),
    [(FOUR_OBSERVERS, 0.743), (TWO_BINARY, 0.095), (TWO_NOMINAL, 0.692)],
)
def test_alpha_is_that_of_krippendorff(observers, printed):
    assert alpha(units(*observers)) == pytest.approx(printed, abs=0.0005)


def test_alpha_with_missing_values_is_that_of_the_three_observers_often_quoted():
    # https://en.wikipedia.org/wiki/Krippendorff's_alpha: three coders, fifteen units, 0.691.
    coders = (
        ".  .  .  .  .  3  4  1  2  1  1  3  3  .  3",
        "1  .  2  1  3  3  4  3  .  .  .  .  .  .  .",
        ".  .  2  1  3  4  4  .  2  1  1  3  3  .  4",
    )

    assert alpha(units(*coders)) == pytest.approx(0.691, abs=0.0005)


def test_kappa_is_that_of_the_textbook():
    # Fifty proposals read by two readers: yes/yes 20, yes/no 5, no/yes 10, no/no 15.
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15

    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_is_one_when_all_agree_zero_by_chance_and_below_when_they_avoid_each_other():
    assert kappa([(1, 1), (0, 0)]) == 1
    assert kappa([(1, 1), (1, 0), (0, 1), (0, 0)]) == 0
    assert kappa([(1, 0), (0, 1)]) == -1


def test_nothing_can_be_said_where_everybody_says_the_same_everywhere():
    assert kappa([(1, 1)] * 20) is None
    assert kappa([]) is None
    assert alpha([(1, 1)] * 20) is None
    assert alpha([(1,), (0,)]) is None
    assert alpha([]) is None


VALUES = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8)


@given(VALUES)
def test_alpha_is_one_less_observed_over_expected_disagreement(values):
    paired = [one for one in values if len(one) > 1]
    every = [value for one in paired for value in one]
    expected = sum(a != b for a, b in combinations(every, 2))
    observed = sum(
        sum(a != b for a, b in combinations(one, 2)) * 2 / (len(one) - 1) for one in paired
    )
    if not expected:
        assert alpha(values) is None
        return
    total = len(every)
    wanted = 1 - (observed / total) / (2 * expected / (total * (total - 1)))

    assert alpha(values) == pytest.approx(wanted)


@given(VALUES, VALUES)
def test_coincidences_of_parts_add_up_to_those_of_the_whole(one, other):
    first, second = Coincidences.of(one), Coincidences.of(other)
    values = {*first.given, *second.given}
    given = [2 * first.given.get(value, 0) + second.given.get(value, 0) for value in values]
    met = 2 * sum(first.met.values()) + sum(second.met.values())

    assert alpha_of(given, met) == pytest.approx(alpha([*one, *one, *other]))


def codings(coder, *marks):
    """`marks` are « answer theme », or « answer theme stance »."""
    for mark in marks:
        answer, theme, *stance = mark.split()
        yield Coding(answer, coder, theme, *stance)


def of(*coded, themes=("land", "hr"), answers=20):
    book = {f"a{n}": themes for n in range(answers)}
    return report([coding for group in coded for coding in group], book)


def test_an_answer_coded_by_one_person_is_not_compared():
    found = of(codings("ana", "a1 land", "a2 land"), codings("bob", "a2 land"))

    assert (found.coders, found.answers, found.overall.units) == (("ana", "bob"), 1, 1)


def test_a_theme_that_nobody_used_is_no_agreement():
    found = of(codings("ana", "a1 land"), codings("bob", "a1 land"), themes=("land", "hr", "tax"))

    assert list(found.by_theme) == ["land"]


def test_units_are_answers_by_themes_and_each_disagreement_is_listed():
    found = of(codings("ana", "a1 land", "a2 hr"), codings("bob", "a1 land", "a2 land"))

    assert (found.overall.units, found.overall.agreed, found.overall.answers) == (4, 2, 2)
    assert [(one.answer, one.theme, dict(one.said)) for one in found.disagreements] == [
        ("a2", "land", {"ana": False, "bob": True}),
        ("a2", "hr", {"ana": True, "bob": False}),
    ]


def both(number, *themes):
    marks = [f"a{n} {theme}" for n in range(number) for theme in themes]
    return [list(codings("ana", *marks)), list(codings("bob", *marks))]


def test_below_ten_units_no_coefficient_is_told_and_at_ten_it_is():
    few, enough = (of(*both(number, "land"), [Coding("a0", "ana", "hr")]) for number in (4, 5))

    assert (few.overall.units, few.overall.enough, few.overall.kappa) == (8, False, None)
    assert (enough.overall.units, enough.overall.enough) == (ENOUGH, True)
    assert enough.overall.kappa is not None
    assert enough.by_theme["land"].units == 5
    assert enough.by_theme["land"].alpha is None


def test_one_value_everywhere_is_said_and_not_called_agreement():
    found = of(*both(12, "land"))

    assert found.overall.one_value
    assert (found.overall.kappa, found.overall.alpha, found.overall.interval) == (None,) * 3
    assert found.overall.agreed == 12


def test_kappa_is_for_two_coders_and_alpha_for_any_number():
    two = both(10, "land")
    three = of(*two, codings("cal", *(f"a{n} hr" for n in range(10))))

    assert of(*two, [Coding("a3", "ana", "hr")]).overall.kappa is not None
    assert three.overall.kappa is None
    assert three.overall.alpha == pytest.approx(1 - 59 * 40 / 1800)


def test_stances_are_compared_where_both_saw_the_theme():
    found = of(
        codings("ana", "a1 land support", "a2 land support", "a3 hr"),
        codings("bob", "a1 land support", "a2 land oppose", "a3 land"),
    )

    assert (found.stances.units, found.stances.agreed) == (2, 1)
    stance = found.disagreements[-1]
    assert (stance.stances, dict(stance.said)) == (True, {"ana": "support", "bob": "oppose"})


def test_two_stances_of_one_coder_are_a_value_of_their_own():
    found = of(
        codings("ana", "a1 land support", "a1 land oppose"), codings("bob", "a1 land support")
    )

    assert found.disagreements[0].said["ana"] == ("oppose", "support")


def test_the_interval_holds_the_coefficient_and_is_the_same_each_time():
    coded = [
        codings("ana", *(f"a{n} {'land' if n % 3 else 'hr'}" for n in range(20))),
        codings("bob", *(f"a{n} {'land' if n % 4 else 'hr'}" for n in range(20))),
    ]
    coded = [list(one) for one in coded]
    first, second = of(*coded), of(*coded)

    low, high = first.overall.interval
    assert low < first.overall.alpha < high
    assert first.overall.interval == second.overall.interval
