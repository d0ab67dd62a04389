import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.building.question_settings import question_from, settings_of
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
    holds,
)


def asking(*questions):
    return Questionnaire((Section("s", "Section", "", questions),))


def choice(key, *, show_if=None, kind=QuestionKind.SINGLE_CHOICE):
    options = (Option("yes", "Yes"), Option("no", "No"))
    return Question(key, kind, key, options=options, show_if=show_if)


def test_a_question_without_condition_is_put_to_everybody():
    assert asking(choice("a")).shown({}) == {"a"}


@pytest.mark.parametrize(
    ("value", "put"),
    [("yes", True), ("no", False), (None, False), ({"other": "yes"}, False), (["no", "yes"], True)],
)
def test_a_condition_looks_for_its_values_in_the_answer(value, put):
    questionnaire = asking(choice("a"), choice("b", show_if=ShowIf("a", ("yes",))))

    assert ("b" in questionnaire.shown({"a": value})) is put


def test_choosing_other_satisfies_a_condition_on_other():
    assert holds(ShowIf("a", ("other",)), {"other": "my own words"})


@pytest.mark.parametrize("value", [3, 3.0, "3"])
def test_a_condition_on_a_number_ignores_how_it_is_written(value):
    assert holds(ShowIf("a", ("3",)), value)


def test_what_hangs_on_a_question_that_is_not_put_is_not_put():
    questionnaire = asking(
        choice("a"),
        choice("b", show_if=ShowIf("a", ("yes",))),
        choice("c", show_if=ShowIf("b", ("yes",))),
    )

    assert questionnaire.shown({"a": "no", "b": "yes"}) == {"a"}
    assert questionnaire.shown({"a": "yes", "b": "yes"}) == {"a", "b", "c"}


options = st.lists(
    st.builds(Option, st.text(min_size=1, max_size=5), st.text(max_size=9)), max_size=3
).map(tuple)
questions = st.builds(
    Question,
    key=st.just("q"),
    kind=st.sampled_from(QuestionKind),
    label=st.text(max_size=9),
    help=st.text(max_size=9),
    required=st.booleans(),
    options=options,
    rows=options,
    scale=options,
    other=st.booleans(),
    max_choices=st.none() | st.integers(1, 9),
    max_words=st.none() | st.integers(1, 900),
    unit=st.text(max_size=3),
    min=st.none() | st.floats(-9, 0, allow_nan=False),
    max=st.none() | st.floats(1, 9, allow_nan=False),
    accept=st.lists(st.sampled_from(["pdf", "png"]), max_size=2).map(tuple),
    fields=st.lists(
        st.builds(
            Field,
            key=st.text(min_size=1, max_size=4),
            kind=st.just(QuestionKind.SHORT_TEXT),
            label=st.text(max_size=9),
            options=options,
        ),
        max_size=2,
    ).map(tuple),
    show_if=st.none() | st.builds(ShowIf, st.just("p"), st.just(("x", "y"))),
)


@given(questions)
def test_a_question_comes_back_from_its_settings_through_json(question):
    kept = json.loads(json.dumps(settings_of(question)))

    assert question == question_from(
        key=question.key,
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        settings=kept,
        translations=question.translations,
    )
