"""Rules: read with good errors, resolved to the number and to the agencies behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.figures import rule_parser, rule_tree
from consult.analysis.figures.rule_counting import COMPARE
from consult.analysis.figures.rule_tree import (
    SENTENCES,
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Coded,
    Either,
    Fault,
    First,
    Items,
    Judged,
    Narrowed,
    Not,
    Trait,
)
from consult.analysis.figures.rules import Figure, RuleError, Unit, parse, resolve, spelled
from consult.analysis.material import Stance
from tests.analysis.reference import territoires

TABLE = Path(__file__).parent / "data" / "territoires-rules.md"
PRINTED_BASES = {"E01": 42, "E02": 7, "E03": 20, "E04": 15, "E19": 9, "E23": 9, "E70": 9}


def reference_rules():
    for line in TABLE.read_text("utf-8").splitlines()[2:]:
        mark, rule, number, agencies = (cell.strip() for cell in line.strip("|").split("|"))
        names = () if agencies == "–" else tuple(agencies.split(", "))
        yield pytest.param(mark, rule.strip("`"), int(number), names, id=mark)


def test_the_table_of_the_reference_case_is_whole():
    assert [param.id for param in reference_rules()] == [f"E{n:02}" for n in range(1, 71)]


@pytest.mark.parametrize(("mark", "rule", "number", "agencies"), list(reference_rules()))
def test_every_rule_of_the_reference_case_gives_the_printed_figure(mark, rule, number, agencies):
    unit = Unit.ITEMS if mark == "E42" else Unit.AGENCIES
    base = None if mark == "E42" else PRINTED_BASES.get(mark, 10)

    assert resolve(rule, territoires()) == Figure(number, base, agencies, rule, unit)


@pytest.mark.parametrize(
    ("rule", "value", "base"),
    [
        ("not answered", 32, 42),
        ("answer:gov_national=other", 1, 10),
        ("answer:territory_type=other", 2, 10),
        ("likert:needs_likert.hr<very_high", 3, 10),
        ("likert:needs_likert.hr=high", 3, 10),
        ("likert:needs_likert.land<=medium", 3, 10),
        ("likert:needs_likert.land>very_high", 0, 10),
        ("answer:criteria_approach=threshold and answer:gov_local=agency", 2, 10),
        ("answer:gov_local=agency or answer:gov_local=region", 6, 10),
        ("not answer:gov_local=agency", 6, 10),
        ("not first:needs_ranking=hr", 4, 9),
        ("first:needs_ranking=hr and likert:needs_likert.hr=very_high", 5, 9),
        ("first:needs_ranking=hr or likert:needs_likert.hr=very_high", 7, 10),
        ("answer:gov_local=agency @level=départementale", 3, 3),
        ("answered:region=Pays de la Loire", 0, 2),
        ("answered:region=Provence-Alpes-Côte d’Azur or answered:region=Corse", 1, 4),
        ("answered @region=Hauts-de-France @level=locale", 2, 4),
        ("(answer:gov_local=agency or answer:gov_local=duo) @level=locale", 2, 5),
        ("not answered:level=locale", 10, 15),
        ("answered and not theme:needs_text/recruitment", 1, 10),
        ("answered_question:threshold_value", 3, 10),
        ("answered_question:attachments", 3, 10),
    ],
)
def test_rules_combine_and_narrow_with_their_base(rule, value, base):
    figure = resolve(rule, territoires())

    assert (figure.value, figure.base, len(figure.agencies)) == (value, base, value)


def test_entries_can_be_counted_in_one_level():
    assert resolve("items:practices @level=régionale", territoires()) == Figure(
        5, None, (), "items:practices @level=régionale", Unit.ITEMS
    )


def test_agencies_come_in_the_order_of_the_call_whatever_the_order_of_the_replies():
    material = territoires()
    shuffled = list(material.replies)
    Random(1).shuffle(shuffled)
    passages = list(material.passages)
    Random(2).shuffle(passages)
    mixed = replace(material, replies=tuple(shuffled), passages=tuple(passages))

    for _, rule, _, _ in (param.values for param in reference_rules()):
        assert resolve(rule, mixed) == resolve(rule, material)


def everybody_says(**values):
    material = territoires()
    replies = (replace(one, values={**one.values, **values}) for one in material.replies)
    return replace(material, replies=tuple(replies))


def test_a_value_given_to_a_question_that_was_not_put_counts_for_nothing():
    material = territoires()
    replies = tuple(
        replace(reply, values={**reply.values, "threshold_value": 20}) for reply in material.replies
    )

    assert (
        resolve("answered_question:threshold_value", replace(material, replies=replies)).value == 3
    )


def test_ras_is_not_counted_as_an_answer():
    material = territoires()
    replies = tuple(
        replace(reply, values={**reply.values, "needs_text": "R.A.S."})
        for reply in material.replies
    )

    assert resolve("answered_question:needs_text", replace(material, replies=replies)).value == 0


def test_passages_of_an_agency_that_did_not_reply_are_not_counted():
    material = territoires()
    without = replace(
        material, replies=tuple(one for one in material.replies if one.agency != "SOFIE")
    )

    assert resolve("theme:needs_text/recruitment", without).value == 8


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("answered", Answered()),
        ("  answered  ", Answered()),
        ("answered:level=locale", Narrowed(Answered(), Trait.LEVEL, "locale")),
        ("answered @level=locale", Narrowed(Answered(), Trait.LEVEL, "locale")),
        (
            'answered:region="Pays de la Loire"',
            Narrowed(Answered(), Trait.REGION, "Pays de la Loire"),
        ),
        (
            "answered:region=Pays de la Loire",
            Narrowed(Answered(), Trait.REGION, "Pays de la Loire"),
        ),
        ("answered:region=Côte d’Or", Narrowed(Answered(), Trait.REGION, "Côte d’Or")),
        (r'answered:level="a \"b\" \\ and"', Narrowed(Answered(), Trait.LEVEL, 'a "b" \\ and')),
        ('answered:level=""', Narrowed(Answered(), Trait.LEVEL, "")),
        ("likert:q.r>=3", Judged("q", "r", ">=", "3")),
        ("theme:q/t:nuance", Coded("q", "t", Stance.NUANCE)),
        ("theme:*/t", Coded("*", "t")),
        ("theme:*/t:oppose", Coded("*", "t", Stance.OPPOSE)),
        (
            "not answer:q=a @level=x y and first:q=b or items_like:z".replace(
                "items_like:z", "answered"
            ),
            Either(
                Both(Not(Narrowed(Answer("q", "a"), Trait.LEVEL, "x y")), First("q", "b")),
                Answered(),
            ),
        ),
        (
            "answered and(answered or not(answered))",
            Both(Answered(), Either(Answered(), Not(Answered()))),
        ),
        ("answer:and=or", Answer("and", "or")),
    ],
)
def test_a_rule_is_read_as_it_is_written(text, rule):
    assert parse(text) == rule


@pytest.mark.parametrize(
    ("text", "fault", "position"),
    [
        ("", Fault.WANTS_RULE, 0),
        ("answered and", Fault.WANTS_RULE, 12),
        ("and answered", Fault.WANTS_RULE, 0),
        ("answers:q=a", Fault.UNKNOWN_WORD, 0),
        ("answer", Fault.WANTS_SIGN, 6),
        ("answer:q", Fault.WANTS_SIGN, 8),
        ("answer:=a", Fault.WANTS_KEY, 7),
        ("answer:q=", Fault.WANTS_KEY, 9),
        ("answered:size=3", Fault.WANTS_TRAIT, 9),
        ("answered:level=", Fault.WANTS_NAME, 15),
        ('answered:level="locale', Fault.WANTS_NAME, 15),
        ("likert:q.r~x", Fault.WANTS_SIGN, 10),
        ("theme:q/t:maybe", Fault.UNKNOWN_STANCE, 10),
        ("answer:*=a", Fault.WANTS_KEY, 7),
        ("answered answered", Fault.TRAILING, 9),
        ("(answered", Fault.UNCLOSED, 0),
        ("(answered) )", Fault.TRAILING, 11),
        ("answered or items:q", Fault.ITEMS_COMBINED, 12),
        ("not items:q", Fault.ITEMS_COMBINED, 4),
        ("not " * 61 + "answered", Fault.TOO_LONG, 243),
        ("(" * 100_000, Fault.TOO_LONG, 4_000),
        ("__import__('os').system('true')", Fault.UNKNOWN_WORD, 0),
    ],
)
def test_a_rule_that_cannot_be_read_says_where_and_why(text, fault, position):
    with pytest.raises(RuleError) as caught:
        parse(text)

    assert (caught.value.fault, caught.value.position) == (fault, position)
    assert caught.value.sentence


@pytest.mark.parametrize(
    ("text", "fault", "position"),
    [
        ("answered and answer:nothing=a", Fault.UNKNOWN_QUESTION, 13),
        ("answer:gov_local=nobody", Fault.UNKNOWN_OPTION, 0),
        ("answer:gov_local=other", Fault.UNKNOWN_OPTION, 0),
        ("answer:needs_ranking=hr", Fault.WRONG_KIND, 0),
        ("likert:needs_likert.weather>=high", Fault.UNKNOWN_ROW, 0),
        ("likert:needs_likert.hr>=huge", Fault.UNKNOWN_POINT, 0),
        ("first:gov_local=agency", Fault.WRONG_KIND, 0),
        ("items:needs_text", Fault.WRONG_KIND, 0),
        ("theme:needs_text/weather", Fault.UNKNOWN_THEME, 0),
        ("theme:*/recruitment", Fault.NOT_ACROSS, 0),
        ("answered:level=municipale", Fault.UNKNOWN_PLACE, 0),
        ("items:practices @region=Atlantis", Fault.UNKNOWN_PLACE, 16),
    ],
)
def test_a_rule_that_names_what_the_call_has_not_is_refused(text, fault, position):
    with pytest.raises(RuleError) as caught:
        resolve(text, territoires())

    assert (caught.value.fault, caught.value.position) == (fault, position)


def test_a_refusal_is_a_sentence_with_what_would_do():
    with pytest.raises(RuleError) as caught:
        resolve("answer:gov_local=mayor", territoires())

    assert str(caught.value) == (
        "“gov_local” has no option “mayor”; it has: region, intercommunality, agency, state, duo."
        " (character 1)"
    )


def test_every_fault_has_its_sentence_and_every_sign_its_comparison():
    assert set(SENTENCES) == set(Fault)
    assert set(rule_parser.SIGN.pattern.split("|")) == set(COMPARE)
    assert len(rule_parser.CLAIMS) == 7


KEYS = st.from_regex(rule_parser.KEY, fullmatch=True)
CLAIMS = st.one_of(
    st.builds(Answered),
    st.builds(Answer, KEYS, KEYS),
    st.builds(First, KEYS, KEYS),
    st.builds(Judged, KEYS, KEYS, st.sampled_from(sorted(COMPARE)), KEYS),
    st.builds(AnsweredQuestion, KEYS),
    st.builds(Coded, KEYS, KEYS, st.none() | st.sampled_from(Stance)),
)
NAMES = st.text(max_size=12) | st.sampled_from(
    ["Pays de la Loire", "not x", "a and", "x or y", "Côte d’Or", "(x)", "a @b", " x ", "and"]
)
RULES = st.recursive(
    CLAIMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Both, inner, inner),
        st.builds(Either, inner, inner),
        st.builds(Narrowed, inner, st.sampled_from(Trait), NAMES),
    ),
    max_leaves=8,
)


@given(RULES | st.builds(Items, KEYS))
def test_a_rule_spelled_and_read_again_is_the_same(rule):
    assert parse(spelled(rule)) == rule


@given(st.text(st.sampled_from('answered:level=theme/q.()@"\\ notor<>'), max_size=60))
def test_any_text_is_a_rule_or_an_error_with_a_place(text):
    errors = []
    try:
        assert parse(spelled(parse(text))) == parse(text)
    except RuleError as error:
        errors.append(error)

    assert all(0 <= error.position <= len(text) and error.sentence for error in errors)


REAL = st.sampled_from(
    [
        "answered",
        "answer:gov_local=agency",
        "first:needs_ranking=hr",
        "likert:needs_likert.hr>=high",
        "theme:needs_text/land",
        "answered_question:practices",
        "answered:level=locale",
    ]
).map(parse)
REAL_RULES = st.recursive(
    REAL,
    lambda inner: st.one_of(
        st.builds(Not, inner), st.builds(Both, inner, inner), st.builds(Either, inner, inner)
    ),
    max_leaves=5,
)


@given(REAL_RULES)
def test_a_count_and_its_contrary_make_the_base(rule):
    figure, contrary = resolve(rule, territoires()), resolve(Not(rule), territoires())

    assert figure.value + contrary.value == figure.base == contrary.base
    assert set(figure.agencies).isdisjoint(contrary.agencies)
    assert resolve(rule_tree.spelled(rule), territoires()) == figure
