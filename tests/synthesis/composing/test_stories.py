from __future__ import annotations

from consult.calls.questionnaire import Question, QuestionKind, ShowIf
from consult.synthesis.composing.sayings import Saying
from consult.synthesis.composing.stories import Story, chosen, rooms


def question(key: str, **changes) -> Question:
    return Question(key, QuestionKind.LONG_TEXT, key, **changes)


def story(asked: Question, value: int, dispute: int = 0) -> Story:
    saying = Saying("x", value, {"count": ("answered", asked.key)}, "", "")
    return Story(asked, value, (saying,), dispute=dispute)


def test_each_question_is_told_before_a_second_theme_of_any():
    loud, quiet = question("loud"), question("quiet")
    stories = [story(loud, 9), story(loud, 8), story(quiet, 1)]

    assert chosen(stories, 2) == [stories[0], stories[2]]


def test_what_is_argued_over_comes_before_what_as_many_agree_on():
    asked = question("asked")
    stories = [story(asked, 5), story(asked, 4), story(asked, 4, dispute=1)]

    assert chosen(stories, 2) == [stories[0], stories[2]]


def test_a_question_put_to_some_only_waits_for_room():
    asked = question("asked")
    some = question("some", show_if=ShowIf("asked", ("a",)))
    stories = [story(asked, 9), story(some, 3), story(asked, 6)]

    assert chosen(stories, 2) == [stories[0], stories[2]]
    assert chosen(stories, 3) == stories


def test_on_a_tie_the_order_asked_decides_and_is_kept():
    asked = question("asked")
    stories = [story(asked, 4), story(asked, 4), story(asked, 4)]

    assert chosen(stories, 2) == stories[:2]


def test_places_are_shared_by_size_and_a_small_part_keeps_its_own():
    assert rooms([3, 4], 10, 2) == [3, 4]
    assert rooms([40, 10, 2], 25, 3) == [19, 5, 2]
    assert rooms([], 25, 3) == []
