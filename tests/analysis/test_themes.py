"""Themes × agencies: each agency once, under every stance it takes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.figures.rules import resolve
from consult.analysis.material import Material, Passage, Stance, Theme
from consult.analysis.themes import Row, table
from tests.analysis.reference import territoires


def row(question: str, theme: str, material: Material | None = None) -> Row:
    rows = table(material or territoires()).of(question)
    return next(one for one in rows if one.theme.key == theme)


def by_stance(one: Row) -> dict[Stance, tuple[str, ...]]:
    return {stance: one.taking(stance) for stance in Stance}


def coded(*passages: tuple[str, Stance | None]) -> Material:
    return replace(
        territoires(),
        themes=(Theme("needs_text", "t", "T"),),
        passages=tuple(
            Passage("needs_text", agency, "x", start, start + 1, "t", stance)
            for start, (agency, stance) in enumerate(passages)
        ),
    )


def test_every_theme_has_its_row_and_every_reply_its_column():
    whole = table(territoires())

    assert [one.theme for one in whole.rows] == list(territoires().themes)
    assert len(whole.agencies) == 10
    assert whole.agencies[:2] == ("ADERLY", "ADN FC")


def test_stances_are_those_of_the_reference_case():
    assert by_stance(row("criteria_text", "metropolis")) == {
        Stance.SUPPORT: ("ADERLY", "CEEVO", "Essonne Développement"),
        Stance.OPPOSE: ("Ardennes Développement",),
        Stance.NUANCE: (),
    }


def test_an_agency_of_two_minds_is_under_both_stances_and_mixed():
    one = row("criteria_text", "indicators")

    assert one.mixed == ("Caux Seine Développement",)
    assert one.taking(Stance.SUPPORT)[-1] == "Caux Seine Développement"
    assert one.taking(Stance.NUANCE)[2] == "Caux Seine Développement"
    assert len(one.agencies) == 8


def test_an_agency_without_stance_is_neutral():
    one = row(
        "needs_text",
        "t",
        coded(("ADERLY", None), ("ADN FC", None), ("ADN FC", Stance.OPPOSE)),
    )

    assert (one.agencies, one.neutral, one.mixed) == (("ADERLY", "ADN FC"), ("ADERLY",), ())


def test_an_agency_counts_once_however_often_it_says_a_thing():
    one = row("needs_text", "t", coded(*[("SOFIE", Stance.SUPPORT)] * 5))

    assert one.taking(Stance.SUPPORT) == ("SOFIE",)
    assert len(one.cells["SOFIE"].passages) == 5


def test_a_theme_that_nobody_mentions_keeps_its_row():
    one = row("needs_text", "t", coded())

    assert (one.agencies, set(by_stance(one).values())) == ((), {()})


def test_agencies_that_did_not_reply_and_passages_without_theme_are_left_out():
    material = coded(("EX-AIN", Stance.SUPPORT), ("SOFIE", None))
    without = replace(
        material,
        passages=(
            *material.passages,
            Passage("needs_text", "ADERLY", "x", 0, 1, None),
        ),
    )

    assert row("needs_text", "t", without).agencies == ("SOFIE",)


def test_the_order_of_replies_and_passages_changes_nothing():
    reference = territoires()
    replies, passages = list(reference.replies), list(reference.passages)
    Random(1).shuffle(replies)
    Random(2).shuffle(passages)

    assert table(replace(reference, replies=tuple(replies), passages=tuple(passages))) == table(
        reference
    )


def test_the_table_and_the_rules_count_alike():
    for one in table(territoires()).rows:
        rule = f"theme:{one.theme.question}/{one.theme.key}"
        assert resolve(rule, territoires()).agencies == one.agencies
        for stance in Stance:
            assert resolve(f"{rule}:{stance}", territoires()).agencies == one.taking(stance)


AGENCIES = st.sampled_from(["ADERLY", "ADN FC", "SOFIE", "EX-AIN"])


@given(st.lists(st.tuples(AGENCIES, st.none() | st.sampled_from(Stance)), max_size=12))
def test_stances_cover_the_agencies_and_overlap_only_where_mixed(passages):
    one = row("needs_text", "t", coded(*passages))
    taken = [name for names in by_stance(one).values() for name in names]

    assert set(taken) | set(one.neutral) == set(one.agencies)
    assert set(taken).isdisjoint(one.neutral)
    assert {name for name in taken if taken.count(name) > 1} == set(one.mixed)


ACROSS = Theme("", "delays", "Délais")


def across(*passages: tuple[str, str, Stance | None]) -> Material:
    """Passages of a theme of every question, each with its question and agency."""
    return replace(
        territoires(),
        themes=(Theme("needs_text", "t", "T"), ACROSS),
        passages=tuple(
            Passage(question, agency, "x", start, start + 1, "delays", stance)
            for start, (question, agency, stance) in enumerate(passages)
        ),
    )


def test_a_theme_of_every_question_has_one_row_over_all_of_them():
    said = across(
        ("needs_text", "ADERLY", Stance.SUPPORT),
        ("criteria_text", "ADERLY", None),
        ("criteria_text", "ADN FC", Stance.OPPOSE),
    )
    whole = table(said)

    assert [(one.theme.key, one.agencies) for one in whole.rows] == [
        ("t", ()),
        ("delays", ("ADERLY", "ADN FC")),
    ]
    assert [
        (one.theme, one.agencies, one.taking(Stance.SUPPORT)) for one in whole.of("criteria_text")
    ] == [(ACROSS, ("ADERLY", "ADN FC"), ())]
    assert [one.theme.key for one in whole.of("partners_text")] == []


def test_a_theme_of_every_question_is_counted_on_one_of_them_or_on_all():
    said = across(
        ("needs_text", "ADERLY", Stance.SUPPORT),
        ("criteria_text", "ADERLY", None),
        ("criteria_text", "ADN FC", Stance.OPPOSE),
    )

    assert [
        resolve(rule, said).agencies
        for rule in (
            "theme:*/delays",
            "theme:*/delays:support",
            "theme:needs_text/delays",
            "theme:criteria_text/delays:oppose",
        )
    ] == [("ADERLY", "ADN FC"), ("ADERLY",), ("ADERLY",), ("ADN FC",)]
