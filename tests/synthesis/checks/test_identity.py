from __future__ import annotations

from dataclasses import replace

import pytest

from consult.analysis.material import Member
from consult.synthesis.checks.mentions import Mentions
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import (
    Block,
    BlockKind,
    Cut,
    Exhibited,
    Line,
    Shown,
    SourceChip,
    Words,
)
from consult.synthesis.snapshot import Audience
from tests.synthesis.checks.grounds import QUOTED, checks, ground, place, typed, words
from tests.synthesis.reference import reference

WHY = {"justification": "constat"}


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Dunkerque Promotion le demande.", "consent.anonymous"),
        ("DUNKERQUE\u00a0PROMOTION le demande.", "consent.anonymous"),
        ("SOFIE s’y oppose.", "consent.eliminating"),
        ("Selon le CEEVO, c’est urgent.", "consent.eliminating"),
        ("L’agence de Dunkerque le demande.", "consent.telling"),
    ],
)
def test_agencies_that_no_position_may_be_tied_to_are_found_when_they_are_typed(text, check):
    found = typed(text, BlockKind.CLAIM, **WHY)
    assert [one for one, _ in found] == [check]


@pytest.mark.parametrize(
    "text",
    [
        "ADERLY et ADN FC le demandent.",
        "Sofie Martin dirige le service.",
        "Les agences de développement se réunissent à Paris.",
        "Le réseau des Ardennes se mobilise.",
        "La promotion des territoires, la région, l’industrie et le développement.",
    ],
)
def test_agencies_that_may_be_named_and_common_words_are_left_alone(text):
    assert typed(text, BlockKind.CLAIM, **WHY) == []


def test_staff_may_thank_in_their_own_words_and_are_reminded():
    assert typed("Merci à SOFIE.") == [("consent.thanked", "SOFIE")]


def test_a_text_that_rests_on_an_answer_states_something_of_whom_it_names():
    source = SourceChip((place("ADN FC", "criteria_text", "les salariés"),))
    block = replace(words("SOFIE le dit."), content=(Words("SOFIE le dit."), source))
    assert checks(run(ground(block))) == [("consent.eliminating", "SOFIE")]


def test_a_name_is_found_across_italics_on_a_line_of_a_chart_and_in_brackets():
    split = words("", BlockKind.CLAIM, **WHY)
    split = replace(split, content=(Words("Dunkerque ", emphasis=True), Words("Promotion.")))
    line = Exhibited(Shown.RULES, lines=(Line("Sans SOFIE", "answered"),))
    chart = Block("b", BlockKind.CHART, "Deux", exhibited=line)
    quote = Block("b", BlockKind.QUOTE, place=QUOTED, cuts=(Cut(0, 3, "chez SOFIE, une"),))
    assert [checks(run(ground(one))) for one in (split, chart, quote)] == [
        [("consent.anonymous", "Dunkerque Promotion")],
        [("consent.eliminating", "SOFIE")],
        [("consent.eliminating", "SOFIE")],
    ]


def test_a_hundred_agencies_thanked_do_not_hide_one_named_where_it_may_not_be():
    thanks = words("Merci à SOFIE. " * 150, key="t")
    named = words("SOFIE s’y oppose.", BlockKind.CLAIM, key="c", **WHY)
    found = [one for one, _ in checks(run(ground(thanks, named)))]
    assert found == ["consent.eliminating", *["consent.thanked"] * 100]


def test_an_agency_that_spoke_in_confidence_is_not_named_on_that_question_only():
    there = _about("needs_text", "ADERLY", "une demi-journée en atelier")
    elsewhere = _about("criteria_text", "ADN FC", "les salariés ne font pas la différence")
    assert [checks(run(ground(one))) for one in (there, elsewhere)] == [
        [("consent.confidential", "Ardennes Développement")],
        [],
    ]


def _about(question, agency, said):
    named = words("Ardennes Développement insiste.", BlockKind.CLAIM)
    return replace(named, content=(*named.content, SourceChip((place(agency, question, said),))))


def test_the_region_of_an_unnamed_agency_beside_its_own_words_may_tell_who_it_is():
    sofie = reference().reply["SOFIE"]
    said = sofie.values["gov_local_text"]
    region = reference().member["SOFIE"].region
    source = SourceChip((place("SOFIE", "gov_local_text", said),))
    block = replace(
        words(f"En {region}, on le demande.", BlockKind.CLAIM),
        content=(Words(f"En {region}, on le demande."), source),
    )
    assert ("consent.telling", region) in checks(run(ground(block)))


@pytest.mark.parametrize(
    ("label", "rule", "found"),
    [
        ("Besoins dans les Hauts-de-France", "answered_question:needs_text", ["Hauts-de-France"]),
        ("Les agences locales", "answered_question:needs_text", ["locale"]),
        ("L’échelle locale", "answered_question:needs_text", []),
        ("Besoins en Normandie", "answered_question:needs_text", []),
        ("Répondants de Hauts-de-France", "answered:region=Hauts-de-France", []),
    ],
)
def test_a_label_that_places_whom_its_count_does_not_name_is_told(label, rule, found):
    line = Exhibited(Shown.RULES, lines=(Line(label, rule),))
    chart = Block("b", BlockKind.CHART, "Deux", exhibited=line)
    number = Block("b", BlockKind.FIGURE, label, rule=rule)

    for block in (chart, number):
        told = [words for check, words in checks(run(ground(block))) if check == "consent.telling"]
        assert list(dict.fromkeys(told)) == found


def test_the_staffs_own_note_names_everybody():
    block = words("SOFIE et Dunkerque Promotion s’y opposent.", BlockKind.CLAIM, **WHY)
    assert checks(run(ground(block, audience=Audience.STAFF))) == []


def test_a_thousand_agencies_are_looked_for_at_once():
    many = tuple(Member(f"AG{n}", f"Agence du val numéro {n}") for n in range(3000))
    mentions = Mentions(replace(reference(), agencies=many))
    found = list(mentions.of("AG12 et l’agence du val numéro 2999, puis ag13."))
    assert [one.agency for one in found] == ["AG12", "AG2999"]
