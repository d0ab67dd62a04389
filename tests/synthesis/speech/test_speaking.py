"""The speaking sheet: what is chosen out of a note, and what goes when there is no room."""

from __future__ import annotations

import dataclasses

import pytest

from consult.synthesis import parts
from consult.synthesis.snapshot import Audience, Run
from consult.synthesis.speech import speaker, speaking
from tests.synthesis import reference, samples


@pytest.fixture(scope="module")
def sheet():
    return speaker.sheet_of(reference.note())


def text(said):
    return "".join(run.text for run in said.runs)


def test_the_reference_gives_five_messages_three_figures_and_three_quotations(sheet):
    assert (len(sheet.messages), len(sheet.numbers), len(sheet.quotes)) == (5, 3, 3)
    assert [one.at.point for one in sheet.messages] == [1, 2, 3, 4, 5]


def test_figures_are_those_of_widest_support_then_the_sharpest_disagreement(sheet):
    assert [(one.value, one.split) for one in sheet.numbers] == [
        ("9 sur 10", False),
        ("8 sur 10", False),
        ("4 sur 10", True),
    ]


def test_no_figure_repeats_the_count_of_a_message(sheet):
    told = {run.figure for one in sheet.messages for run in one.runs if run.figure}
    again = {run.figure for one in sheet.numbers for run in one.said.runs if run.figure}

    assert told & again == set()


def test_messages_say_no_list_of_agencies_and_lose_nothing_else(sheet):
    shared = text(sheet.messages[2])

    assert shared == (
        "L’idée la plus partagée : l’agence de développement doit animer l’action sur le terrain. "
        "9 agences sur 10 la soutiennent."
    ).replace(" :", "\u00a0:")


def test_quotations_are_of_three_agencies_that_may_be_named_and_of_three_chapters(sheet):
    known = {source.code for source in reference.note().sources}

    assert {one.quote.source for one in sheet.quotes} <= known
    assert len({one.quote.source for one in sheet.quotes}) == 3
    assert [one.at.chapter for one in sheet.quotes] == sorted(
        {one.at.chapter for one in sheet.quotes}
    )


def test_not_even_an_internal_sheet_says_aloud_what_an_agency_reserved():
    internal = speaker.sheet_of(reference.note(Audience.STAFF))
    said = [one.quote for one in internal.quotes]
    said += [one.example for one in internal.questions if one.example]

    assert len(internal.quotes) == 3
    assert [quote.by for quote in said if "[" in quote.by] == []


def test_every_sentence_of_the_sheet_is_in_the_note_at_its_number(sheet):
    claims = {rank: claim for rank, (_, claim) in enumerate(parts.statements(reference.note()), 1)}
    said = [
        *sheet.messages,
        *(one.said for one in sheet.numbers),
        *(answer for one in sheet.questions for answer in one.answers),
    ]

    for one in said:
        whole = "".join(run.text for run in claims[one.at.point].runs)
        assert all(run.text in whole for run in one.runs)


def test_quotations_are_those_of_the_note_byte_for_byte(sheet):
    printed = {quote.text for _, quote in parts.quotes(reference.note())}
    examples = [one.example for one in sheet.questions if one.example]

    assert {one.quote.text for one in sheet.quotes} <= printed
    assert {one.text for one in examples} <= printed


def test_recommendations_minorities_and_disputes_take_turns_as_questions(sheet):
    first = [one.question for one in sheet.questions[:2]]

    assert first == [
        "Qui porte la recommandation 1, «\u00a0Animation confiée aux agences\u00a0»\u202f?",
        "Qui pense autrement sur «\u00a0Définir un territoire d’industrie\u00a0»\u202f?",
    ]
    assert len(sheet.questions) == speaking.QUESTIONS


def test_each_room_is_smaller_than_the_one_before_and_the_last_is_empty(sheet):
    names = speaker.names_of(reference.note())

    def size(room):
        return len(str(dataclasses.astuple(speaking.cut(sheet, room, names))))

    for sequence in (list(speaking.rooms()), list(speaking.wide_rooms())):
        sizes = [size(room) for room in sequence]
        assert sizes == sorted(sizes, reverse=True)
    last = list(speaking.rooms())[-1]
    assert speaking.cut(sheet, last, names) == speaking.Sheet((), (), (), ())


def test_a_cut_sheet_keeps_whole_sentences(sheet):
    for room in speaking.rooms():
        shorter = speaking.cut(sheet, room, speaker.names_of(reference.note()))
        assert shorter.messages == sheet.messages[: room.messages]
        assert shorter.numbers == sheet.numbers[: room.numbers]
        assert shorter.quotes == sheet.quotes[: room.quotes]


def test_what_is_too_long_to_be_said_stays_in_the_note():
    long = dataclasses.replace(
        samples.rich().essentials[0], runs=(Run("mot " * (speaker.SAYABLE // 4 + 1)),)
    )
    note = samples.rich(essentials=(long, *samples.rich().essentials[1:]))

    assert all(len(text(one)) <= speaker.SAYABLE for one in speaker.sheet_of(note).messages)


def test_a_parenthesis_that_is_no_list_of_agencies_is_kept():
    note = samples.rich()
    claim = dataclasses.replace(
        note.essentials[0],
        runs=(Run("7 agences", figure="E01"), Run(" (dont Agence 1, en 2018) le disent.")),
    )
    kept = speaker.sheet_of(samples.rich(essentials=(claim,))).messages[0]

    assert text(kept) == "7 agences (dont Agence 1, en 2018) le disent."


def test_a_note_with_nothing_makes_an_empty_sheet():
    assert speaker.sheet_of(samples.bare()) == speaking.Sheet((), (), (), ())


def test_the_sheet_of_an_audience_says_only_what_its_note_says():
    for audience in Audience:
        note = reference.note(audience)
        words = {run.text for _, claim in parts.statements(note) for run in claim.runs}
        whole = "\n".join(words)
        for one in speaker.sheet_of(note).messages:
            assert all(run.text in whole for run in one.runs)


def test_a_recommendation_that_takes_a_page_to_say_takes_nothing_from_the_others(sheet):
    note = reference.note()
    long, *others = note.recommendations
    runs = (*long.support.runs, Run("et ainsi de suite " * 80))
    told = dataclasses.replace(long, support=dataclasses.replace(long.support, runs=runs))
    changed = dataclasses.replace(note, recommendations=(told, *others))
    asked = {one.question for one in speaker.sheet_of(changed).questions}

    assert {one.question for one in sheet.questions} - asked == {sheet.questions[0].question}
