from __future__ import annotations

from dataclasses import replace

import pytest

from consult.synthesis.checks.findings import Check, mended
from consult.synthesis.checks.running import run
from consult.synthesis.drafting.blocks import Block, BlockKind, Cut, QuoteChip
from consult.synthesis.drafting.origins import Origin
from consult.synthesis.drafting.quoting import shortened
from consult.synthesis.reading_again.clearance import Clearance, Cleared
from tests.synthesis.checks.grounds import QUOTED, checks, green, ground, place, typed, words

SAID = "Un investisseur compare cinq pays"
AFTER = place("AER BFC", "gov_local_text", "L’exécution, elle, relève des agences.")


def quote(said, **more):
    return Block("b", BlockKind.QUOTE, place=said, **more)


def test_a_short_green_note_has_nothing_to_say_against_it():
    assert checks(run(ground(*green()))) == []


def test_words_that_the_last_version_says_elsewhere_still_stand():
    moved = Origin(f"{QUOTED.text}", 2, f"Bonjour. {QUOTED.text}")
    there = replace(QUOTED, start=0, end=len(QUOTED.text))
    assert checks(run(ground(quote(there), origins={there: moved}))) == []


def test_words_to_be_read_again_wait_until_their_agency_agrees_to_them_so_signed():
    said = Clearance(
        frozenset({Cleared("AER BFC", "gov_local_text", AFTER.text, AFTER.version, named=True)})
    )
    waiting, agreed = (ground(quote(AFTER), said={"clearance": one}) for one in (Clearance(), said))
    assert [checks(run(one)) for one in (waiting, agreed)] == [
        [("quotes.awaited", AFTER.text)],
        [],
    ]


def test_what_is_left_out_must_be_inside_the_words():
    outside = quote(QUOTED, cuts=(Cut(0, len(QUOTED.text) + 5),))
    inside = quote(QUOTED, cuts=(Cut(4, 16),))
    assert [checks(run(ground(one))) for one in (outside, inside)] == [
        [("quotes.altered", QUOTED.text)],
        [],
    ]


@pytest.mark.parametrize(
    ("left_out", "turns"),
    [
        (", elle,", None),
        ("relève", None),
        ("ne", "ne"),
        ("n’est pas", "n’, pas"),
        ("’est pa", "n’, pas"),
        (", sauf exception", "sauf"),
    ],
)
def test_words_left_out_that_turned_the_sentence_are_told_with_both_texts(left_out, turns):
    text = "L’exécution, elle, ne relève des agences, sauf exception, et n’est pas à elles."
    start = text.index(left_out)
    cut = Cut(start, start + len(left_out))
    there = replace(QUOTED, text=text, start=0, end=len(text))
    found = [
        one for one in run(ground(quote(there, cuts=(cut,)))) if one.check is Check.QUOTE_TURNED
    ]

    assert [one.params["turns"] for one in found] == ([turns] if turns else [])
    for one in found:
        assert one.params["whole"] == text
        assert one.params["printed"] == shortened(text, (cut,))[0]


def test_the_same_words_twice_and_a_quotation_without_words_are_told():
    blocks = (quote(QUOTED), replace(quote(QUOTED), id="c"), Block("d", BlockKind.QUOTE))
    found = {(one.check.value, one.block) for one in run(ground(*blocks)) if one.block}
    assert found == {("quotes.twice", "c"), ("quotes.missing", "d")}


def test_words_typed_between_marks_become_a_quotation_wherever_an_answer_has_them():
    block = words(f"On lit « {SAID} » dans une réponse.")
    (found,) = (one for one in run(ground(block)) if one.check is Check.QUOTE_TYPED)
    before, chip, after = mended(block, found.fixes[0]).content
    assert (before.text, after.text) == ("On lit ", " dans une réponse.")
    assert isinstance(chip, QuoteChip)
    assert (chip.place.agency, chip.place.text) == ("ARII SUD", SAID)


def test_straight_marks_and_other_spaces_hide_nothing():
    assert typed('Ils disent "un investisseur compare\u00a0cinq pays".')[0] == (
        "quotes.typed",
        "un investisseur compare\u00a0cinq pays",
    )


def test_words_nearly_said_are_told_and_words_of_the_questionnaire_or_few_are_not():
    assert [
        typed("« Un investisseur compare dix pays, il écarte d’emblée le terrain »"),
        typed("La question « Quelle méthode de sélection a votre préférence ? » divise."),
        typed("La démarche « action cœur de ville » n’en est pas."),
        typed("Le ministre parle d’un « grand effort national pour toutes les usines »."),
    ] == [
        [
            (
                "quotes.misquoted",
                "Un investisseur compare dix pays, il écarte d’emblée le terrain",
            )
        ],
        [],
        [],
        [("quotes.nowhere", "grand effort national pour toutes les usines")],
    ]


def test_many_turns_of_phrase_between_marks_do_not_hide_words_of_an_answer():
    phrases = (f"« une tournure sans auteur {n} » " for n in range(60))
    block = words("".join(phrases) + f"« {SAID} »")
    found = [one.words for one in run(ground(block)) if one.check is Check.QUOTE_TYPED]
    assert found == [SAID]
