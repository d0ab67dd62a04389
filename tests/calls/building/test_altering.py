"""Changing what agencies may already have answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.calls.building.acts import removed, replaced, without_section
from consult.calls.building.altering import Change, Effect, effects, kept
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.soundness import CannotBuild

K = QuestionKind
ONE_TWO = (Option("one", "One"), Option("two", "Two"))
CHOICE = Question("choice", K.SINGLE_CHOICE, "Choice", options=ONE_TWO, other=True)
TEXT = Question("text", K.LONG_TEXT, "Text", max_words=300)
GRID = Question("grid", K.LIKERT, "Grid", rows=ONE_TWO, scale=ONE_TWO)
NUMBER = Question("number", K.NUMBER, "Number", min=0, max=10)
GROUP = Question("group", K.REPEAT, "Group", fields=(Field("name", K.SHORT_TEXT, "Name"),))
FILES = Question("files", K.FILE, "Files", accept=("pdf", "docx"))
ASKED = Questionnaire(
    (Section("s", "S", "", (CHOICE, TEXT, GRID)), Section("t", "T", "", (NUMBER, GROUP, FILES)))
)


def changed(question: Question) -> Questionnaire:
    return replaced(ASKED, question.key, question)


def keys(asked: Questionnaire) -> list[list[str]]:
    return [[question.key for question in section.questions] for section in asked.sections]


def test_a_question_removed_is_retired_where_it_stood():
    after = kept(ASKED, removed(ASKED, "text"))

    assert keys(after) == keys(ASKED)
    assert after.retired == {"text"}
    assert keys(after.asked) == [["choice", "grid"], ["number", "group", "files"]]


def test_a_section_removed_keeps_its_questions_out_of_sight():
    after = kept(ASKED, without_section(ASKED, "t"))

    assert after.retired == {"number", "group", "files"}
    assert keys(after.asked) == [["choice", "text", "grid"]]


def test_a_question_of_another_kind_is_another_question():
    after = kept(ASKED, changed(Question("text", K.SHORT_TEXT, "Text")))

    assert keys(after)[0] == ["choice", "text", "text_2", "grid"]
    assert after.by_key["text"] == replace(TEXT, retired=True)
    assert after.by_key["text_2"].kind is K.SHORT_TEXT


def test_what_rested_on_a_question_rests_on_the_one_in_its_place():
    asked = replaced(ASKED, "text", replace(TEXT, show_if=ShowIf("choice", ("one",))))
    several = replace(CHOICE, kind=K.MULTIPLE_CHOICE)

    after = kept(asked, replaced(asked, "choice", several))

    assert after.by_key["text"].show_if == ShowIf("choice_2", ("one",))


def test_an_option_removed_is_retired_and_comes_back_when_it_is_offered_again():
    without = kept(ASKED, changed(replace(CHOICE, options=ONE_TWO[1:])))
    again = kept(without, replaced(without, "choice", CHOICE))

    assert without.by_key["choice"].options == (ONE_TWO[1], replace(ONE_TWO[0], retired=True))
    assert again == ASKED


def test_undoing_a_removal_asks_the_question_again():
    after = kept(ASKED, removed(ASKED, "text"))
    assert kept(after, ASKED) == ASKED


def test_a_retired_question_was_put_to_those_who_answered_it():
    after = kept(ASKED, removed(ASKED, "text"))

    assert "text" not in after.shown({})
    assert "text" in after.shown({"text": "Said before."})


def test_an_option_on_which_another_question_rests_cannot_go():
    asked = replaced(ASKED, "text", replace(TEXT, show_if=ShowIf("choice", ("one",))))
    with pytest.raises(CannotBuild):
        kept(asked, replaced(asked, "choice", replace(CHOICE, options=ONE_TWO[1:])))


@pytest.mark.parametrize(
    "question",
    [
        replace(TEXT, label="Better said", help="With help", max_words=400),
        replace(TEXT, max_words=None),
        replace(CHOICE, options=(*ONE_TWO, Option("three", "Three"))),
        replace(NUMBER, min=-1, max=11),
        replace(FILES, accept=()),
        replace(FILES, accept=("pdf", "docx", "odt")),
        replace(GROUP, fields=(*GROUP.fields, Field("age", K.NUMBER, "Age"))),
    ],
)
def test_words_options_and_longer_limits_concern_nobody(question):
    assert effects(ASKED, changed(question)) == []


@pytest.mark.parametrize(
    ("question", "change", "detail"),
    [
        (Question("text", K.SHORT_TEXT, "T"), Change.KIND, ""),
        (replace(TEXT, max_words=299), Change.LIMIT, ""),
        (replace(TEXT, required=True), Change.REQUIRED, ""),
        (replace(TEXT, show_if=ShowIf("choice", ("one",))), Change.CONDITION, ""),
        (replace(CHOICE, options=ONE_TWO[1:]), Change.OPTION, "One"),
        (replace(CHOICE, other=False), Change.OTHER, ""),
        (replace(GRID, rows=ONE_TWO[1:]), Change.OPTION, "One"),
        (replace(GRID, scale=ONE_TWO[1:]), Change.SHAPE, ""),
        (replace(NUMBER, min=1), Change.LIMIT, ""),
        (replace(NUMBER, max=9), Change.LIMIT, ""),
        (replace(FILES, accept=("pdf",)), Change.LIMIT, ""),
        (replace(GROUP, fields=(Field("age", K.NUMBER, "Age"),)), Change.SHAPE, ""),
        (
            replace(GROUP, fields=(Field("name", K.SHORT_TEXT, "Name", required=True),)),
            Change.LIMIT,
            "",
        ),
    ],
)
def test_what_an_answer_may_not_survive_is_told(question, change, detail):
    label = ASKED.by_key[question.key].label
    assert effects(ASKED, changed(question)) == [Effect(change, question.key, label, detail)]


def test_a_question_removed_is_told():
    assert effects(ASKED, removed(ASKED, "text")) == [Effect(Change.REMOVED, "text", "Text")]
    retired = kept(ASKED, removed(ASKED, "text"))
    assert effects(retired, retired) == []
    assert effects(retired, ASKED) == []


def test_what_rules_quotations_stays_as_it_is():
    consent = replace(CHOICE, key="attribution", other=False)
    asked = Questionnaire((Section("s", "S", "", (consent, TEXT)),))

    with pytest.raises(CannotBuild):
        kept(asked, removed(asked, "attribution"))
    reworded = replaced(asked, "attribution", replace(consent, label="Otherwise"))
    assert kept(asked, reworded) == reworded
