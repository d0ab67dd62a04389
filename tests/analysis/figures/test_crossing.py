"""Two questions crossed: whom each cell counts, by which rule, and what may be published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.analysis.disclosure.naming import CROWD, Naming
from consult.analysis.disclosure.outside import publishable
from consult.analysis.disclosure.withholding import Kind
from consult.analysis.figures.crossing import both, cross, offered, side
from consult.analysis.figures.rules import Resolver, parse, resolve, spelled
from consult.analysis.material import Stance, Theme
from consult.contributions.consent import Attribution
from consult.errors import NotFound
from tests.analysis.reference import territoires


def crossed(rows, columns, material=None):
    material = material or territoires()
    resolver = Resolver(material)
    return cross(
        material,
        side(material, resolver, rows, "Autre"),
        side(material, resolver, columns, "Autre"),
    )


def counts(crossing):
    return [[cell.count for cell in line] for line in crossing.cells]


NAMES = [name for name, _, _ in offered(territoires())]


def test_every_closed_question_and_every_coded_one_can_be_crossed():
    assert NAMES[:3] == ["answer:territory_type", "answer:sectors", "answer:criteria_approach"]
    assert "likert:needs_likert.hr" in NAMES
    assert "first:needs_ranking" in NAMES
    assert "theme:practices" in NAMES


@pytest.mark.parametrize("rows", ["level", "region", *NAMES])
def test_every_cell_is_what_its_rule_counts(rows):
    crossing = crossed(rows, "answer:gov_local")

    for line in crossing.cells:
        for cell in line:
            assert resolve(cell.rule, territoires()).agencies == cell.agencies


def test_local_governance_by_level():
    crossing = crossed("answer:gov_local", "level")

    assert [one.label for one in crossing.columns.categories] == [
        "locale",
        "régionale",
        "départementale",
    ]
    assert counts(crossing) == [
        [0, 2, 0, 2],
        [3, 0, 0, 3],
        [1, 0, 3, 4],
        [0, 0, 0, 0],
        [1, 0, 0, 1],
        [5, 2, 3, 10],
    ]
    assert crossing.cells[2][2].rule == "answer:gov_local=agency @level=départementale"
    assert crossing.cells[2][3].rule == "answer:gov_local=agency"


def test_levels_add_up_and_choices_of_several_need_not():
    assert crossed("level", "region").rows.kind is Kind.PARTITION
    assert crossed("answer:gov_local", "level").rows.kind is Kind.PARTITION
    assert crossed("answer:sectors", "level").rows.kind is Kind.COVER
    assert crossed("theme:needs_text", "level").rows.kind is Kind.LOOSE


def test_only_who_said_something_on_both_sides_is_counted():
    crossing = crossed("first:needs_ranking", "level")

    assert crossing.total.count == 9


def test_themes_are_crossed_by_what_is_coded():
    crossing = crossed("theme:criteria_text", "level")
    labels = [one.label for one in crossing.rows.categories]
    project = crossing.cells[labels.index("Projet partagé par élus et industriels")]

    assert project[-1].rule == "theme:criteria_text/project"
    assert project[-1].count == 9
    assert Stance.SUPPORT not in project[-1].rule


def test_shares_are_told_from_thirty_agencies_on():
    assert {cell.share for line in crossed("level", "region").cells for cell in line} == {None}

    one = territoires().replies[0]
    crowd = tuple(replace(one, agency=member.acronym) for member in territoires().agencies[:30])
    few, enough = (replace(territoires(), replies=crowd[:number]) for number in (29, 30))
    assert crossed("answer:gov_local", "level", few).cells[-1][0].share is None
    total = crossed("answer:gov_local", "level", enough).cells[-1]
    assert sum(cell.share for cell in total[:-1]) == pytest.approx(100, abs=0.2)
    assert total[-1].share == 100


@pytest.mark.parametrize(
    "name",
    ["", "age", "answer:nothing", "answer:needs_text", "likert:needs_likert", "theme:region"],
)
def test_what_cannot_be_crossed_is_not_found(name):
    with pytest.raises(NotFound):
        side(territoires(), Resolver(territoires()), name, "Autre")


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("answered", "answer:q=a", "answer:q=a"),
        ("answer:q=a", "answered", "answer:q=a"),
        ("answer:q=a", "answered:level=locale", "answer:q=a @level=locale"),
        ("answered:level=locale", "answer:q=a", "answer:q=a @level=locale"),
        ("answered:level=locale", "answered:region=Corse", "answered:level=locale @region=Corse"),
        ("answer:q=a", "answer:p=b", "answer:q=a and answer:p=b"),
    ],
)
def test_two_rules_are_joined_as_shortly_as_can_be_said(one, other, wanted):
    assert spelled(both(parse(one), parse(other))) == wanted


def test_a_cell_under_three_is_small_and_an_empty_one_is_not():
    line = crossed("answer:gov_local", "level").cells[0]

    assert [(cell.count, cell.small) for cell in line[:2]] == [(0, False), (2, True)]
    assert CROWD == 3


def test_where_everybody_is_named_nothing_is_withheld():
    replies = tuple(
        replace(one, attribution=Attribution.NAMED, confidential=frozenset())
        for one in territoires().replies
    )
    passages = tuple(replace(one, confidential=False) for one in territoires().passages)
    material = replace(territoires(), replies=replies, passages=passages)

    assert publishable(crossed("answer:gov_local", "level", material), Naming(material)) == (
        frozenset()
    )


def test_a_small_cell_with_an_agency_that_is_not_named_is_withheld_with_others():
    material = territoires()
    crossing = crossed("answer:gov_local", "level")
    naming = Naming(material)

    gone = publishable(crossing, naming)

    small = {
        (r, c)
        for r, line in enumerate(crossing.cells)
        for c, cell in enumerate(line)
        if naming.withholds(["gov_local"], cell.agencies)
    }
    assert small
    assert small < gone
    for row in {r for r, _ in gone}:
        assert len([1 for r, _ in gone if r == row]) > 1


def test_a_level_with_too_few_unnamed_agencies_is_left_out_whole():
    """Who is named tells what the others of that level said; the total gives one level back."""
    crossing, naming = crossed("answer:gov_local", "level"), Naming(territoires())

    gone = publishable(crossing, naming) or frozenset()

    unnamed = [len(one.agencies - naming.attributed) for one in crossing.columns.categories]
    whole = [all((row, n) in gone for row in range(len(crossing.cells))) for n in range(3)]
    assert (unnamed, whole) == ([2, 0, 1], [True, False, True])


def test_an_answer_given_in_confidence_is_not_named_on_its_question_alone():
    named = next(
        one for one in territoires().agencies if one.acronym in Naming(territoires()).attributed
    )
    reply = territoires().reply[named.acronym]
    secret = replace(reply, confidential=frozenset({"gov_local"}))
    replies = tuple(secret if one is reply else one for one in territoires().replies)
    naming = Naming(replace(territoires(), replies=replies))

    assert naming.withholds(["gov_local"], [named.acronym])
    assert naming.withholds(["gov_national", "gov_local"], [named.acronym])
    assert not naming.withholds([], [])


def test_what_was_said_in_confidence_anywhere_weighs_on_themes_of_every_question():
    book = (Theme("", "image", "Image"),)
    passages = tuple(
        replace(one, theme="image") for one in territoires().passages if one.theme == "image"
    )
    material = replace(territoires(), themes=book, passages=passages)
    made = side(material, Resolver(material), "theme:*", "Autre")

    assert set(made.questions) == set(material.questionnaire.by_key)
    assert side(material, Resolver(material), "level", "Autre").questions == ()
