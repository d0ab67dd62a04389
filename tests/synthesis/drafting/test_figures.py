from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.analysis.figures.rule_tree import RuleError
from consult.analysis.figures.rules import parse
from consult.contributions.consent import Attribution
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.drafting.blocks import FigureChip, FigureForm
from consult.synthesis.drafting.figures import behind, printed, questions, resolved, withheld
from consult.synthesis.snapshot import Audience
from consult.synthesis.wording import Counted
from tests.synthesis.reference import reference
from tests.synthesis.worlds import worlds

REGION = "answer:gov_local=region"


@pytest.fixture
def desk() -> Desk:
    return Desk(reference(), Audience.DELEGATE)


def text(desk, form, rule=REGION):
    found = printed(desk, FigureChip(rule, form))
    return found.text if isinstance(found, Counted) else found


def test_a_figure_is_printed_in_every_form_and_a_share_not_below_thirty_answers(desk):
    said = {form.value: text(desk, form) for form in FigureForm}

    assert said == {
        "of": "2 agences sur 10",
        "agencies": "2 agences",
        "ratio": "2 sur 10",
        "count": "2",
        "share": "2 agences sur 10",
        "names": "(AER BFC, ARII SUD)",
    }


def test_what_is_printed_is_in_the_ledger_once_whatever_its_form(desk):
    for form in (FigureForm.OF, FigureForm.COUNT):
        text(desk, form)

    assert [one.rule for one in desk.ledger.figures] == [REGION]


def test_a_rule_that_is_wrong_prints_no_number(desk):
    assert text(desk, FigureForm.OF, "answer:gov_local=moon") == "[chiffre à corriger]"
    assert behind(desk, "answer:gov_local=moon").named == ()
    with pytest.raises(RuleError):
        resolved(desk, "answer:gov_local=moon")
    assert desk.ledger.figures == ()


def test_entries_are_counted_without_a_base(desk):
    assert text(desk, FigureForm.OF, "items:practices").isdigit()


def test_the_count_of_a_place_is_not_printed_where_who_is_named_tells_the_others(desk):
    """Two of the three local agencies for the intercommunality are named: who is the third?"""
    alone = "answer:gov_local=agency @level=départementale"

    assert set(behind(desk, "answer:gov_local=agency").named) >= set(behind(desk, alone).named)
    assert withheld(desk, alone)
    assert withheld(desk, f"not {alone}")
    assert not withheld(desk, "answer:gov_local=region @level=régionale")
    assert not withheld(desk, "answered:level=locale")
    for key in CONSENT_QUESTIONS:
        assert withheld(desk, f"answered_question:{key} and answer:gov_local=state")
    assert not withheld(desk, "answer:gov_local=agency or answer:gov_local=region")
    assert not withheld(Desk(reference(), Audience.STAFF), alone)


def test_what_was_said_in_confidence_is_not_told_by_joining_it_to_what_was_not():
    """Who else is hidden on that question said something else to the other: one is left."""
    material = reference()
    secret = replace(material.reply["ADERLY"], confidential=frozenset({"gov_local"}))
    replies = tuple(
        secret if one.agency == "ADERLY" else replace(one, attribution=Attribution.NAMED)
        for one in material.replies
    )
    told = Desk(replace(material, replies=replies), Audience.DELEGATE)
    hidden = told.disclosure.hidden("gov_local")
    (choice,) = {one.values["gov_national"] for one in replies if one.agency == "ADERLY"}
    joined = f"answer:gov_local=intercommunality and answer:gov_national={choice}"
    others = {one for one in hidden if told.material.reply[one].values["gov_national"] == choice}

    assert (len(hidden), withheld(told, joined)) == (3, 0 < len(others) < 3)


WHERE = ("@level=locale", "@level=régionale", '@region="Zedregion un"')


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(least=3), st.sampled_from(["answer:choice=a", "theme:coded/one", "items:practices"]))
def test_a_crowd_is_behind_what_a_place_leaves_unsaid_and_behind_what_it_leaves_out(world, rule):
    told = Desk(world.material, Audience.DELEGATE)
    (question,) = questions(told, parse(rule))
    unsaid = [
        one.acronym
        for one in world.material.agencies
        if one.acronym in world.material.reply
        and not told.disclosure.attributable(one.acronym, question)
    ]
    for where in WHERE:
        trait, _, name = where[1:].partition("=")
        there = {a.acronym for a in world.material.agencies if getattr(a, trait) == name.strip('"')}
        groups = (set(unsaid) & there, set(unsaid) - there)
        if there and any(0 < len(group) < 3 for group in groups):
            assert withheld(told, f"{rule} {where}")
