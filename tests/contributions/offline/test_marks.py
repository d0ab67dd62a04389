from dataclasses import replace

import pytest

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.contributions.offline.marks import (
    PLACES,
    Fill,
    Identity,
    blocks_of,
    bookmark_of,
    field_of,
    fingerprint_of,
    mark_of_field,
    sent_of,
    slots,
    slots_of,
    tag_of,
)
from tests.contributions.world import EVERYTHING

K = QuestionKind


def marks_of(key):
    return [slot.mark for slot in slots_of(EVERYTHING.by_key[key])]


def test_every_kind_of_question_has_its_places():
    assert set(PLACES) == set(QuestionKind)


def test_a_place_is_named_as_its_input_in_the_form():
    assert {key: marks_of(key) for key in EVERYTHING.by_key} == {
        "team": ["q.team"],
        "scale": ["q.scale=town", "q.scale=land", "q.scale.other"],
        "share": ["q.share"],
        "text": ["q.text"],
        "sectors": ["q.sectors=metal", "q.sectors=wood", "q.sectors=food", "q.sectors.other"],
        "needs": [
            "q.needs.land=low",
            "q.needs.land=high",
            "q.needs.skills=low",
            "q.needs.skills=high",
        ],
        "order": ["q.order.one", "q.order.two", "q.order.three"],
        "since": ["q.since"],
        "papers": [],
        "actions": [f"q.actions.{rank}.{key}" for rank in range(3) for key in ("title", "year")],
    }


def test_each_answer_can_be_kept_confidential_but_files_and_consent():
    secret = [slot.mark for slot in slots(EVERYTHING) if slot.mark.startswith("secret.")]
    assert secret == [f"secret.{key}=1" for key in EVERYTHING.by_key if key != "papers"]


def test_a_place_is_said_aloud_with_its_question_its_row_and_its_option():
    labels = [slot.label for slot in slots_of(EVERYTHING.by_key["needs"])]
    assert labels[0] == "Needs – Land – Low"
    assert [slot.label for slot in slots_of(EVERYTHING.by_key["actions"])][2] == "Actions 2 – Title"


def test_no_two_places_share_a_mark_a_bookmark_or_a_field():
    marks = [slot.mark for slot in slots(EVERYTHING)]
    for spelled in (str, bookmark_of, field_of, tag_of):
        assert len({spelled(mark) for mark in marks}) == len(marks)
    assert [mark_of_field(field_of(mark)) for mark in marks] == marks


@pytest.mark.parametrize("length", [1, 80])
def test_the_longest_key_fits_what_word_allows(length):
    question = Question("k" * length, K.SHORT_TEXT, "Label")
    (slot,) = slots_of(question)
    assert (len(tag_of(slot.mark)) <= 64, len(bookmark_of(slot.mark)) <= 40) == (True, True)


def test_a_group_without_a_limit_has_three_blocks_and_a_large_one_ten():
    group = EVERYTHING.by_key["actions"]
    limits = {most: blocks_of(replace(group, max_items=most)) for most in (None, 1, 10, 50)}
    assert limits == {None: 3, 1: 1, 10: 10, 50: 10}


def test_marks_are_what_a_browser_would_have_sent():
    assert sent_of({"q.a=x": "", "q.a=y": "", "q.b": "text", "q.b.other": "more"}) == {
        "q.a": ["x", "y"],
        "q.b": ["text"],
        "q.b.other": ["more"],
    }


def asking(**facts):
    return Questionnaire((Section("s", "S", "", (Question("k", K.SHORT_TEXT, **facts),)),))


def test_the_fingerprint_holds_through_other_words_and_not_through_other_places():
    first = fingerprint_of(asking(label="One", help="Help"))
    assert fingerprint_of(asking(label="Two")) == first
    assert fingerprint_of(asking(label="One", max_chars=3)) != first


@pytest.mark.parametrize("agency", ["ABC", "A · B", "Agence du Léman"])
def test_what_a_document_says_of_itself_is_read_again(agency):
    said = Identity("autumn-2026", agency, "0123456789ab")
    assert Identity.read(said.words) == said


@pytest.mark.parametrize("words", ["", "autumn", "a · b", "a ·  · c"])
def test_other_words_say_nothing_of_where_a_document_is_from(words):
    assert Identity.read(words) is None


def test_only_boxes_that_exclude_each_other_are_exclusive():
    exclusive = {slot.name for slot in slots(EVERYTHING) if slot.exclusive}
    assert exclusive == {"q.scale", "q.needs.land", "q.needs.skills"}
    assert {slot.fill for slot in slots(EVERYTHING)} == set(Fill)
