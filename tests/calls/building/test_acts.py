"""Building a questionnaire: whatever the acts, what comes out can be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.calls.building import acts as building
from consult.calls.building.acts import (
    added,
    duplicated,
    moved,
    removed,
    replaced,
    section_duplicated,
    section_moved,
    section_replaced,
    section_stepped,
    stepped,
    with_section,
    without_section,
)
from consult.calls.building.altering import kept
from consult.calls.building.keeping import heard, told
from consult.calls.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.soundness import CannotBuild, Why, sound

K = QuestionKind
YES_NO = (Option("yes", "Yes"), Option("no", "No"))


def choice(key: str, **settings) -> Question:
    return Question(key, K.SINGLE_CHOICE, key.title(), options=YES_NO, **settings)


def text(key: str, **settings) -> Question:
    return Question(key, K.LONG_TEXT, key.title(), **settings)


ASKED = Questionnaire(
    (
        Section("one", "One", "", (choice("a"), text("b", show_if=ShowIf("a", ("yes",))))),
        Section("two", "Two", "", (choice("c"), text("d"))),
        Section("three", "Three"),
    )
)


def keys(asked: Questionnaire) -> list[list[str]]:
    return [[question.key for question in section.questions] for section in asked.sections]


def why(act, *given) -> tuple[Why, str, str]:
    with pytest.raises(CannotBuild) as refused:
        act(*given)
    return refused.value.why, refused.value.question, refused.value.by


def test_a_question_is_added_last_or_before_another():
    assert keys(added(ASKED, "two", text("e"))) == [["a", "b"], ["c", "d", "e"], []]
    assert keys(added(ASKED, "two", text("e"), "d")) == [["a", "b"], ["c", "e", "d"], []]


def test_a_key_is_taken_once_across_sections():
    assert why(added, ASKED, "two", text("a")) == (Why.KEY_TAKEN, "a", "")


def test_a_question_steps_through_its_section_and_then_through_the_next_ones():
    down = stepped(ASKED, "c", 1)
    further = stepped(down, "c", 1)

    assert keys(down) == [["a", "b"], ["d", "c"], []]
    assert keys(further) == [["a", "b"], ["d"], ["c"]]
    assert stepped(further, "c", 1) == further
    assert keys(stepped(further, "c", -1)) == [["a", "b"], ["d", "c"], []]


def test_the_first_question_stays_when_it_is_moved_up():
    assert stepped(ASKED, "a", -1) == ASKED


def test_a_question_is_not_moved_above_the_one_it_rests_on():
    assert why(stepped, ASKED, "b", -1) == (Why.NOT_EARLIER, "b", "a")
    assert why(stepped, ASKED, "a", 1) == (Why.NOT_EARLIER, "b", "a")


def test_a_question_that_decides_of_another_is_not_removed():
    assert why(removed, ASKED, "a") == (Why.NOT_EARLIER, "b", "a")
    assert keys(removed(ASKED, "b")) == [["a"], ["c", "d"], []]


def test_an_option_that_decides_of_another_question_is_not_removed():
    without = replace(choice("a"), options=YES_NO[1:])
    assert why(replaced, ASKED, "a", without) == (Why.NO_SUCH_VALUE, "b", "a")


def test_a_question_that_no_longer_offers_values_decides_of_nothing():
    becoming = Question("a", K.LONG_TEXT, "A")
    assert why(replaced, ASKED, "a", becoming) == (Why.CANNOT_DECIDE, "b", "a")


def test_what_rested_on_a_key_follows_it():
    renamed = replaced(ASKED, "a", choice("z"))
    assert renamed.by_key["b"].show_if == ShowIf("z", ("yes",))


def test_a_copy_of_a_section_has_conditions_of_its_own():
    copied = section_duplicated(ASKED, "one", "One again")

    assert keys(copied) == [["a", "b"], ["a_2", "b_2"], ["c", "d"], []]
    assert copied.by_key["b_2"].show_if == ShowIf("a_2", ("yes",))


def test_sections_move_with_their_questions():
    assert keys(section_moved(ASKED, "three", "one")) == [[], ["a", "b"], ["c", "d"]]
    assert keys(section_stepped(ASKED, "one", 1)) == [["c", "d"], ["a", "b"], []]
    assert section_stepped(ASKED, "three", 1) == ASKED


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question("e", K.SHORT_TEXT, " "), Why.NO_LABEL),
        (Question("e", K.RANKING, "E"), Why.NOTHING_OFFERED),
        (Question("e", K.LIKERT, "E", rows=YES_NO), Why.NOTHING_OFFERED),
        (Question("e", K.REPEAT, "E"), Why.NOTHING_OFFERED),
        (Question("e", K.RANKING, "E", options=(*YES_NO, YES_NO[0])), Why.REPEATED_OPTION),
        (Question("e", K.NUMBER, "E", min=2, max=1), Why.BOUNDS_CROSSED),
        (
            Question("e", K.SINGLE_CHOICE, "E", options=(Option("other", "O"),), other=True),
            Why.OTHER_TWICE,
        ),
        (text("e", show_if=ShowIf("e", ("yes",))), Why.NOT_EARLIER),
        (text("e", show_if=ShowIf("d", ("yes",))), Why.CANNOT_DECIDE),
        (text("e", show_if=ShowIf("c", ("maybe",))), Why.NO_SUCH_VALUE),
        (text("e", show_if=ShowIf("c", ())), Why.NO_SUCH_VALUE),
    ],
)
def test_what_cannot_be_asked_is_refused(question, reason):
    assert why(added, ASKED, "three", question)[0] is reason


def test_an_edit_remembers_a_questionnaire_whole():
    asked = replaced(ASKED, "d", replace(ASKED.by_key["d"], retired=True))
    assert heard(told(asked)) == asked


# Any sequence of acts.

SOME = st.sampled_from(["a", "b", "c", "d", "e", "a_2", "c_2"])
HOMES = st.sampled_from(["one", "two", "three", "one_2", "four"])
WAYS = st.sampled_from([-1, 1])
NEW = st.builds(
    lambda key, decider, value, is_text: (text if is_text else choice)(
        key, show_if=ShowIf(decider, (value,)) if decider else None
    ),
    SOME,
    st.one_of(st.just(""), SOME),
    st.sampled_from(["yes", "no", "maybe"]),
    st.booleans(),
)
ACTS = st.one_of(
    st.tuples(st.just(added), HOMES, NEW),
    st.tuples(st.just(replaced), SOME, NEW),
    st.tuples(st.just(removed), SOME),
    st.tuples(st.just(moved), SOME, HOMES, st.one_of(st.just(""), SOME)),
    st.tuples(st.just(stepped), SOME, WAYS),
    st.tuples(st.just(duplicated), SOME, st.just("Copy")),
    st.tuples(st.just(with_section), st.just(Section("four", "Four"))),
    st.tuples(st.just(section_replaced), HOMES, st.just(Section("", "Other"))),
    st.tuples(st.just(without_section), HOMES),
    st.tuples(st.just(section_moved), HOMES, st.one_of(st.just(""), HOMES)),
    st.tuples(st.just(section_stepped), HOMES, WAYS),
    st.tuples(st.just(section_duplicated), HOMES, st.just("Copy")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTS, max_size=12), st.booleans())
def test_whatever_the_acts_what_comes_out_can_be_asked(acts, live):
    asked = ASKED
    ever: dict[str, QuestionKind] = {}
    for act, *given_ in acts:
        try:
            after = act(asked, *given_)
            after = kept(asked, after) if live else after
        except CannotBuild:
            continue
        order = [key for held in keys(asked) for key in held if key in after.by_key]
        if act in (added, replaced, removed, duplicated, with_section) and not live:
            assert [key for held in keys(after) for key in held if key in order] == order
        asked = after
        found = [question.key for question in asked]
        assert len(found) == len(set(found))
        assert sound(asked) is asked
        for place, question in enumerate(asked):
            if question.show_if and not question.retired:
                decider = asked.by_key[question.show_if.question]
                assert found.index(decider.key) < place
                assert not decider.retired
                assert set(question.show_if.values) <= {one.key for one in decider.options}
        if live:
            assert set(ever) <= set(found)
            ever |= {question.key: question.kind for question in asked}
            assert all(asked.by_key[key].kind is kind for key, kind in ever.items())
            assert kept(asked, asked) == asked
    assert heard(told(asked)) == asked


def test_every_act_refuses_what_it_does_not_know():
    assert why(building.question_of, ASKED, "z") == (Why.UNKNOWN, "z", "")
    assert why(building.section_of, ASKED, "z") == (Why.UNKNOWN, "z", "")
    assert why(moved, ASKED, "d", "two", "z") == (Why.UNKNOWN, "z", "")
