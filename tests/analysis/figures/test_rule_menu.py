"""Building a rule by clicking: what is offered counts, and joins the rule that is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consult.analysis.figures.rule_menu import How, among, joined, menu, places
from consult.analysis.figures.rule_tree import Trait
from consult.analysis.figures.rules import Resolver, parse, spelled
from consult.analysis.material import Theme
from tests.analysis.reference import territoires


def offered(material):
    for part in menu(material):
        for group in part.groups:
            if group.answered:
                yield group.answered
            for choice in (*group.choices, *group.themes):
                if choice.rule:
                    yield choice.rule
                yield from (rule for _, rule in choice.points)


def test_everything_offered_is_a_rule_of_the_call():
    material = replace(territoires(), themes=(*territoires().themes, Theme("", "image", "Image")))
    resolver = Resolver(material)
    rules = list(offered(material))

    assert [resolver.resolve(rule).rule for rule in rules] == rules
    assert len(rules) == len(set(rules))
    assert "theme:*/image" in rules


def test_every_rule_of_one_claim_of_the_outline_is_offered():
    rules = set(offered(territoires()))

    assert {
        "answer:criteria_approach=open",
        "likert:needs_likert.hr>=very_high",
        "first:needs_ranking=hr",
        "items:practices",
        "answered_question:practices",
        "theme:criteria_text/project:support",
        "theme:needs_text/recruitment",
        "answer:gov_national=other",
    } <= rules


def test_stances_are_offered_for_themes_with_a_claim_only():
    themes = {
        choice.rule: len(choice.points)
        for part in menu(territoires())
        for group in part.groups
        for choice in group.themes
    }

    assert themes["theme:criteria_text/project"] == 3
    assert themes["theme:needs_text/recruitment"] == 0


def test_places_are_those_of_the_agencies_invited():
    assert places(territoires(), Trait.LEVEL)[:2] == ("locale", "régionale")


@pytest.mark.parametrize(
    ("rule", "how", "wanted"),
    [
        (None, How.AND, "answered_question:q"),
        ("answered", How.REPLACE, "answered_question:q"),
        ("answered", How.AND, "answered and answered_question:q"),
        ("answered or answer:q=a", How.AND, "(answered or answer:q=a) and answered_question:q"),
        ("answer:q=a", How.OR, "answer:q=a or answered_question:q"),
        ("answer:q=a", How.EXCEPT, "answer:q=a and not answered_question:q"),
        ("items:q", How.AND, "answered_question:q"),
    ],
)
def test_what_is_clicked_joins_the_rule(rule, how, wanted):
    text = spelled(joined(rule and parse(rule), parse("answered_question:q"), how))

    assert text == wanted
    assert spelled(parse(text)) == wanted


def test_entries_stay_alone():
    assert spelled(joined(parse("answered"), parse("items:q"), How.OR)) == "items:q"


@pytest.mark.parametrize(
    ("rule", "name", "wanted"),
    [
        ("answer:q=a", "locale", "answer:q=a @level=locale"),
        ("answer:q=a @level=locale", "régionale", "answer:q=a @level=régionale"),
        ("answer:q=a @level=locale @region=Corse", None, "answer:q=a @region=Corse"),
        ("answered:level=locale", None, "answered"),
        ("answered or answer:q=a", "locale", "(answered or answer:q=a) @level=locale"),
        ("answer:q=a", "", 'answer:q=a @level=""'),
    ],
)
def test_a_rule_is_narrowed_as_a_whole_and_widened_again(rule, name, wanted):
    assert spelled(among(parse(rule), Trait.LEVEL, name)) == wanted
